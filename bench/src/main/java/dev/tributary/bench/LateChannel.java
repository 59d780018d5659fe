package dev.tributary.bench;

import dev.tributary.catalog.Catalog;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Request;
import dev.tributary.funnel.Scene;
import dev.tributary.home.Channels;
import dev.tributary.home.Training;
import dev.tributary.live.Live;
import dev.tributary.math.Job;
import dev.tributary.ranking.blend.Blend;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.CommunityConfig;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * What a channel costs that is later than its deadline, beside three that answer: elapsed times of 1,000 pages of users with 20 interests or more, and the threads before and after them. One channel
 * never answers; another takes 100 ms each time, and has always come back when it is asked again. Argument: the pages' deadline in ms.
 */
public final class LateChannel {
  private static final int PAGES = 1000;
  private static final int PAUSE_MILLIS = 110;

  private LateChannel() {}

  /** See the class. */
  public static void main(String[] arguments) throws InterruptedException {
    int deadline = Integer.parseInt(arguments[0]);
    var community = Community.of(CommunityConfig.DEFAULT, Job.DEFAULT);
    var live = new Live(Catalog.of(community.items()), InterestRule.DEFAULT);
    var log = Interactions.builder();
    community.simulate(
        event -> {
          log.add(event);
          live.apply(event);
        });
    var data = TrainingData.of(log.build()).withCatalog(live.catalog());
    var interests = data.interests();
    var users = IntStream.range(0, interests.users().size()).filter(u -> interests.end(u) - interests.start(u) >= 20).mapToObj(interests.users()::id).toList();
    var channels = new ArrayList<Channel>();
    Training.ofDefaults(Channels.defaults()).train(data, Job.DEFAULT).models().values().forEach(model -> channels.add(model.open(live.catalog().indexesOf(model.items()))));
    var clock = InstantSource.fixed(Instant.ofEpochMilli(community.endMillis()));
    measure("no late channel", funnel(channels, live, clock), users, deadline, 0);
    measure("one that never answers", funnel(with(channels, Long.MAX_VALUE), live, clock), users, deadline, 0);
    measure("one that takes 100 ms", funnel(with(channels, 100), live, clock), users, deadline, PAUSE_MILLIS);
    System.exit(0); // the one that never answers still waits
  }

  private static List<Channel> with(List<Channel> channels, long millis) {
    var all = new ArrayList<>(channels);
    all.add(new Late(millis));
    return all;
  }

  private static Funnel funnel(List<Channel> channels, Live live, InstantSource clock) {
    return new Funnel(Scene.DEFAULT, channels, Blend.even(channels.stream().map(Channel::name).toList()), live, "bench", clock);
  }

  private record Late(long millis) implements Channel {
    @Override
    public String name() {
      return "late";
    }

    @Override
    public void retrieve(Query query, int k, Hits hits) {
      long until = millis == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + millis * 1_000_000;
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(millis == Long.MAX_VALUE ? Long.MAX_VALUE : until - System.nanoTime());
      }
      hits.clear();
    }
  }

  private static void measure(String what, Funnel funnel, List<String> users, int deadline, int pauseMillis) throws InterruptedException {
    for (String user : users) { // compiles
      funnel.recommend(Request.of(user, 10).withDeadlineMillis(1000));
      if (pauseMillis > 0) {
        break;
      }
    }
    Thread.sleep(PAUSE_MILLIS);
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    var micros = new long[PAGES];
    int degraded = 0;
    for (int n = 0; n < PAGES; n++) {
      long begun = System.nanoTime();
      degraded += funnel.recommend(Request.of(users.get(n % users.size()), 10).withDeadlineMillis(deadline)).degraded().size();
      micros[n] = (System.nanoTime() - begun) / 1000;
      if (pauseMillis > 0) {
        Thread.sleep(pauseMillis);
      }
    }
    Arrays.sort(micros);
    System.out.printf(
        Locale.ROOT,
        "%s: p50 %.2f ms, p99 %.2f ms, longest %.2f ms, %d of %d pages name a channel, threads %d → %d%n",
        what, micros[PAGES / 2] / 1e3, micros[PAGES * 99 / 100] / 1e3, micros[PAGES - 1] / 1e3, degraded, PAGES, threads, ManagementFactory.getThreadMXBean().getThreadCount());
  }
}
