package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.home.Home;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Training, the gate, publishing and rolling back while requests go on. */
class ReleasesTest {
  @TempDir Path folder;

  private static JsonNode ended(Caller admin, String job) throws InterruptedException {
    long until = System.nanoTime() + 120_000_000_000L;
    while (true) {
      var status = admin.get("/v1/jobs/" + job).json();
      if (Set.of("done", "failed", "cancelled").contains(status.get("state").asString())) {
        return status;
      }
      assertThat(System.nanoTime()).as("%s", status).isLessThan(until);
      Thread.sleep(50);
    }
  }

  @Test
  void aReleaseWithAnIndexTellsHowMuchTheIndexFinds() throws Exception {
    try (var running = new Running(TestHome.make(folder.resolve("home"), false), Running.settings(Map.of("vectorIndex", "ivf")))) {
      var admin = running.admin();
      assertThat(admin.get("/metrics").text()).doesNotContain("tributary_channel_recall{");
      ended(admin, admin.post("/v1/jobs", "{\"type\":\"train\",\"channels\":[\"wals\",\"embedding\",\"popular\"]}").json().get("id").asString());
      assertThat(admin.get("/health/ready").status()).isEqualTo(200); // with a channel of vectors that no item has
      admin.post("/v1/recommend", "{\"user\":\"u2\"}"); // the first search is repeated exactly, in the background
      long until = System.nanoTime() + 20_000_000_000L;
      while (!admin.get("/metrics").text().contains("tributary_channel_recall_samples{channel=\"wals\"} 1\n")) {
        assertThat(System.nanoTime()).as(admin.get("/metrics").text()).isLessThan(until);
        Thread.sleep(20);
      }
      assertThat(admin.get("/metrics").text()).contains("tributary_channel_recall{channel=\"wals\"} 1\n").doesNotContain("recall{channel=\"popular\"}"); // all of 80 items are looked through
      for (var channel : admin.get("/v1/insights/channels").json().get("channels")) {
        assertThat(channel.has("recall")).as("%s", channel).isEqualTo(channel.get("name").asString().equals("wals"));
      }
    }
  }

  @Test
  void aTrainingMakesTheFirstReleaseAndTellsItsProgress() throws Exception {
    try (var running = new Running(TestHome.make(folder.resolve("home"), false))) {
      var admin = running.admin();
      var accepted = admin.post("/v1/jobs", "{\"type\":\"train\",\"channels\":[\"itemcf\",\"popular\"]}");
      assertThat(accepted.status()).isEqualTo(202);
      String id = accepted.json().get("id").asString();
      assertThat(accepted.header("Location")).isEqualTo("/v1/jobs/" + id);
      var events = admin.get("/v1/jobs/" + id + "/events"); // ends with the job
      assertThat(events.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(events.text()).startsWith("event: progress\ndata: {").contains("\"state\":\"done\"").contains("\"phase\":\"publish\"");
      var job = ended(admin, id);
      assertThat(job.get("result").get("published").asBoolean()).as("%s", job).isTrue();
      assertThat(admin.get("/health/ready").status()).isEqualTo(200);
      var page = admin.post("/v1/recommend", "{\"user\":\"u2\"}").json();
      assertThat(page.get("release").asString()).isEqualTo(job.get("result").get("release").asString());
      var release = admin.get("/v1/releases/" + page.get("release").asString()).json();
      assertThat(release.get("bundles").propertyNames()).containsExactlyInAnyOrder("itemcf", "popular");
      assertThat(release.get("figures").get("itemcf").get("figures").isEmpty()).isFalse();
    }
  }

  @Test
  void theGateKeepsOutWhatIsWorseThanTheReleaseThatServes() throws Exception {
    Path home = TestHome.make(folder.resolve("home"), true);
    try (var open = Home.open(home, InstantSource.system())) {
      open.append(TestHome.events(2, 8, TestHome.START.plus(Duration.ofDays(2)))); // what the release has not seen
    }
    try (var running = new Running(home)) {
      var admin = running.admin();
      String before = admin.post("/v1/recommend", "{\"user\":\"u2\"}").json().get("release").asString();
      var worse = ended(admin, admin.post("/v1/jobs", "{\"type\":\"train\",\"channels\":[\"popular\"]}").json().get("id").asString());
      var gate = worse.get("result").get("gate");
      assertThat(gate.get("passed").asBoolean()).as("%s", worse).isFalse();
      assertThat(gate.get("against").asString()).isEqualTo("release " + before);
      assertThat(gate.get("comparison").get("differenceInterval").get(1).asDouble()).isNegative();
      assertThat(worse.get("result").get("published").asBoolean()).isFalse();
      assertThat(admin.post("/v1/recommend", "{\"user\":\"u2\"}").json().get("release").asString()).isEqualTo(before);

      var same = ended(admin, admin.post("/v1/jobs", "{\"type\":\"train\"}").json().get("id").asString());
      assertThat(same.get("result").get("published").asBoolean()).as("%s", same).isTrue();
      var forced = ended(admin, admin.post("/v1/jobs", "{\"type\":\"train\",\"channels\":[\"popular\"],\"gate\":false}").json().get("id").asString());
      assertThat(forced.get("result").get("published").asBoolean()).isTrue();
      assertThat(admin.get("/v1/releases").json().get("releases").size()).isEqualTo(3);
    }
  }

  @Test
  void anUnknownChannelIsNamedAndAJobCanBeCancelled() throws Exception {
    try (var running = new Running(TestHome.make(folder.resolve("home"), true))) {
      var admin = running.admin();
      assertThat(admin.post("/v1/jobs", "{\"type\":\"train\",\"channels\":[\"itmcf\"]}").json().get("detail").asString()).contains("did you mean 'itemcf'?");
      String first = admin.post("/v1/jobs", "{\"type\":\"train\"}").json().get("id").asString();
      while (admin.get("/v1/jobs/" + first).json().get("state").asString().equals("queued")) {
        Thread.sleep(1); // a second one may not wait beside it
      }
      String waiting = admin.post("/v1/jobs", "{\"type\":\"train\"}").json().get("id").asString();
      assertThat(admin.delete("/v1/jobs/" + waiting).status()).isEqualTo(202);
      assertThat(ended(admin, waiting).get("state").asString()).isEqualTo("cancelled");
    }
  }

  @Test
  void jobsAreRememberedOverARestart() throws Exception {
    Path home = TestHome.make(folder.resolve("home"), true);
    String done;
    String result;
    try (var running = new Running(home)) {
      var job = ended(running.admin(), running.admin().post("/v1/jobs", "{\"type\":\"train\",\"gate\":false}").json().get("id").asString());
      done = job.get("id").asString();
      result = job.toString();
    }
    Path file = home.resolve("jobs.json");
    Files.writeString(file, Files.readString(file).replace("]\n", ", {\"id\": \"job-9-9\", \"type\": \"train\", \"state\": \"running\", \"createdAt\": \"2026-01-01T00:00:00Z\"}]\n"));
    try (var running = new Running(home)) {
      assertThat(running.admin().get("/v1/jobs/" + done).json().toString()).isEqualTo(result);
      var killed = running.admin().get("/v1/jobs/job-9-9").json();
      assertThat(killed.get("state").asString()).isEqualTo("failed");
      assertThat(killed.get("error").asString()).contains("ended before the job did");
    }
    Files.writeString(file, "nonsense");
    try (var running = new Running(home)) {
      assertThat(running.admin().get("/v1/jobs").json().get("jobs").size()).isZero();
    }
  }

  @Test
  void releasesAreComparedRolledBackAndPublishedAgain() throws IOException {
    Path home = TestHome.make(folder.resolve("home"), true);
    String second;
    try (var open = Home.open(home, InstantSource.system())) {
      second = TestHome.publish(open, List.of("popular"));
    }
    try (var running = new Running(home)) {
      var admin = running.admin();
      var releases = admin.get("/v1/releases").json().get("releases");
      assertThat(releases.get(0).get("id").asString()).isEqualTo(second);
      assertThat(releases.get(0).get("serving").asBoolean()).isTrue();
      String first = releases.get(1).get("id").asString();
      var comparison = admin.get("/v1/releases/compare?user=u2&left=" + first + "&right=" + second).json();
      assertThat(comparison.get("left").get("items").size()).isEqualTo(10);
      assertThat(comparison.get("right").get("items").get(0).get("channels").toString()).isEqualTo("[\"popular\"]");
      assertThat(admin.post("/v1/releases/rollback", "").json().get("id").asString()).isEqualTo(first);
      assertThat(admin.post("/v1/recommend", "{}").json().get("release").asString()).isEqualTo(first);
      assertThat(admin.post("/v1/releases/rollback", "").status()).isEqualTo(409);
      assertThat(admin.post("/v1/releases/" + second + "/publish", "").json().get("serving").asBoolean()).isTrue();
      assertThat(admin.post("/v1/releases/2020-01-01T00:00:00Z-0000/publish", "").status()).isEqualTo(404);
    }
  }

  @Test
  void noRequestFailsAndNoPageMixesReleasesWhileTheyChange() throws Exception {
    int rounds = Integer.getInteger("tributary.publish.rounds", 20);
    Path home = TestHome.make(folder.resolve("home"), true);
    String popularOnly;
    try (var open = Home.open(home, InstantSource.system())) {
      popularOnly = TestHome.publish(open, List.of("popular"));
    }
    try (var running = new Running(home); var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      long mappings = settledMappings(home, Long.MAX_VALUE);
      var stop = new AtomicBoolean();
      var pages = new AtomicLong();
      Set<String> wrong = ConcurrentHashMap.newKeySet();
      for (int n = 0; n < 4; n++) {
        int caller = n;
        callers.submit(
            () -> {
              for (int user = caller; !stop.get(); user += 4) {
                var reply = running.as(Role.READ).post("/v1/recommend", "{\"user\":\"u" + user % TestHome.USERS + "\"}");
                boolean mixed = reply.status() != 200 || reply.json().get("release").asString().equals(popularOnly) && reply.text().contains("itemcf") || reply.json().get("items").size() != 10;
                if (mixed) {
                  wrong.add(reply.text());
                }
                pages.incrementAndGet();
              }
            });
      }
      for (int round = 0; round < rounds; round++) {
        assertThat(running.admin().post("/v1/releases/rollback", "").status()).isEqualTo(200);
        assertThat(running.admin().post("/v1/releases/" + popularOnly + "/publish", "").status()).isEqualTo(200);
      }
      stop.set(true);
      callers.shutdown();
      assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      assertThat(wrong).isEmpty();
      assertThat(pages.get()).isPositive();
      assertThat(settledMappings(home, mappings)).as("mapped files of releases that no longer serve").isLessThanOrEqualTo(mappings);
    }
  }

  /** How many files of a home are mapped once the collector has had its say; tries for some seconds to get down to a number. Always 0 where there is no /proc. */
  private static long settledMappings(Path home, long wanted) throws Exception {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return 0;
    }
    long found = Long.MAX_VALUE;
    for (int n = 0; n < 50 && (n < 3 || found > wanted); n++) {
      System.gc();
      Thread.sleep(100); // the cleaner unmaps after a collection
      found = Files.readAllLines(maps).stream().filter(line -> line.contains(home.toString())).count();
    }
    return found;
  }
}
