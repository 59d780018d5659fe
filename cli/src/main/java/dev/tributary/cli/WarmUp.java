package dev.tributary.cli;

import dev.tributary.cli.terminal.Terminal;
import dev.tributary.server.Service;
import dev.tributary.server.ServiceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * Serves a small home once and asks it for pages, so that Java sees all classes that a service needs, and keeps them for later starts (an archive of
 * classes, JEP 350). The launcher runs it once for each set of jars. Argument: a folder for the home, which must not exist yet.
 */
final class WarmUp {
  private static final int USERS = 120;
  private static final int PAGES = 200;

  private WarmUp() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    run("simulate", "--users", Integer.toString(USERS), "--items", "400", "--days", "4", "--out", folder.resolve("data").toString());
    Path home = folder.resolve("home");
    run("quickstart", "--data", folder.resolve("data").toString(), "--home", home.toString(), "--no-serve");
    run("serve", "--help");
    try (var service = Service.start(home, ServiceSettings.read(home, Map.of(), Map.of("port", "0")), InstantSource.system())) {
      String key = service.created().getLast().text();
      for (int n = 0; n < PAGES; n++) {
        post(service.address() + "/v1/recommend", key, "{\"user\":\"u%06d\",\"count\":10}".formatted(n % USERS));
      }
      post(service.address() + "/v1/events", key, "[{\"id\":\"warm-up\",\"type\":\"click\",\"user\":\"u000001\",\"item\":\"i000001\"}]");
    }
  }

  private static void run(String... words) throws IOException {
    int exitCode = Main.run(new Terminal(InputStream.nullInputStream(), OutputStream.nullOutputStream(), new PrintStream(OutputStream.nullOutputStream()), 0), words);
    if (exitCode != 0) {
      throw new IOException(String.join(" ", words) + " ended with " + exitCode);
    }
  }

  private static void post(String address, String key, String body) throws IOException {
    var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + key);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    try (var answer = connection.getInputStream()) { // a failure of the service is thrown here
      answer.readAllBytes();
    }
  }
}
