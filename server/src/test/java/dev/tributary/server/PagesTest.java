package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.home.AttributedEvent;
import dev.tributary.home.Home;
import dev.tributary.home.OutcomeJoin;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Pages over HTTP: who is on them, what they say, and how they go on. */
class PagesTest {
  @TempDir static Path folder;
  private static Running running;
  private static Caller reader;

  @BeforeAll
  static void start() throws IOException {
    running = new Running(TestHome.make(folder.resolve("home"), true));
    reader = running.as(Role.READ);
  }

  @AfterAll
  static void stop() throws IOException {
    running.close();
  }

  private static List<String> ids(JsonNode page) {
    var ids = new ArrayList<String>();
    page.get("items").forEach(item -> ids.add(item.get("id").asString()));
    return ids;
  }

  private static boolean even(String item) {
    return Integer.parseInt(item.substring(1)) % 2 == 0;
  }

  @Test
  void evenUsersSeeEvenItemsWithChannelsAndReasons() {
    var reply = reader.post("/v1/recommend", "{\"user\":\"u2\",\"count\":5,\"explain\":true}");
    assertThat(reply.status()).isEqualTo(200);
    var page = reply.json();
    assertThat(page.get("user").asString()).isEqualTo("u2");
    assertThat(page.get("scene").asString()).isEqualTo("feed");
    assertThat(page.get("responseId").asString()).hasSize(26);
    assertThat(ids(page)).hasSize(5).allMatch(PagesTest::even).doesNotHaveDuplicates();
    var first = page.get("items").get(0);
    assertThat(first.get("rank").asInt()).isEqualTo(1);
    assertThat(first.get("predictions").isEmpty()).isTrue();
    assertThat(first.get("channels").get(0).get("because").size()).isPositive();
    assertThat(page.get("trace").get("channels").size()).isEqualTo(3);
  }

  @Test
  void aPageByUrlIsThePageByBody() {
    var byUrl = reader.get("/v1/users/u3/recommendations?count=7").json();
    assertThat(ids(byUrl)).isEqualTo(ids(reader.post("/v1/recommend", "{\"user\":\"u3\",\"count\":7}").json()));
  }

  @Test
  void pagesNeverRepeatAnItemAndEndWithTheCatalog() {
    var seen = new ArrayList<String>();
    var page = reader.post("/v1/recommend", "{\"session\":{\"id\":\"s1\",\"items\":[\"i4\"]},\"count\":13}").json();
    String response = page.get("responseId").asString();
    for (int pages = 1; ; pages++) {
      assertThat(page.get("responseId").asString()).isEqualTo(response);
      for (JsonNode item : page.get("items")) {
        seen.add(item.get("id").asString());
        assertThat(item.get("rank").asInt()).isEqualTo(seen.size());
      }
      if (!page.has("nextPage")) {
        assertThat(pages).isEqualTo(7); // 79 items without i4, which the session knows: 6 pages of 13 and one more
        break;
      }
      page = reader.post("/v1/recommend", "{\"session\":{\"id\":\"s1\",\"items\":[\"i4\"]},\"count\":13,\"page\":\"" + page.get("nextPage").asString() + "\"}").json();
    }
    assertThat(seen).hasSize(79).doesNotHaveDuplicates();
  }

  @Test
  void aTokenIsRefusedWhenTamperedWithOrShownByAnother() {
    String token = reader.post("/v1/recommend", "{\"user\":\"u4\"}").json().get("nextPage").asString();
    for (int at = 0; at < token.length() - 1; at += 3) { // the last character has bits that stand for nothing
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      String tampered = token.substring(0, at) + other + token.substring(at + 1);
      var reply = reader.post("/v1/recommend", "{\"user\":\"u4\",\"page\":\"" + tampered + "\"}");
      assertThat(reply.status()).as("character %d", at).isEqualTo(400);
      assertThat(reply.json().get("errors").get(0).get("pointer").asString()).isEqualTo("/page");
    }
    assertThat(reader.post("/v1/recommend", "{\"user\":\"u5\",\"page\":\"" + token + "\"}").status()).isEqualTo(422);
  }

  @Test
  void aTokenOutlivesRestartAndPublishAndExpires() throws IOException {
    Path home = TestHome.make(folder.resolve("tokens"), true);
    var time = new Instant[] {Instant.now()};
    InstantSource clock = () -> time[0];
    String token;
    var shown = new HashSet<String>();
    try (var before = new Running(home, Running.settings(Map.of("pageMinutes", "10")), clock)) {
      var page = before.as(Role.READ).post("/v1/recommend", "{\"user\":\"u6\"}").json();
      shown.addAll(ids(page));
      token = page.get("nextPage").asString();
    }
    try (var closed = Home.open(home, clock)) {
      TestHome.publish(closed, List.of("popular"));
    }
    try (var after = new Running(home, Running.settings(Map.of("pageMinutes", "10")), clock)) {
      var next = after.as(Role.READ).post("/v1/recommend", "{\"user\":\"u6\",\"page\":\"" + token + "\"}");
      assertThat(next.status()).isEqualTo(200);
      assertThat(ids(next.json())).hasSize(10).doesNotContainAnyElementsOf(shown);
      time[0] = time[0].plus(Duration.ofMinutes(11));
      assertThat(after.as(Role.READ).post("/v1/recommend", "{\"user\":\"u6\",\"page\":\"" + token + "\"}").status()).isEqualTo(410);
    }
  }

  @Test
  void filtersExclusionsAndUnknownUsersLeaveCountItemsWheneverSoManyPass() {
    var odd = reader.post("/v1/recommend", "{\"user\":\"u2\",\"count\":30,\"filter\":\"categories = \\\"odd\\\"\"}").json();
    assertThat(ids(odd)).hasSize(30).noneMatch(PagesTest::even);
    var one = reader.post("/v1/recommend", "{\"user\":\"nobody knows me\",\"count\":5,\"filter\":\"attributes.number = 17\"}").json();
    assertThat(ids(one)).containsExactly("i17");
    assertThat(one.has("nextPage")).isFalse();
    var without = reader.post("/v1/recommend", "{\"user\":\"nobody\",\"count\":79,\"exclude\":[\"i1\"]}").json();
    assertThat(ids(without)).hasSize(79).doesNotContain("i1");
  }

  @Test
  void aBatchHoldsThePagesInTheOrderOfItsRequests() {
    var batch = reader.post("/v1/recommend/batch", "{\"requests\":[{\"user\":\"u2\",\"count\":3},{\"user\":\"u3\",\"count\":4}]}").json().get("responses");
    assertThat(ids(batch.get(0))).hasSize(3).allMatch(PagesTest::even);
    assertThat(ids(batch.get(1))).hasSize(4).noneMatch(PagesTest::even);
    var wrong = reader.post("/v1/recommend/batch", "{\"requests\":[{\"user\":\"u2\"},{\"user\":\"u3\",\"count\":0}]}");
    assertThat(wrong.json().get("errors").get(0).get("pointer").asString()).isEqualTo("/requests/1/count");
  }

  @Test
  void neighboursOfAnEvenItemAreEvenAndNameTheirChannel() {
    var similar = reader.get("/v1/items/i10/similar?count=8").json();
    assertThat(ids(similar)).hasSize(8).allMatch(PagesTest::even).doesNotContain("i10");
    assertThat(similar.get("items").get(0).get("channel").asString()).isEqualTo("itemcf");
    assertThat(reader.get("/v1/items/nothing/similar").status()).isEqualTo(404);
  }

  @Test
  void popularKnowsCategories() {
    assertThat(ids(reader.get("/v1/popular?count=10&category=odd").json())).hasSize(10).noneMatch(PagesTest::even);
    assertThat(ids(reader.get("/v1/popular?category=none").json())).isEmpty();
  }

  @Test
  void rankOrdersAllItemsOnceWithTheUsersSideFirst() {
    var ranked = reader.post("/v1/rank", "{\"user\":\"u2\",\"items\":[\"i1\",\"unknown\",\"i2\",\"i3\",\"i4\"]}").json();
    assertThat(ids(ranked)).hasSize(5).containsExactlyInAnyOrder("i1", "unknown", "i2", "i3", "i4");
    assertThat(ids(ranked).subList(0, 2)).containsExactlyInAnyOrder("i2", "i4");
    assertThat(ids(ranked).getLast()).isEqualTo("unknown");
    assertThat(ranked.get("items").get(4).get("score").asDouble()).isZero();
  }

  @Test
  void whyTellsOfARecordedResponseWhatWasServed() {
    var page = reader.post("/v1/recommend", "{\"user\":\"u12\",\"count\":3}").json();
    var next = reader.post("/v1/recommend", "{\"user\":\"u12\",\"count\":3,\"page\":\"" + page.get("nextPage").asString() + "\"}").json();
    String address = "/v1/why?user=u12&responseId=" + page.get("responseId").asString() + "&item=";
    var why = reader.get(address + ids(next).get(1)).json();
    assertThat(why.get("computed").asString()).isEqualTo("recorded");
    assertThat(why.get("release").asString()).isEqualTo(page.get("release").asString());
    assertThat(why.get("position").asInt()).isEqualTo(5); // the second of the second page of three
    assertThat(why.get("steps").get(0).get("stage").asString()).isEqualTo(next.get("items").get(1).get("channels").get(0).get("name").asString());
    assertThat(reader.get(address + "nothing").json().get("steps").get(0).get("what").asString()).contains("not among the 6 items");
    assertThat(reader.get(address.replace("u12", "u13") + "i1").status()).isEqualTo(422);
    assertThat(reader.get("/v1/why?user=u12&item=i1&responseId=01M81FHK5P2C2NFMRAWCMKDFH7").status()).isEqualTo(404);
  }

  @Test
  void oneResponseInSixteenKeepsWhatTheRankingSaw() throws IOException {
    var writer = running.as(Role.WRITE);
    for (int n = 0; n < 400; n++) {
      var page = reader.post("/v1/recommend", "{\"session\":{\"items\":[\"i8\"]},\"count\":1}").json();
      writer.post("/v1/events", "[{\"id\":\"saw-" + n + "\",\"type\":\"click\",\"user\":\"walker\",\"item\":\"" + ids(page).getFirst() + "\",\"responseId\":\"" + page.get("responseId").asString() + "\"}]");
    }
    int with = 0;
    var rows = new ArrayList<AttributedEvent>();
    OutcomeJoin.read(folder.resolve("home"), rows::add);
    for (AttributedEvent row : rows) {
      with += row.featureNames().isEmpty() ? 0 : 1;
      assertThat(row.features()).hasSameSizeAs(row.featureNames());
      assertThat(row.featureNames().isEmpty() || row.featureNames().contains(row.channels().getFirst().channel() + ".rank")).isTrue();
    }
    assertThat(with).isBetween(5, 60); // 25 on average, 4.8 the standard deviation
  }

  @Test
  void whyFollowsAnItemToItsPlaceOrToWhereItFellOut() {
    String top = ids(reader.post("/v1/recommend", "{\"user\":\"u8\",\"count\":10}").json()).getFirst();
    var why = reader.get("/v1/why?user=u8&item=" + top).json();
    assertThat(why.get("position").asInt()).isEqualTo(1);
    assertThat(why.get("computed").asString()).isEqualTo("now");
    var unknown = reader.get("/v1/why?user=u8&item=nothing").json();
    assertThat(unknown.get("steps").get(0).get("what").asString()).contains("unknown item");
  }

  @Test
  void aSceneChangesChannelsAndWhatIsSeen() {
    var admin = running.admin();
    assertThat(admin.put("/v1/scenes/again", "{\"channels\":[\"popular\"],\"seen\":\"keep\",\"rules\":[]}").status()).isEqualTo(200);
    var page = reader.post("/v1/recommend", "{\"user\":\"u2\",\"scene\":\"again\",\"count\":80}").json();
    assertThat(page.get("scene").asString()).isEqualTo("again");
    assertThat(ids(page)).hasSize(80); // also what the user has met
    assertThat(page.toString()).doesNotContain("itemcf");
    assertThat(admin.put("/v1/scenes/other", "{\"channels\":[\"swing\"]}").status()).isEqualTo(422);
    assertThat(admin.delete("/v1/scenes/again").status()).isEqualTo(204);
    var gone = reader.post("/v1/recommend", "{\"user\":\"u2\",\"scene\":\"again\"}");
    assertThat(gone.status()).isEqualTo(422);
    assertThat(gone.json().get("detail").asString()).contains("The scenes are feed");
  }
}
