package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is measured at a cut k (spec §8). With test_u the relevant items of a user, "hits" the relevant ones among the first k
 * of the list; a list shorter than k is not excused.
 *
 * <p>The metrics {@link #ofUser of a user} are means over the users with at least one relevant item. The others look at
 * everything that was shown in the first k places to the users of the test data.
 */
public enum Metric {
  /** 1 when there is a hit. */
  HIT_RATE("hitRate", "hit rate", true, true),
  /** hits / k. */
  PRECISION("precision", "precision", true, true),
  /** hits / |test_u|. */
  RECALL("recall", "recall", true, true),
  /** Σ over hits of 1/log2(rank+1), divided by the same sum of an ideal list of min(k, |test_u|) hits; ranks from 1. */
  NDCG("ndcg", "NDCG", true, true),
  /** Σ over hits of the precision at their rank, divided by min(k, |test_u|). */
  MAP("map", "MAP", true, true),
  /** 1 / rank of the first hit, 0 without one. */
  MRR("mrr", "MRR", true, true),
  /** As {@link #MAP}, divided by |test_u| (trec_eval's form). In the map of a result, not in its tables. */
  MAP_ALL_RELEVANT("mapAllRelevant", "MAP / relevant", true, false),
  /** As {@link #NDCG} with like(u,i) as the gain. In the map of a result, not in its tables. */
  NDCG_LINEAR("ndcgLinear", "NDCG linear gain", true, false),
  /** As {@link #NDCG} with 2^like(u,i) − 1 as the gain. In the map of a result, not in its tables. */
  NDCG_EXPONENTIAL("ndcgExponential", "NDCG exponential gain", true, false),
  /** Distinct catalogue items shown / catalogue items. */
  COVERAGE("coverage", "coverage", false, true),
  /** Gini index of how often each catalogue item was shown, never-shown ones included: 0 all alike, towards 1 a few items only. */
  GINI("gini", "Gini", false, true),
  /** Entropy, in nats, of the shares of the catalogue items in everything shown. */
  ENTROPY("entropy", "entropy (nats)", false, true),
  /** Mean over everything shown of −log2 of the share of train's users who have the item in train: bits of surprise. */
  NOVELTY("novelty", "novelty (bits)", false, true);

  static final List<Metric> PER_USER = Arrays.stream(values()).filter(Metric::ofUser).toList();

  private final String key;
  private final String title;
  private final boolean ofUser;
  private final boolean inTables;

  Metric(String key, String title, boolean ofUser, boolean inTables) {
    this.key = key;
    this.title = title;
    this.ofUser = ofUser;
    this.inTables = inTables;
  }

  /** The name in JSON and settings. */
  public String key() {
    return key;
  }

  /** The name in tables. */
  public String title() {
    return title;
  }

  /** Whether it is a mean over users, each of whom has a value of their own. */
  public boolean ofUser() {
    return ofUser;
  }

  /** Whether tables show it. */
  public boolean inTables() {
    return inTables;
  }

  /** Whether more is plainly better, so that a table may mark the best. */
  boolean ranks() {
    return ofUser || this == COVERAGE;
  }

  /**
   * The metric of a name, whatever its case.
   *
   * @throws IllegalArgumentException that lists the names
   */
  public static Metric named(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    for (Metric metric : values()) {
      if (metric.key.toLowerCase(Locale.ROOT).equals(wanted)) {
        return metric;
      }
    }
    require(false, "unknown metric '%s'; the metrics are %s", name, Arrays.stream(values()).map(Metric::key).collect(Collectors.joining(" ")));
    throw new AssertionError();
  }
}
