package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.keys.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that is set back or ahead, as by an administrator or by a machine that slept. */
class ClockJumpTest {
  @TempDir Path folder;

  @Test
  void pagesAndEventsGoOnWhateverTheClockDoes() throws Exception {
    var now = new AtomicReference<>(Instant.parse("2026-06-01T12:00:00Z"));
    try (var running = new Running(TestHome.make(folder.resolve("home"), true), Running.settings(Map.of()), now::get)) {
      var responses = new HashSet<String>();
      int event = 0;
      for (Duration jump : new Duration[] {Duration.ZERO, Duration.ofHours(-3), Duration.ofDays(-400), Duration.ofDays(4000), Duration.ofSeconds(-1), Duration.ZERO}) {
        now.set(now.get().plus(jump));
        for (int n = 0; n < 8; n++) {
          var page = running.as(Role.READ).post("/v1/recommend", "{\"user\":\"u" + n + "\",\"count\":5}");
          assertThat(page.status()).as("after %s: %s", jump, page.text()).isEqualTo(200);
          assertThat(page.json().get("items").size()).isEqualTo(5);
          assertThat(responses.add(page.json().get("responseId").asString())).as("a response's id comes once").isTrue();
          String clicked = page.json().get("items").get(0).get("id").asString();
          var taken = running.as(Role.WRITE).post("/v1/events", "[{\"id\":\"jump-%d\",\"type\":\"click\",\"user\":\"u%d\",\"item\":\"%s\"}]".formatted(event++, n, clicked));
          assertThat(taken.status()).as("after %s: %s", jump, taken.text()).isEqualTo(202);
          assertThat(taken.json().get("accepted").asInt()).isEqualTo(1);
          var next = running.as(Role.READ).post("/v1/recommend", "{\"user\":\"u" + n + "\",\"count\":50}");
          assertThat(next.json().get("items").valueStream().map(item -> item.get("id").asString())).as("what was clicked is seen").doesNotContain(clicked);
        }
      }
    }
  }
}
