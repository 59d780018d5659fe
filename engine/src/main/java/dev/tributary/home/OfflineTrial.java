package dev.tributary.home;

import dev.tributary.catalog.Catalog;
import dev.tributary.data.Interactions;
import dev.tributary.data.Vocabulary;
import dev.tributary.evaluation.FunnelLists;
import dev.tributary.evaluation.Leaderboard;
import dev.tributary.evaluation.RankedLists;
import dev.tributary.evaluation.TestSet;
import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Scene;
import dev.tributary.live.Live;
import dev.tributary.math.Job;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.stats.Bootstrap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The offline table: every channel, and the blend of them all served through the funnel, trained on one part of a log and
 * measured on the other, over the full catalogue of the training part.
 *
 * @param trained on the training part
 * @param lists of length k, by channel, and {@code blend}
 * @param shares each channel's share of the blend's first ten places
 * @param verdict the blend against the best channel; empty when there is one channel only
 */
public record OfflineTrial(
    Leaderboard board, TestSet test, Training.Trained trained, Map<String, RankedLists> lists, Map<String, Double> shares, List<Leaderboard.Verdict> verdict) {
  /** Name of the funnel's row. */
  public static final String BLEND = "blend";

  private static final int MOST_ASKED = 500;

  /**
   * Trains and measures.
   *
   * @param train rule and attributes of items among it; the items that only the catalog knows are not in the race
   * @param test made of the same training part
   * @param ks lengths of list to measure at
   */
  public static OfflineTrial run(Training training, TrainingData train, TestSet test, int[] ks, Job job) {
    var data = train.withCatalog(known(train.catalog(), train.interactions().items()));
    // without scatter rules: what is measured is the ranking, rules are the page's
    var trained = training.withScene(Scene.DEFAULT.withRules(List.of())).train(data, job);
    var board = new Leaderboard(test, job, ks);
    int k = java.util.Arrays.stream(ks).max().orElseThrow();
    var lists = new LinkedHashMap<String, RankedLists>();
    for (var model : trained.models().entrySet()) {
      lists.put(model.getKey(), RankedLists.of(model.getValue(), test.interests(), test.users(), k, job));
    }
    var funnel = funnel(trained, data, test.history());
    lists.put(BLEND, FunnelLists.of(funnel, test.users(), train.interactions().items(), k, job));
    lists.forEach(board::add);
    var verdict = trained.models().size() > 1 ? List.of(board.test(BLEND, Bootstrap.DEFAULT.on(job))) : List.<Leaderboard.Verdict>of();
    return new OfflineTrial(board, test, trained, lists, FunnelLists.shares(funnel, test.users(), 10, MOST_ASKED), verdict);
  }

  private static Funnel funnel(Training.Trained trained, TrainingData data, Interactions history) {
    var live = Live.of(data.catalog(), history, data.rule());
    var end = InstantSource.fixed(Instant.ofEpochMilli(history.lastTime() + 1));
    return trained.open(live, "offline", end);
  }

  /** The attributes of just these items. */
  private static Catalog known(Catalog catalog, Vocabulary items) {
    var known = new Catalog();
    for (int n = 0; n < items.size(); n++) {
      int index = catalog.itemIndex(items.id(n));
      if (index < 0) {
        known.addItem(items.id(n));
      } else {
        known.put(catalog.item(index));
      }
    }
    return known;
  }
}
