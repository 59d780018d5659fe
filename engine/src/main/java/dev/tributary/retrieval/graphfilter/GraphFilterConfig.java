package dev.tributary.retrieval.graphfilter;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.itemitem.Lookup;
import dev.tributary.retrieval.itemitem.WalkSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link GraphFilter}.
 *
 * @param degree of the polynomial in the Laplacian; 1 is the linear filter
 * @param flatness of the polynomial's target at medium frequencies: 1 is a straight line, more is flatter; without meaning for degree 1
 * @param beta power of an item's popularity that the signal is divided by before the polynomial and multiplied by after it
 * @param idealRank lowest frequencies that the ideal filter lets pass; 0: no ideal filter
 * @param idealWeight weight of the ideal filter beside 1 for the polynomial
 * @param idealBeta as {@code beta}, for the ideal filter
 * @param topK K: items kept for each item
 * @param maxHistory interests of one user that training looks at, the newest; 0: all
 * @param historyUsed interests that the online walk starts from, the newest; 0: all
 * @param halfLife where the log has times, an interest counts half as much for every so many newer ones; 0: all alike
 * @param halfLifeUntimed the same where the log has no times
 * @param lookup whether a weight is looked up in the interest's list only or in the candidate's too
 */
public record GraphFilterConfig(
    @Setting(value = "degree of the polynomial in the Laplacian; 1 is the linear filter", min = 1, max = 64, search = {1, 10}) int degree,
    @Setting(value = "flatness of the polynomial at medium frequencies; 1 is a straight line", min = 0.1, max = 100, search = {0.8, 15}, log = true) double flatness,
    @Setting(value = "power of popularity divided by before the polynomial and multiplied by after it", min = 0, max = 2, search = {0, 0.8}) double beta,
    @Setting(value = "lowest frequencies that the ideal filter lets pass; 0: no ideal filter", min = 0, max = 4000, search = {16, 512}, log = true, orZero = true) int idealRank,
    @Setting(value = "weight of the ideal filter beside 1 for the polynomial", min = 0, max = 100, search = {0.02, 1}, log = true) double idealWeight,
    @Setting(value = "as beta, for the ideal filter", min = 0, max = 2, search = {0, 0.8}) double idealBeta,
    @Setting(value = "items kept for each item", min = 1, max = 100_000, search = {100, 1000}, log = true) int topK,
    @Setting(value = "newest interests of a user that training looks at; 0: all", min = 0, max = 1_000_000_000) int maxHistory,
    @Setting(value = "newest interests the online walk starts from; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "for a log with times: an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLife,
    @Setting(value = "the same for a log without times, whose order may mean nothing", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLifeUntimed,
    @Setting("look weights up in the interest's own list, or in either item's") Lookup lookup)
    implements WalkSettings {

  /** GF-CF (Shen et al. 2021): the linear filter and an ideal one over 256 frequencies. */
  public static final GraphFilterConfig GF_CF = new GraphFilterConfig(1, 1, 0, 256, 0.3, 0.5, 1000, 0, 0, 0, 0, Lookup.EITHER);

  /** ChebyCF (Kim et al. 2025) with a flat middle. */
  public static final GraphFilterConfig CHEBY_CF = new GraphFilterConfig(8, 1.5, 0.4, 512, 0.2, 0.4, 1000, 0, 0, 0, 0, Lookup.EITHER);

  /** What serves best where nothing is known of the data. */
  public static final GraphFilterConfig DEFAULT = new GraphFilterConfig(4, 1.5, 0.4, 256, 0.1, 0.4, 500, 0, 0, 20, 0, Lookup.EITHER);

  public GraphFilterConfig {
    require(degree >= 1 && degree <= 64, "degree is %d, allowed 1..64; 1 is the linear filter", degree);
    require(flatness >= 0.1 && flatness <= 100, "flatness is %s, allowed 0.1..100", flatness);
    require(beta >= 0 && beta <= 2, "beta is %s, allowed 0..2", beta);
    require(idealRank >= 0 && idealRank <= 4000, "idealRank is %d, allowed 0 (none)..4000", idealRank);
    require(idealWeight >= 0 && idealWeight <= 100, "idealWeight is %s, allowed 0..100", idealWeight);
    require(idealBeta >= 0 && idealBeta <= 2, "idealBeta is %s, allowed 0..2", idealBeta);
    require(topK >= 1 && topK <= 100_000, "topK is %d, allowed 1..100000; start with 500", topK);
    require(maxHistory >= 0, "maxHistory is %d, must be 0 (all) or more", maxHistory);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
    require(halfLifeUntimed >= 0 && halfLifeUntimed <= 1e9, "halfLifeUntimed is %s, allowed 0 (none)..1e9", halfLifeUntimed);
  }

  /** The same settings with another polynomial. */
  public GraphFilterConfig withPolynomial(int degree, double flatness, double beta) {
    return new GraphFilterConfig(degree, flatness, beta, idealRank, idealWeight, idealBeta, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings with another ideal filter. */
  public GraphFilterConfig withIdeal(int rank, double weight, double beta) {
    return new GraphFilterConfig(degree, flatness, this.beta, rank, weight, beta, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public GraphFilterConfig withTopK(int topK) {
    return new GraphFilterConfig(degree, flatness, beta, idealRank, idealWeight, idealBeta, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings with another memory of the past, for logs with times and without. */
  public GraphFilterConfig withHalfLives(double timed, double untimed) {
    return new GraphFilterConfig(degree, flatness, beta, idealRank, idealWeight, idealBeta, topK, maxHistory, historyUsed, timed, untimed, lookup);
  }
}
