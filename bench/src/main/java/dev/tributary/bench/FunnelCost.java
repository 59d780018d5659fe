package dev.tributary.bench;

import com.sun.management.ThreadMXBean;
import dev.tributary.catalog.Catalog;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Request;
import dev.tributary.funnel.Scene;
import dev.tributary.home.Channels;
import dev.tributary.home.Training;
import dev.tributary.live.Live;
import dev.tributary.math.Job;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.CommunityConfig;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What one request costs in process: CPU time and bytes allocated of the request's own thread, over users with 20 interests or more,
 * 20,000 items and three channels; and how the bytes change with the number of candidates. Arguments: quotas of each channel. CPU time, not elapsed time, which
 * means little on a busy machine; and the mean of each user's fastest request, which tells two versions apart even where others make both slower.
 */
public final class FunnelCost {
  private static final int ROUNDS = 12;

  private FunnelCost() {}

  public static void main(String[] args) {
    var community = Community.of(CommunityConfig.DEFAULT, Job.DEFAULT);
    var catalog = Catalog.of(community.items());
    var live = new Live(catalog, InterestRule.DEFAULT);
    var log = Interactions.builder();
    community.simulate(
        event -> {
          log.add(event);
          live.apply(event);
        });
    var data = TrainingData.of(log.build()).withCatalog(catalog);
    var trained = Training.ofDefaults(Channels.defaults()).train(data, Job.DEFAULT);
    var end = InstantSource.fixed(Instant.ofEpochMilli(community.endMillis()));
    var interests = data.interests();
    var users = IntStream.range(0, interests.users().size()).filter(u -> interests.end(u) - interests.start(u) >= 20).mapToObj(interests.users()::id).toList();
    double mean = IntStream.range(0, interests.users().size()).filter(u -> interests.end(u) - interests.start(u) >= 20).mapToLong(u -> interests.end(u) - interests.start(u)).average().orElse(0);
    System.out.printf(Locale.ROOT, "%,d users with %.1f interests on average, %,d items, %d channels%n", users.size(), mean, catalog.itemCount(), trained.models().size());
    for (int quota : args.length == 0 ? new int[] {100, 175, 300, 720} : Arrays.stream(args).mapToInt(Integer::parseInt).toArray()) {
      var scene = Scene.DEFAULT.withQuota(quota).withSizes(3 * quota, 3 * quota);
      var scened = new Training.Trained(trained.models(), trained.blend(), scene, trained.seconds());
      measure("quota " + quota, scened.open(live, "bench", end), users);
    }
  }

  private static void measure(String what, Funnel funnel, List<String> users) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var fastest = new long[users.size()]; // elapsed
    Arrays.fill(fastest, Long.MAX_VALUE);
    for (int round = 0; round < ROUNDS; round++) { // for all but the fastest, those before the last warm up
      long cpu = threads.getCurrentThreadCpuTime();
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long candidates = 0;
      var parts = new LinkedHashMap<String, Long>(); // elapsed microseconds by channel and stage
      for (int n = 0; n < fastest.length; n++) {
        long begun = System.nanoTime();
        var trace = funnel.recommend(Request.of(users.get(n), 10)).trace();
        fastest[n] = Math.min(fastest[n], System.nanoTime() - begun);
        candidates += trace.merged();
        trace.channels().forEach(c -> parts.merge(c.name(), c.micros(), Long::sum));
        parts.merge("retrieval in all", trace.retrievalMicros(), Long::sum);
        parts.merge("pre-ranking", trace.preRankingMicros(), Long::sum);
        parts.merge("ranking", trace.rankingMicros(), Long::sum);
        parts.merge("re-ranking", trace.reRankingMicros(), Long::sum);
      }
      if (round == ROUNDS - 1) {
        System.out.printf(
            Locale.ROOT,
            "%s: %.0f candidates, %.3f ms of CPU and %,d bytes a request, %.3f ms elapsed in each user's fastest of %d%n",
            what,
            candidates / (double) users.size(),
            (threads.getCurrentThreadCpuTime() - cpu) / 1e6 / users.size(),
            (threads.getCurrentThreadAllocatedBytes() - bytes) / users.size(),
            Arrays.stream(fastest).average().orElse(0) / 1e6,
            ROUNDS);
        parts.forEach((part, micros) -> System.out.printf(Locale.ROOT, "  %s: %.3f ms elapsed%n", part, micros / 1e3 / users.size()));
      }
    }
  }
}
