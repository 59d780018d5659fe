package dev.tributary.retrieval.ease;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.itemitem.Lookup;
import dev.tributary.retrieval.itemitem.WalkSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Ease}.
 *
 * @param lambda λ: added to the diagonal of the Gram matrix; small for sparse data, larger for dense; {@link #BY_DATA}: what suits the data
 * @param dropout p: how often an interest is imagined away while the model learns to bring it back (EDLAE); adds p/(1−p) times
 *     its popularity to an item's λ, so that popular items do not explain everything
 * @param diagonal whether an item may explain itself while the model learns
 * @param solution whether the matrix of all items is inverted, or a block for each item
 * @param mostItems more items than this are not inverted: the matrix takes 4 bytes for each pair of them
 * @param topK K: interests kept for each candidate: those with the largest weights of all, or in blocks those nearest to it by cosine
 * @param maxHistory interests of one user that training looks at, the newest; 0: all
 * @param historyUsed interests that the online walk starts from, the newest; 0: all
 * @param halfLife where the log has times, an interest counts half as much for every so many newer ones; 0: all alike
 * @param halfLifeUntimed the same where the log has no times
 * @param lookup whether a weight is looked up in the interest's list only or in the candidate's too
 */
public record EaseConfig(
    @Setting(value = "added to the diagonal of the Gram matrix; small for sparse data, larger for dense; -1: what suits the data", min = -1, max = 1e9, search = {5, 5000}, log = true) double lambda,
    @Setting(value = "how often an interest is imagined away while the model learns to bring it back; 0 is plain EASE", min = 0, max = 0.99, search = {0.05, 0.8}, orZero = true) double dropout,
    @Setting("zero: an item never explains itself while the model learns; free: it may (DLAE)") Diagonal diagonal,
    @Setting(value = "dense: all items at once; blocks: each with its topK nearest alone; auto: dense where topK keeps all weights", tried = false) Solution solution,
    @Setting(value = "more items than this are not solved at once: 50,000 take 10 GB", min = 1, max = 200_000) int mostItems,
    @Setting(value = "interests kept for each candidate: those of the largest weights, in blocks the nearest", min = 1, max = 100_000, search = {100, 800}, log = true) int topK,
    @Setting(value = "newest interests of a user that training looks at; 0: all", min = 0, max = 1_000_000_000) int maxHistory,
    @Setting(value = "newest interests the online walk starts from; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "for a log with times: an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLife,
    @Setting(value = "the same for a log without times, whose order may mean nothing", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLifeUntimed,
    @Setting("look weights up in the interest's own list, or in either item's") Lookup lookup)
    implements WalkSettings {

  /** As {@code lambda}: what suits the data, by a rule. */
  public static final double BY_DATA = -1;

  /** What serves best where nothing is known of the data. */
  public static final EaseConfig DEFAULT = new EaseConfig(BY_DATA, 0, Diagonal.ZERO, Solution.AUTO, 50_000, 500, 0, 0, 20, 0, Lookup.EITHER);

  public EaseConfig {
    require(lambda == BY_DATA || lambda >= 0 && lambda <= 1e9, "lambda is %s, allowed 0..1e9, or -1 for what suits the data", lambda);
    require(dropout >= 0 && dropout <= 0.99, "dropout is %s, allowed 0..0.99; 0 is plain EASE", dropout);
    require(mostItems >= 1 && mostItems <= 200_000, "mostItems is %d, allowed 1..200000", mostItems);
    require(topK >= 1 && topK <= 100_000, "topK is %d, allowed 1..100000; start with 500", topK);
    require(maxHistory >= 0, "maxHistory is %d, must be 0 (all) or more", maxHistory);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
    require(halfLifeUntimed >= 0 && halfLifeUntimed <= 1e9, "halfLifeUntimed is %s, allowed 0 (none)..1e9", halfLifeUntimed);
  }

  /** Whether so many items are solved at once, which {@code mostItems} may forbid. */
  boolean inverts(int items) {
    return solution == Solution.DENSE || solution == Solution.AUTO && items <= Math.min(topK, mostItems);
  }

  /** The same settings with another regularisation. */
  public EaseConfig withLambda(double lambda) {
    return new EaseConfig(lambda, dropout, diagonal, solution, mostItems, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings with another denoising. */
  public EaseConfig withDropout(double dropout, Diagonal diagonal) {
    return new EaseConfig(lambda, dropout, diagonal, solution, mostItems, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings, solved in another way. */
  public EaseConfig withSolution(Solution solution) {
    return new EaseConfig(lambda, dropout, diagonal, solution, mostItems, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public EaseConfig withMostItems(int mostItems) {
    return new EaseConfig(lambda, dropout, diagonal, solution, mostItems, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public EaseConfig withTopK(int topK) {
    return new EaseConfig(lambda, dropout, diagonal, solution, mostItems, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings with another memory of the past, for logs with times and without. */
  public EaseConfig withHalfLives(double timed, double untimed) {
    return new EaseConfig(lambda, dropout, diagonal, solution, mostItems, topK, maxHistory, historyUsed, timed, untimed, lookup);
  }
}
