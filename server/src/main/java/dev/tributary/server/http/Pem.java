package dev.tributary.server.http;

import static dev.tributary.math.Require.require;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS from a pair of PEM files: a chain of certificates, the server's own first, and its private key in PKCS#8 without a password. */
final class Pem {
  private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private Pem() {}

  static SSLContext context(Path certificates, Path key) throws IOException {
    try (var in = Files.newInputStream(certificates)) {
      var chain = CertificateFactory.getInstance("X.509").generateCertificates(in).toArray(new Certificate[0]);
      require(chain.length > 0, "%s holds no certificate", certificates);
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("service", privateKey(key), new char[0], chain);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS with " + certificates + " and " + key + ": " + e.getMessage(), e);
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    var found = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    require(found.find(), "%s holds no 'BEGIN PRIVATE KEY'; convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY -out FILE", file);
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
    for (String algorithm : new String[] {"EC", "RSA", "Ed25519"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException _) {
        // of another algorithm; the last one's failure is told below
      }
    }
    throw new GeneralSecurityException("the private key is neither EC, RSA nor Ed25519");
  }
}
