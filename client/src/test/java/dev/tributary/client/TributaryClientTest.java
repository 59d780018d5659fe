package dev.tributary.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers what a test laid ready. */
class TributaryClientTest {
  private static final TributaryClient.Settings QUICK = new TributaryClient.Settings(Duration.ofSeconds(5), Duration.ofSeconds(20), 3, Duration.ofMillis(10));

  private final ArrayDeque<Answer> answers = new ArrayDeque<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private TributaryClient client;

  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
          Answer answer = answers.remove();
          byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    client = new TributaryClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), "trb_x", QUICK);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aPageSaysWhatTheServiceSaid() {
    answers.add(
        new Answer(
            200,
            """
            {"responseId": "01J", "user": "u\\u00e9", "release": "r1", "experiments": [], "items": [
              {"id": "i7", "rank": 1, "score": 0.83, "channels": [{"name": "itemcf", "rank": 2, "score": 3.2e0, "because": ["i3", "i9"]}], "predictions": {}}],
             "nextPage": "t", "degraded": ["content: late"], "unmetRules": [], "tookMicros": 12}"""));
    var page = client.recommend(PageRequest.of("u\"é", 1).withFilter("categories in [\"nba\"]").withDeadlineMillis(50));
    assertThat(page).isEqualTo(new Page("01J", "r1", List.of(new Page.Item("i7", 1, 0.83, List.of(new Page.Channel("itemcf", 2, 3.2, List.of("i3", "i9"))))), "t", List.of("content: late")));
    assertThat(asked).containsExactly("POST /v1/recommend Bearer trb_x {\"user\":\"u\\\"é\",\"count\":1,\"filter\":\"categories in [\\\"nba\\\"]\",\"deadlineMillis\":50}");
  }

  @Test
  void whatPassesIsTriedAgainWithTheSameEvents() {
    answers.add(new Answer(503, ""));
    answers.add(new Answer(429, ""));
    answers.add(new Answer(202, "{\"accepted\": 0, \"duplicates\": 1, \"rejected\": [{\"index\": 1, \"detail\": \"no type\"}]}"));
    var event = new Event("e-1", "play", "u1", "i1", Instant.EPOCH, "01J", Map.of("value", 12.5));
    assertThat(client.send(List.of(event))).isEqualTo(new Receipt(0, 1, List.of(new Receipt.Rejected(1, "no type"))));
    assertThat(asked).hasSize(3);
    assertThat(asked.get(2)).isEqualTo(asked.get(0)).contains("\"id\":\"e-1\"").contains("\"value\":12.5").contains("\"time\":\"1970-01-01T00:00:00Z\"").contains("\"responseId\":\"01J\"");
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    answers.add(new Answer(404, "{\"type\": \"about:blank\", \"status\": 404, \"detail\": \"there is no item of this id\"}"));
    assertThatThrownBy(() -> client.similar("a b/ü", 3)).isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.status()).isEqualTo(404)).hasMessageContaining("there is no item of this id");
    assertThat(asked).containsExactly("GET /v1/items/a%20b%2F%C3%BC/similar?count=3 Bearer trb_x ");
  }

  @Test
  void whoNeverAnswersIsNamedAfterAllAttempts() {
    server.stop(0);
    var promise = client.recommendAsync(PageRequest.of("u1", 1));
    assertThat(promise).failsWithin(Duration.ofSeconds(60)).withThrowableThat().withMessageContaining("gave no answer in 3 attempts");
  }

  @Test
  void anAnswerThatIsNoJsonIsSaid() {
    answers.add(new Answer(200, "<html>"));
    assertThatThrownBy(() -> client.recommend(PageRequest.of("u1", 1))).hasMessageContaining("<html>");
  }

  @Test
  void anEventWithoutAnIdIsRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> new Event("", "click", "u1", "i1", Instant.EPOCH, "", Map.of())).hasMessageContaining("needs id, type and user");
    assertThat(Event.now("click", "u1", "i1").id()).isNotEqualTo(Event.now("click", "u1", "i1").id());
  }
}
