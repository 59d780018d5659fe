package dev.tributary.server.api;

import dev.tributary.math.XxHash64;
import dev.tributary.server.http.Problem;
import dev.tributary.server.keys.Secret;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Tokens of next pages. A token holds all that the next page must know, so that it outlives restarts and publishing and costs the service
 * no memory: when it expires, the response that it continues, who asked, and the catalog's ints of the items shown so far. It is signed
 * with the home's secret.
 *
 * <pre>
 * 1 byte    version, 1
 * 8 bytes   expiry, epoch milliseconds
 * 26 bytes  response id
 * 8 bytes   XXH64 of user and scene
 * varints   number of items, then the items' ints ascending, each as the difference to the one before
 * 16 bytes  signature of all that stands before
 * </pre>
 *
 * in base64url. Thread-safe.
 */
final class PageTokens {
  /** Beyond so many items there is no next page: tokens would outgrow what callers carry around. */
  static final int MOST_ITEMS = 5_000;

  /** Most characters of a token: three bytes hold the difference of two ints of a catalog of two million. */
  static final int LONGEST = 4 * (MOST_ITEMS * 5 + 100) / 3;

  private static final byte VERSION = 1;
  private static final int RESPONSE_ID = 26;

  private final Secret secret;
  private final Duration life;
  private final InstantSource clock;

  /** What a token says: the response that goes on, and what it has shown. */
  record Shown(String responseId, int[] items) {}

  PageTokens(Secret secret, Duration life, InstantSource clock) {
    this.secret = secret;
    this.life = life;
    this.clock = clock;
  }

  /** The token after a page; empty when so much has been shown that there is no next one. */
  Optional<String> write(String responseId, String user, String scene, int[] items) {
    if (items.length > MOST_ITEMS) {
      return Optional.empty();
    }
    int[] sorted = items.clone();
    Arrays.sort(sorted);
    var bytes = ByteBuffer.allocate(1 + 8 + RESPONSE_ID + 8 + 5 * (sorted.length + 1) + Secret.SIGNATURE_BYTES);
    bytes.put(VERSION).putLong(clock.millis() + life.toMillis()).put(responseId.getBytes(StandardCharsets.US_ASCII)).putLong(asker(user, scene));
    putVarint(bytes, sorted.length);
    int before = 0;
    for (int item : sorted) {
      putVarint(bytes, item - before);
      before = item;
    }
    bytes.put(secret.sign(bytes.array(), bytes.position()));
    return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes.array(), bytes.position())));
  }

  /**
   * Reads a token.
   *
   * @throws Problem 400 when it is none of ours, 410 when it has expired, 422 when it was given to somebody else
   */
  Shown read(String token, String user, String scene) {
    byte[] content;
    try {
      content = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      throw foreign();
    }
    if (!secret.signed(content) || content[0] != VERSION) {
      throw foreign();
    }
    var bytes = ByteBuffer.wrap(content, 1, content.length - 1 - Secret.SIGNATURE_BYTES);
    try {
      long expires = bytes.getLong();
      if (expires <= clock.millis()) {
        throw Problem.of(410, "this page's token has expired; ask for the first page again");
      }
      var id = new byte[RESPONSE_ID];
      bytes.get(id);
      if (bytes.getLong() != asker(user, scene)) {
        throw Problem.unfit("/page", "is the token of another user or scene; ask with the same ones as for the first page");
      }
      var items = new int[varint(bytes)];
      int before = 0;
      for (int n = 0; n < items.length; n++) {
        items[n] = before += varint(bytes);
      }
      return new Shown(new String(id, StandardCharsets.US_ASCII), items);
    } catch (BufferUnderflowException _) { // signed by us, and yet too short: of another version
      throw foreign();
    }
  }

  private static Problem foreign() {
    return Problem.input("/page", "is no token of this service; use nextPage of a response as it is, or leave page out");
  }

  private static long asker(String user, String scene) {
    return XxHash64.hash(user + "\n" + scene);
  }

  private static void putVarint(ByteBuffer bytes, int value) {
    int rest = value;
    for (; (rest & ~0x7F) != 0; rest >>>= 7) {
      bytes.put((byte) (rest & 0x7F | 0x80));
    }
    bytes.put((byte) rest);
  }

  private static int varint(ByteBuffer bytes) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes.get();
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
