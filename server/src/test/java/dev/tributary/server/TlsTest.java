package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind + "-----\n";
  }

  @Test
  void aPairOfPemFilesIsSpokenAndNothingElse() throws Exception {
    Path file = folder.resolve("pair.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made = new ProcessBuilder(keytool, "-genkeypair", "-keyalg", "EC", "-alias", "x", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD)).inheritIO().start();
    assertThat(made.waitFor()).isZero();
    var store = KeyStore.getInstance(file.toFile(), PASSWORD);
    Path certificate = Files.writeString(folder.resolve("certificate.pem"), pem("CERTIFICATE", store.getCertificate("x").getEncoded()));
    Path key = Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", store.getKey("x", PASSWORD).getEncoded()));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    var context = SSLContext.getInstance("TLS");
    store.setCertificateEntry("trusted", store.getCertificate("x"));
    trust.init(store);
    context.init(null, trust.getTrustManagers(), null);
    Path home = TestHome.make(folder.resolve("home"), false);
    try (var running = new Running(home, Running.settings(Map.of("tlsCertificate", certificate.toString(), "tlsKey", key.toString())));
        var client = HttpClient.newBuilder().sslContext(context).build()) {
      assertThat(running.service().address().getScheme()).isEqualTo("https");
      var answer = client.send(HttpRequest.newBuilder(URI.create(running.service().address() + "/health/live")).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      var plain = URI.create("http://127.0.0.1:" + running.service().address().getPort() + "/health/live");
      assertThatThrownBy(() -> client.send(HttpRequest.newBuilder(plain).build(), HttpResponse.BodyHandlers.ofString())).isInstanceOf(java.io.IOException.class);
    }
    Files.writeString(key, "nothing");
    assertThatThrownBy(() -> Service.start(home, Running.settings(Map.of("tlsCertificate", certificate.toString(), "tlsKey", key.toString())), InstantSource.system())).hasMessageContaining("BEGIN PRIVATE KEY");
  }
}
