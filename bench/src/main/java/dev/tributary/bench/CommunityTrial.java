package dev.tributary.bench;

import dev.tributary.catalog.Catalog;
import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.evaluation.Protocol;
import dev.tributary.evaluation.TestSet;
import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Page;
import dev.tributary.funnel.Request;
import dev.tributary.funnel.Scene;
import dev.tributary.home.Channels;
import dev.tributary.home.OfflineTrial;
import dev.tributary.home.Training;
import dev.tributary.live.Live;
import dev.tributary.math.Job;
import dev.tributary.ranking.blend.Blend;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.CommunityConfig;
import dev.tributary.simulation.UtilityTrial;
import dev.tributary.stats.Bootstrap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the funnel is truly worth on simulated communities: for each seed the mean true utility of pages of ten for 1,000 users,
 * by channel, funnel and oracle, as shares of the way from popular to oracle; and the offline table of the same log.
 *
 * <p>Arguments: seeds.
 */
public final class CommunityTrial {
  private static final int USERS = 1000;
  private static final int PAGE = 10;

  private CommunityTrial() {}

  public static void main(String[] args) {
    var ways = new LinkedHashMap<String, List<double[]>>();
    for (String seed : args) {
      var job = Job.DEFAULT.withSeed(Long.parseLong(seed));
      run(job).forEach((name, values) -> ways.computeIfAbsent(name, _ -> new ArrayList<>()).add(values));
    }
    double[] popular = all(ways.get("popular"));
    double[] oracle = all(ways.get(UtilityTrial.ORACLE));
    double range = TrialValues.mean(oracle) - TrialValues.mean(popular);
    System.out.printf(Locale.ROOT, "all seeds: popular %.4f, oracle %.4f%n", TrialValues.mean(popular), TrialValues.mean(oracle));
    ways.forEach((name, values) -> System.out.printf(Locale.ROOT, "  %-8s %+.3f of the way%n", name, (TrialValues.mean(all(values)) - TrialValues.mean(popular)) / range));
    String best = ways.keySet().stream().filter(n -> Channels.names().contains(n)).max((a, b) -> Double.compare(TrialValues.mean(all(ways.get(a))), TrialValues.mean(all(ways.get(b))))).orElseThrow();
    say("best channel (" + best + ") - popular", all(ways.get(best)), popular, range);
    say("funnel - best channel", all(ways.get("funnel")), all(ways.get(best)), range);
    say("oracle - funnel", oracle, all(ways.get("funnel")), range);
  }

  private static void say(String what, double[] a, double[] b, double range) {
    var difference = Bootstrap.DEFAULT.difference(a, b);
    System.out.printf(Locale.ROOT, "%s: %.3f of the range [%.3f, %.3f]%n", what, difference.estimate() / range, difference.low() / range, difference.high() / range);
  }

  private static double[] all(List<double[]> parts) {
    return parts.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  private static LinkedHashMap<String, double[]> run(Job job) {
    long begun = System.nanoTime();
    var community = Community.of(CommunityConfig.DEFAULT, job);
    var catalog = Catalog.of(community.items());
    community.users().forEach(catalog::put);
    var live = new Live(catalog, InterestRule.DEFAULT);
    var log = Interactions.builder();
    community.simulate(
        (Event event) -> {
          log.add(event);
          live.apply(event);
        });
    var data = TrainingData.of(log.build()).withCatalog(catalog);
    System.out.printf(Locale.ROOT, "seed %d: %,d rows, simulated in %.1f s%n", job.seed(), data.interactions().size(), (System.nanoTime() - begun) / 1e9);

    var protocol = Protocol.of(data.interactions(), data.rule());
    var test = TestSet.of(protocol.split().train(), Optional.empty(), protocol.split().test(), data.rule());
    var offline = OfflineTrial.run(Training.ofDefaults(Channels.defaults()), data.withInteractions(protocol.split().train()), test, new int[] {10, 20}, job);
    System.out.println(offline.board());

    var trained = Training.ofDefaults(Channels.defaults()).train(data, job);
    System.out.println(trained.blend() + " in " + trained.seconds());
    var end = InstantSource.fixed(Instant.ofEpochMilli(community.endMillis()));
    var policies = new LinkedHashMap<String, UtilityTrial.Policy>();
    for (var model : trained.models().entrySet()) {
      var channel = model.getValue().open(catalog.indexesOf(model.getValue().items()));
      var alone = new Funnel(Scene.DEFAULT.withRules(List.of()), List.of(channel), Blend.even(List.of(model.getKey())), live, model.getKey(), end);
      policies.put(model.getKey(), (user, length) -> ids(alone.recommend(Request.of(user, length))));
    }
    var funnel = trained.open(live, "trial", end);
    policies.put("funnel", (user, length) -> ids(funnel.recommend(Request.of(user, length))));
    var interests = data.interests();
    int step = Math.max(1, interests.users().size() / USERS);
    var users = IntStream.range(0, interests.users().size()).filter(u -> u % step == 0 && interests.end(u) > interests.start(u)).mapToObj(interests.users()::id).toList();
    var utilities = UtilityTrial.of(community, users, PAGE, community.endMillis(), user -> met(live, user), policies, job);
    var map = new LinkedHashMap<String, double[]>();
    double low = TrialValues.mean(utilities.get("popular"));
    double high = TrialValues.mean(utilities.get(UtilityTrial.ORACLE));
    utilities.forEach(
        (name, values) -> {
          map.put(name, values);
          System.out.printf(Locale.ROOT, "  %-8s %.4f  %+.3f of the way%n", name, TrialValues.mean(values), (TrialValues.mean(values) - low) / (high - low));
        });
    return map;
  }

  private static List<String> ids(Page page) {
    return page.items().stream().map(Page.Shown::id).toList();
  }

  private static HashSet<String> met(Live live, String user) {
    var met = new HashSet<String>();
    int index = live.catalog().userIndex(user);
    for (int item = 0; item < live.catalog().itemCount(); item++) {
      if (live.hasSeen(index, item)) {
        met.add(live.catalog().item(item).id());
      }
    }
    return met;
  }
}
