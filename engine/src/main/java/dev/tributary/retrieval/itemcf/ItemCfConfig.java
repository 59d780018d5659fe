package dev.tributary.retrieval.itemcf;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.itemitem.Lookup;
import dev.tributary.retrieval.itemitem.WalkSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link ItemCf}.
 *
 * @param topK K: similar items kept for each item
 * @param minSimilarity similarities below it are left out
 * @param shrinkage h ≥ 0: added to the denominator, so that pairs seen together once do not look alike
 * @param alpha popularity damping: 0.5 is the cosine, more is harder on popular candidates
 * @param iuf inverse user frequency: a pair counts 1/ln(1 + |J_u|) of its likes, so that who takes much says less of each
 * @param maxHistory interests of one user that training looks at, the newest; 0: all
 * @param historyUsed interests that the online walk starts from, the newest; 0: all
 * @param halfLife where the log has times, an interest counts half as much for every so many newer ones; 0: all alike
 * @param halfLifeUntimed the same where the log has no times: its order may mean something or nothing
 * @param lookup whether a similarity is looked up in the interest's list only or in the candidate's too
 * @param normalize whether each interest's similarities are divided by its largest
 * @param gapHalfLifeDays a pair counts half as much for every so many days between a user's two interests; 0: all alike; ignored where the
 *     log has no times
 * @param keepCounts whether the sums of all pairs stay in the bundle, 8 bytes for each half of a pair, for {@link ItemCfTrainer#update}
 */
public record ItemCfConfig(
    @Setting(value = "similar items kept for each item", min = 1, max = 100_000, search = {20, 1000}, log = true) int topK,
    @Setting(value = "similarities below it are left out", min = 0, max = 1e9) double minSimilarity,
    @Setting(value = "added to the denominator of every similarity, in the unit of squared likes", min = 0, max = 1e9, search = {0.1, 200}, log = true, orZero = true) double shrinkage,
    @Setting(value = "popularity damping; 0.5 is the cosine, more is harder on popular candidates", min = 0, max = 1, search = {0.2, 0.8}) double alpha,
    @Setting("inverse user frequency: the more a user took, the less each pair of it says") boolean iuf,
    @Setting(value = "newest interests of a user that training looks at; 0: all", min = 0, max = 1_000_000_000) int maxHistory,
    @Setting(value = "newest interests the online walk starts from; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "for a log with times: an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLife,
    @Setting(value = "the same for a log without times, whose order may mean nothing", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLifeUntimed,
    @Setting("look similarities up in the interest's own list, or in either item's") Lookup lookup,
    @Setting("divide each interest's similarities by its largest, so that every interest weighs alike") boolean normalize,
    @Setting(value = "a pair counts half as much for every so many days between a user's two interests; 0: all alike", min = 0, max = 1e6, search = {0.01, 365}, log = true, orZero = true) double gapHalfLifeDays,
    @Setting("keep the sums of all pairs in the bundle, so that later events can be added without counting anew") boolean keepCounts)
    implements WalkSettings {

  /** The notes' formula with nothing added: like-weighted cosine, K = 100, no cap, every interest, either list. */
  public static final ItemCfConfig COURSE = new ItemCfConfig(100, 0, 0, 0.5, false, 0, 0, 0, 0, Lookup.EITHER, false, 0, false);

  /**
   * What serves best where nothing is known of the data: pairs seen together once count less, and those of users who take much; the newest 200 interests of a
   * user are enough to learn from, and of those that a user brings the newest count most.
   */
  public static final ItemCfConfig DEFAULT = new ItemCfConfig(100, 0, 10, 0.5, true, 200, 0, 20, 0, Lookup.EITHER, false, 0, false);

  public ItemCfConfig {
    require(topK >= 1 && topK <= 100_000, "topK is %d, allowed 1..100000; start with 100", topK);
    require(minSimilarity >= 0 && minSimilarity <= 1e9, "minSimilarity is %s, allowed 0..1e9", minSimilarity);
    require(shrinkage >= 0 && shrinkage <= 1e9, "shrinkage is %s, allowed 0..1e9", shrinkage);
    require(alpha >= 0 && alpha <= 1, "alpha is %s, allowed 0..1; 0.5 is the cosine", alpha);
    require(maxHistory >= 0, "maxHistory is %d, must be 0 (all) or more", maxHistory);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
    require(gapHalfLifeDays >= 0 && gapHalfLifeDays <= 1e6, "gapHalfLifeDays is %s, allowed 0 (none)..1000000", gapHalfLifeDays);
    require(halfLifeUntimed >= 0 && halfLifeUntimed <= 1e9, "halfLifeUntimed is %s, allowed 0 (none)..1e9", halfLifeUntimed);
  }

  public ItemCfConfig withTopK(int topK) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withMinSimilarity(double minSimilarity) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withShrinkage(double shrinkage) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withAlpha(double alpha) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withIuf(boolean iuf) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withMaxHistory(int maxHistory) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withHistoryUsed(int historyUsed) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withHalfLife(double halfLife) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withHalfLifeUntimed(double halfLifeUntimed) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withLookup(Lookup lookup) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withNormalize(boolean normalize) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withGapHalfLifeDays(double gapHalfLifeDays) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }

  public ItemCfConfig withKeepCounts(boolean keepCounts) {
    return new ItemCfConfig(topK, minSimilarity, shrinkage, alpha, iuf, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize, gapHalfLifeDays, keepCounts);
  }
}
