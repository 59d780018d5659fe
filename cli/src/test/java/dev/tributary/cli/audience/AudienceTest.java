package dev.tributary.cli.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.home.Channels;
import dev.tributary.home.Home;
import dev.tributary.home.Training;
import dev.tributary.log.LogRecord;
import dev.tributary.math.Job;
import dev.tributary.server.Service;
import dev.tributary.server.ServiceSettings;
import dev.tributary.server.keys.Role;
import dev.tributary.settings.Settings;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.CommunityConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class AudienceTest {
  private static final Community COMMUNITY = Community.of(CommunityConfig.DEFAULT.withSize(500, 2500, 7), Job.DEFAULT);
  private static final int NEWCOMERS = 40;

  @TempDir private static Path folder;
  private static Service service;
  private static String key;

  @BeforeAll
  static void start() throws IOException {
    Home.prepare(folder.resolve("home"), "a community");
    try (var home = Home.open(folder.resolve("home"), InstantSource.system())) {
      var records = new ArrayList<LogRecord>();
      COMMUNITY.items().forEach(item -> records.add(new LogRecord.OfItem(item)));
      COMMUNITY.simulate((Event event) -> records.add(new LogRecord.OfEvent(event)));
      home.append(records);
      var data = home.trainingData(home.rule());
      home.publish(Training.ofDefaults(Channels.defaults()).train(data, Job.DEFAULT), data, home.records(), 42, Map.of());
    }
    service = Service.start(folder.resolve("home"), Settings.of(ServiceSettings.DEFAULT).parse(Map.of("port", "0", "retrainAt", "")), InstantSource.system());
    key = service.created().stream().filter(created -> created.key().role() == Role.ADMIN).findFirst().orElseThrow().text();
  }

  @AfterAll
  static void stop() throws IOException {
    service.close();
  }

  private static double mean(List<Audience.Visit> visits, int from, int to, ToDoubleFunction<Audience.Visit> worth) {
    return visits.stream().filter(v -> v.number() >= from && v.number() <= to).mapToDouble(worth).average().orElseThrow();
  }

  private static long visits() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(service.address() + "/v1/insights/audience")).header("Authorization", "Bearer " + key).build();
    try (var client = HttpClient.newHttpClient()) {
      return new JsonMapper().readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body()).get("visits").asLong();
    }
  }

  @Test
  void whatIsServedLeavesThePopularPageBehindAndNearsTheBest() throws IOException, InterruptedException {
    var visits = new ArrayList<Audience.Visit>();
    try (var audience = Audience.of(COMMUNITY, NEWCOMERS, service.address(), key)) {
      for (int n = 0; n < NEWCOMERS * 10; n++) {
        visits.add(audience.visit());
      }
    }
    double first = mean(visits, 1, 1, Audience.Visit::served);
    double later = mean(visits, 6, 10, Audience.Visit::served);
    double popular = mean(visits, 6, 10, Audience.Visit::popular);
    double best = mean(visits, 6, 10, Audience.Visit::oracle);
    assertThat(later).isGreaterThan(1.3 * popular).isGreaterThan(1.3 * first).isLessThan(best);
  }

  @Test
  void theNewcomersAreOfTheSameWorldAsTheResidents() {
    var larger = Community.of(COMMUNITY.config().withSize(540, 2500, 7), Job.DEFAULT);
    assertThat(larger.items()).isEqualTo(COMMUNITY.items());
    for (int n = 0; n < 500; n += 50) {
      String user = COMMUNITY.users().get(n).id();
      String item = COMMUNITY.items().get(3 * n).id();
      assertThat(larger.trueUtility(user, item, COMMUNITY.endMillis())).isCloseTo(COMMUNITY.trueUtility(user, item, COMMUNITY.endMillis()), within(1e-12));
    }
  }

  @Test
  void aStartedAudienceComesAtTheRateItPromisesAndStopsWhenClosed() throws IOException, InterruptedException {
    long already = visits();
    long begun = System.nanoTime();
    try (var _ = Audience.start(COMMUNITY, service.address(), key)) {
      Thread.sleep(3000);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    long after = visits();
    assertThat(after - already).isBetween(1L, (long) (Audience.VISITS_PER_SECOND * seconds) + 1);
    Thread.sleep(500);
    assertThat(visits()).isEqualTo(after);
  }
}
