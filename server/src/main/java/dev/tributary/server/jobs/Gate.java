package dev.tributary.server.jobs;

import dev.tributary.data.Interactions;
import dev.tributary.evaluation.Comparison;
import dev.tributary.evaluation.Evaluation;
import dev.tributary.evaluation.FunnelLists;
import dev.tributary.evaluation.Metric;
import dev.tributary.evaluation.Protocol;
import dev.tributary.evaluation.RankedLists;
import dev.tributary.evaluation.TestSet;
import dev.tributary.funnel.Funnel;
import dev.tributary.home.Home;
import dev.tributary.home.Training;
import dev.tributary.live.Live;
import dev.tributary.math.Job;
import dev.tributary.model.Release;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.popular.Popular;
import dev.tributary.stats.Bootstrap;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a training may lead to a release: it is tried on the newest slice of the log, which neither side has seen, and fails when it is
 * worse beyond noise: when the whole 95 % interval of the paired difference of NDCG@{@value #K} lies below 0.
 *
 * <p>The slice is what came after the release that serves was trained, and the other side is that release as it is. As long as that slice
 * has interests of fewer than {@value #FEWEST} users, the slice is the newest tenth of the log, and since the serving release may have
 * learned from it, the other side is the list of what is popular: whatever is worse than that must not serve.
 */
final class Gate {
  private static final int K = 20;
  private static final int FEWEST = 50;

  private Gate() {}

  /**
   * What was found.
   *
   * @param against the other side
   */
  record Verdict(boolean passed, String against, Optional<Comparison> comparison) {
    Map<String, Object> toMap() {
      var map = new LinkedHashMap<String, Object>();
      map.put("passed", passed);
      map.put("against", against);
      comparison.ifPresent(c -> map.put("comparison", c.toMap()));
      return map;
    }
  }

  /** Tries a training. */
  static Verdict judge(Home home, Training training, TrainingData data, Optional<Release> serving, Job job) throws IOException {
    if (serving.isPresent()) {
      long mark = serving.get().catalogMark();
      var before = home.events(0, mark);
      var since = home.events(mark, Long.MAX_VALUE);
      if (before.size() > 0 && since.size() > 0) {
        var test = TestSet.of(before, Optional.empty(), since, data.rule());
        if (test.evaluatedUsers() >= FEWEST) {
          var past = Live.of(known(data, before), before, data.rule());
          var other = bare(home.open(serving.get(), past, end(before)));
          return compare(candidate(training, data, before, past, job), lists(other, test, before, job), test, "release " + serving.get().id(), job);
        }
      }
    }
    var split = Protocol.of(data.interactions(), data.rule()).split();
    var test = TestSet.of(split.train(), Optional.empty(), split.test(), data.rule());
    if (test.evaluatedUsers() < FEWEST) {
      return new Verdict(true, "nothing: the newest slice has interests of " + test.evaluatedUsers() + " users only", Optional.empty());
    }
    var past = Live.of(known(data, split.train()), split.train(), data.rule());
    var popular = RankedLists.of(Popular.KIND.trainer(Popular.KIND.defaults()).train(data.withInteractions(split.train()), job), test.interests(), test.users(), K, job);
    return compare(candidate(training, data, split.train(), past, job), popular, test, "what is popular", job);
  }

  /** The attributes of the items that were known then. */
  private static dev.tributary.catalog.Catalog known(TrainingData data, Interactions train) {
    var catalog = new dev.tributary.catalog.Catalog();
    for (int n = 0; n < train.items().size(); n++) {
      int index = data.catalog().itemIndex(train.items().id(n));
      if (index >= 0) {
        catalog.put(data.catalog().item(index));
      } else {
        catalog.addItem(train.items().id(n));
      }
    }
    return catalog;
  }

  private static InstantSource end(Interactions log) {
    return InstantSource.fixed(Instant.ofEpochMilli(log.lastTime() + 1));
  }

  /** Without scatter rules: what is judged is the ranking, rules are the page's. */
  private static Funnel bare(Funnel funnel) {
    return funnel.with(funnel.scene().withRules(List.of()), List.of());
  }

  private static Evaluated candidate(Training training, TrainingData data, Interactions train, Live past, Job job) {
    var trained = training.train(data.withInteractions(train).withCatalog(past.catalog()), job);
    return test -> lists(bare(trained.open(past, "candidate", end(train))), test, train, job);
  }

  /** Lists for a question paper. */
  private interface Evaluated {
    RankedLists lists(TestSet test);
  }

  private static RankedLists lists(Funnel funnel, TestSet test, Interactions train, Job job) {
    return FunnelLists.of(funnel, test.users(), train.items(), K, job);
  }

  private static Verdict compare(Evaluated candidate, RankedLists other, TestSet test, String against, Job job) {
    var a = Evaluation.of(candidate.lists(test), test).on(job).at(K);
    var b = Evaluation.of(other, test).on(job).at(K);
    var comparison = Evaluation.compare(a, b, Metric.NDCG, K, Bootstrap.DEFAULT.on(job));
    return new Verdict(comparison.difference().high() >= 0, against, Optional.of(comparison));
  }
}
