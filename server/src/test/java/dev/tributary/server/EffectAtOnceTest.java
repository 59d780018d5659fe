package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do and what items become counts from the next page on, with no training in between. */
class EffectAtOnceTest {
  @TempDir static Path folder;
  private static Running running;
  private static Caller writer;

  @BeforeAll
  static void start() throws IOException {
    running = new Running(TestHome.make(folder.resolve("home"), true));
    writer = running.as(Role.WRITE);
  }

  @AfterAll
  static void stop() throws IOException {
    running.close();
  }

  private static List<String> page(String body) {
    var ids = new ArrayList<String>();
    writer.post("/v1/recommend", body).json().get("items").forEach(item -> ids.add(item.get("id").asString()));
    return ids;
  }

  @Test
  void theNextPageNamesTheItemJustClicked() {
    var receipt = writer.post("/v1/events", "[{\"id\":\"c-1\",\"type\":\"click\",\"user\":\"newcomer\",\"item\":\"i7\"}]");
    assertThat(receipt.status()).isEqualTo(202);
    assertThat(receipt.json().get("accepted").asInt()).isEqualTo(1);
    var page = writer.post("/v1/recommend", "{\"user\":\"newcomer\",\"count\":5}").json();
    assertThat(page.get("items").get(0).get("channels").get(0).get("because").get(0).asString()).isEqualTo("i7");
    page.get("items").forEach(item -> assertThat(Integer.parseInt(item.get("id").asString().substring(1)) % 2).isOne());
  }

  @Test
  void aTakeBackCountsAtOnce() {
    writer.post("/v1/events", "[{\"id\":\"t-1\",\"type\":\"like\",\"user\":\"waverer\",\"item\":\"i8\"}]");
    assertThat(writer.post("/v1/recommend", "{\"user\":\"waverer\"}").text()).contains("\"because\":[\"i8\"]");
    writer.post("/v1/events", "[{\"id\":\"t-2\",\"type\":\"unlike\",\"user\":\"waverer\",\"item\":\"i8\"}]");
    assertThat(writer.post("/v1/recommend", "{\"user\":\"waverer\"}").text()).doesNotContain("\"because\":[\"i8\"]");
  }

  @Test
  void anEventThatIsDeletedHasNeverBeen() {
    writer.post("/v1/events", "[{\"id\":\"gone/1\",\"type\":\"like\",\"user\":\"mistaken\",\"item\":\"i8\"}]");
    assertThat(writer.post("/v1/recommend", "{\"user\":\"mistaken\"}").text()).contains("\"because\":[\"i8\"]");
    assertThat(writer.delete("/v1/events/gone%2F1").status()).isEqualTo(200);
    assertThat(writer.post("/v1/recommend", "{\"user\":\"mistaken\"}").text()).doesNotContain("\"because\":[\"i8\"]");
    assertThat(page("{\"user\":\"mistaken\",\"count\":100}")).as("it is not even seen").contains("i8");
    assertThat(writer.delete("/v1/events/gone%2F1").status()).as("again is as once").isEqualTo(200);
    assertThat(writer.delete("/v1/events/never-came").status()).isEqualTo(404);
  }

  @Test
  void anEventSentAgainIsADuplicateAndRowsAreJudgedAlone() {
    String rows = "[{\"id\":\"d-1\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\"},{\"type\":\"clck\",\"user\":\"u1\",\"item\":\"i1\",\"id\":\"d-2\"},{\"id\":\"d-3\",\"type\":\"play\",\"user\":\"u1\",\"item\":\"i1\",\"value\":-1},7]";
    var first = writer.post("/v1/events", rows);
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.json().get("accepted").asInt()).isEqualTo(1);
    assertThat(first.json().get("rejected").size()).isEqualTo(3);
    assertThat(first.json().get("rejected").get(0).get("index").asInt()).isEqualTo(1);
    assertThat(first.json().get("rejected").get(0).get("detail").asString()).contains("clck");
    var again = writer.post("/v1/events", rows).json();
    assertThat(again.get("accepted").asInt()).isZero();
    assertThat(again.get("duplicates").asInt()).isEqualTo(1);
  }

  @Test
  void jsonLinesWorkAndAWhollyWrongBodyIsAProblem() {
    String lines = "{\"id\":\"l-1\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\"}\r\n\n{\"id\":\"l-2\",\"type\":\"visit\",\"user\":\"u1\"}\n";
    assertThat(writer.send("POST", "/v1/events", lines, "application/x-ndjson").json().get("accepted").asInt()).isEqualTo(2);
    var wrong = writer.post("/v1/events", "[{\"type\":\"click\"}]");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(wrong.json().get("errors").get(0).get("pointer").asString()).startsWith("/0");
    assertThat(writer.post("/v1/events", "[{\"id\":\"x\"},").status()).isEqualTo(400);
    assertThat(writer.post("/v1/events", "[]").json().get("accepted").asInt()).isZero();
  }

  @Test
  void anEventFarAheadIsRefusedAndOneOfAnUnknownItemCreatesIt() {
    var ahead = writer.post("/v1/events", "[{\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\",\"time\":\"" + Instant.now().plusSeconds(90_000) + "\"}]");
    assertThat(ahead.json().get("detail").asString()).contains("lies more than a day ahead");
    assertThat(writer.get("/v1/items/created-by-an-event").status()).isEqualTo(404);
    writer.post("/v1/events", "[{\"id\":\"n-1\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"created-by-an-event\"}]");
    assertThat(writer.get("/v1/items/created-by-an-event").status()).isEqualTo(200);
  }

  @Test
  void aNewItemIsFoundByItsContentAndAWithdrawnOneIsGone() {
    long begun = System.nanoTime();
    writer.put("/v1/items/fresh", "{\"title\":\"number fresh\",\"categories\":[\"even\"],\"keywords\":[\"even 2\"],\"author\":\"a2\"}");
    var similar = writer.get("/v1/items/fresh/similar?count=5").json().get("items");
    assertThat(similar.size()).isPositive();
    assertThat(similar.get(0).get("channel").asString()).isEqualTo("content");
    assertThat(page("{\"session\":{\"items\":[\"i2\"]},\"count\":80}")).contains("fresh");
    assertThat((System.nanoTime() - begun) / 1e9).isLessThan(3.0); // below 1 s where nothing else runs
    writer.send("PATCH", "/v1/items/fresh", "{\"withdrawn\":true}", "application/merge-patch+json");
    assertThat(page("{\"session\":{\"items\":[\"i2\"]},\"count\":100}")).doesNotContain("fresh");
    writer.send("PATCH", "/v1/items/fresh", "{\"withdrawn\":null,\"expiresAt\":\"" + Instant.now().plusMillis(300) + "\"}", "application/json");
    assertThat(page("{\"session\":{\"items\":[\"i2\"]},\"count\":100}")).contains("fresh");
    long until = System.nanoTime() + 2_000_000_000L;
    while (page("{\"session\":{\"items\":[\"i2\"]},\"count\":100}").contains("fresh")) {
      assertThat(System.nanoTime()).isLessThan(until);
    }
  }

  @Test
  void anItemIsPutReadChangedInPartListedAndDeleted() {
    String fields = "{\"title\":\"Chair\",\"attributes\":{\"price\":29.5,\"tags\":[\"a\",\"b\"]},\"location\":{\"latitude\":1,\"longitude\":2}}";
    assertThat(writer.put("/v1/items/chair%2F1", fields).json().get("id").asString()).isEqualTo("chair/1");
    var patched = writer.send("PATCH", "/v1/items/chair%2F1", "{\"attributes\":{\"price\":null,\"colour\":\"red\"},\"location\":null}", "application/merge-patch+json").json();
    assertThat(patched.toString()).isEqualTo("{\"id\":\"chair/1\",\"title\":\"Chair\",\"attributes\":{\"tags\":[\"a\",\"b\"],\"colour\":\"red\"}}");
    assertThat(writer.get("/v1/items/chair%2F1").json()).isEqualTo(patched);
    var wrong = writer.put("/v1/items/chair%2F1", "{\"titel\":\"Chair\"}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().get("errors").get(0).get("pointer").asString()).isEqualTo("/titel");
    var listed = new ArrayList<String>();
    for (String cursor = "0"; !cursor.isEmpty(); ) {
      var list = writer.get("/v1/items?limit=30&cursor=" + cursor).json();
      list.get("items").forEach(item -> listed.add(item.get("id").asString()));
      cursor = list.has("nextCursor") ? list.get("nextCursor").asString() : "";
    }
    assertThat(listed).contains("chair/1", "i0", "i79").doesNotHaveDuplicates();
    assertThat(writer.delete("/v1/items/chair%2F1").status()).isEqualTo(204);
    assertThat(writer.get("/v1/items/chair%2F1").status()).isEqualTo(404);
    assertThat(writer.delete("/v1/items/chair%2F1").status()).isEqualTo(404);
  }

  @Test
  void usersArePutInBulkAndSeenByAdminsAlone() {
    assertThat(writer.post("/v1/users", "[{\"id\":\"bulk-1\",\"attributes\":{\"adult\":true}},{\"nme\":1}]").json().get("accepted").asInt()).isEqualTo(1);
    assertThat(writer.get("/v1/users/bulk-1").json().get("attributes").get("adult").asBoolean()).isTrue();
    assertThat(writer.get("/v1/users/u2/similar").status()).isEqualTo(403);
    var similar = running.admin().get("/v1/users/u2/similar?count=5").json().get("users");
    assertThat(similar.size()).isEqualTo(5);
    similar.forEach(user -> assertThat(Integer.parseInt(user.get("id").asString().substring(1)) % 2).isZero());
    writer.post("/v1/events", "[{\"id\":\"last\",\"type\":\"share\",\"user\":\"u9\",\"item\":\"i1\"}]");
    var events = running.admin().get("/v1/users/u9/events?count=3").json().get("events");
    assertThat(events.size()).isEqualTo(3);
    assertThat(events.get(0).get("id").asString()).isEqualTo("last");
  }

  @Test
  void anErasedUserIsUnknownFromTheNextResponseOnAlsoAfterARestart() throws IOException {
    Path home = TestHome.make(folder.resolve("erasing"), true);
    try (var before = new Running(home)) {
      var caller = before.as(Role.WRITE);
      assertThat(caller.post("/v1/recommend", "{\"user\":\"u2\",\"count\":80}").json().get("items").size()).isLessThan(80); // what u2 has met is hidden
      var erasure = caller.delete("/v1/users/u2");
      assertThat(erasure.status()).isEqualTo(200);
      assertThat(erasure.json().get("gone").get("itemsMet").asInt()).isBetween(10, 25);
      assertThat(erasure.json().get("aggregatesIn").size()).isEqualTo(1);
      assertThat(caller.get("/v1/users/u2").status()).isEqualTo(404);
      assertThat(before.admin().get("/v1/users/u2/events").status()).isEqualTo(404);
      assertThat(caller.delete("/v1/users/u2").status()).isEqualTo(404);
      assertThat(caller.post("/v1/recommend", "{\"user\":\"u2\",\"count\":80}").json().get("items").size()).isEqualTo(80);
    }
    try (var after = new Running(home)) {
      assertThat(after.as(Role.WRITE).get("/v1/users/u2").status()).isEqualTo(404);
      assertThat(after.as(Role.WRITE).get("/v1/users/u3").status()).isEqualTo(200);
    }
  }
}
