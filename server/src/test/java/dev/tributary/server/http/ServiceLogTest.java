package dev.tributary.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.keys.Keys;
import dev.tributary.server.metrics.Metrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ServiceLogTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Keeps lines as they would be written. */
  private static final class Lines extends Handler {
    final List<String> written = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      written.add(new ServiceLog.JsonLines().format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aLineIsAnObjectWithTheRequestThatItIsAbout(@TempDir Path folder) throws Exception {
    var lines = new Lines();
    var root = Logger.getLogger("dev.tributary");
    root.addHandler(lines);
    var failing =
        Route.getPublic("/v1/fails/{id}")
            .summary("Fails")
            .with(Parameter.pathId("id", "an id"))
            .answers(204, "", "never")
            .computes()
            .by(
                _ -> {
                  System.getLogger("dev.tributary.test").log(System.Logger.Level.WARNING, "a \"quoted\" word");
                  throw new IllegalStateException("broken\npipe");
                });
    var limits = new Limits(1024, 10, Duration.ofSeconds(10), Duration.ofSeconds(10), 0, Duration.ofSeconds(1));
    try (var server = HttpServer.start(new HttpServer.Place("127.0.0.1", 0, Optional.empty(), Set.of(), true), limits, List.of(failing), Keys.open(folder), folder.resolve("audit.log"), new Metrics());
        var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/fails/secret-ann")).header("X-Request-Id", "r-7").build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(500);
      for (int n = 0; n < 100 && lines.written.size() < 3; n++) {
        Thread.sleep(20); // the line of the request follows its answer
      }
    } finally {
      root.removeHandler(lines);
    }
    List<JsonNode> said = lines.written.stream().map(JSON::readTree).toList();
    assertThat(said).hasSize(3).allMatch(line -> line.get("request").asString().equals("r-7")).allMatch(line -> line.has("time") && line.has("level") && line.has("logger"));
    assertThat(said.get(0).get("message").asString()).isEqualTo("a \"quoted\" word");
    assertThat(said.get(1).get("level").asString()).isEqualTo("severe");
    assertThat(said.get(1).get("error").asString()).contains("broken\npipe").contains("ServiceLogTest");
    assertThat(said.get(2).get("route").asString()).isEqualTo("/v1/fails/{id}");
    assertThat(said.get(2).get("status").asInt()).isEqualTo(500);
    assertThat(said.get(2).get("micros").asLong()).isPositive();
    assertThat(lines.written.get(2)).doesNotContain("secret-ann").endsWith("}\n");
  }
}
