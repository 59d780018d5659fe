package dev.tributary.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.keys.Keys;
import dev.tributary.server.metrics.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller learns when the disk below a handler fails. */
class FailingDiskTest {
  private static HttpResponse<String> answerTo(Path folder, Route.Handler handler) throws Exception {
    var limits = new Limits(1024, 10, Duration.ofSeconds(10), Duration.ofSeconds(10), 0, Duration.ofSeconds(1));
    var route = Route.getPublic("/work").summary("Fails").answers(204, "", "never").by(handler);
    try (var server = HttpServer.start(new HttpServer.Place("127.0.0.1", 0, Optional.empty(), Set.of(), false), limits, List.of(route), Keys.open(folder), folder.resolve("audit.log"), new Metrics())) {
      return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/work")).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void aFullDiskIsSaidWith507AndNothingOfItsPaths(@TempDir Path folder) throws Exception {
    var answer = answerTo(folder, _ -> {
      throw new IOException("/secret/log: No space left on device");
    });
    assertThat(answer.statusCode()).isEqualTo(507);
    assertThat(answer.body()).contains("the disk is full").contains("send it again").doesNotContain("secret");
  }

  @Test
  void aDiskThatCannotBeWrittenIsAFailureWithoutDetails(@TempDir Path folder) throws Exception {
    for (Exception failure : new Exception[] {new java.nio.file.FileSystemException("/secret/log", null, "Read-only file system"), new ReadOnlyFileSystemException()}) {
      var answer = answerTo(folder, _ -> {
        throw failure instanceof IOException e ? e : new IOException(failure);
      });
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("the service's log says").contains(answer.headers().firstValue("X-Request-Id").orElseThrow()).doesNotContain("secret");
    }
  }
}
