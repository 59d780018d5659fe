package dev.tributary.server.keys;

import static dev.tributary.math.Require.require;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The home's secret, in a file of its own: signs what the service hands out and must know again, by HMAC-SHA-256. Thread-safe. */
public final class Secret {
  /** Bytes of a signature: half of an HMAC-SHA-256, which RFC 2104 allows. */
  public static final int SIGNATURE_BYTES = 16;

  private static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac keyed; // never fed: each signature is made by a copy, which spares the search for it among the providers

  private Secret(byte[] bytes) {
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(bytes, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** The secret of a home folder, which is made when it is missing. */
  public static Secret open(Path home) throws IOException {
    Path file = home.resolve("secret");
    if (!Files.exists(file)) {
      var bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      OwnerFile.replace(file, bytes);
    }
    byte[] bytes = OwnerFile.read(file);
    require(bytes.length == BYTES, "%s has %d bytes, must have %d; remove it, and the page tokens handed out so far are void", file, bytes.length, BYTES);
    return new Secret(bytes);
  }

  /** The signature of the first {@code length} bytes. */
  public byte[] sign(byte[] bytes, int length) {
    try {
      var mac = (Mac) keyed.clone();
      mac.update(bytes, 0, length);
      return Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // Java's own can be copied
    }
  }

  /** Whether the bytes end with the signature of what stands before it; compared in constant time. */
  public boolean signed(byte[] bytes) {
    int length = bytes.length - SIGNATURE_BYTES;
    return length >= 0 && MessageDigest.isEqual(sign(bytes, length), Arrays.copyOfRange(bytes, length, bytes.length));
  }
}
