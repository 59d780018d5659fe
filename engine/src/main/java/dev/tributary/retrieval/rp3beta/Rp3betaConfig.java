package dev.tributary.retrieval.rp3beta;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.itemitem.Lookup;
import dev.tributary.retrieval.itemitem.WalkSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Rp3beta}.
 *
 * @param topK K: similar items kept for each item
 * @param alpha power of both transition probabilities; 1 is the plain walk
 * @param beta power of the candidate's popularity that divides; 0 holds nothing back
 * @param maxHistory interests of one user that training looks at, the newest; 0: all
 * @param historyUsed interests that the online walk starts from, the newest; 0: all
 * @param halfLife where the log has times, an interest counts half as much for every so many newer ones; 0: all alike
 * @param halfLifeUntimed the same where the log has no times
 * @param lookup whether a similarity is looked up in the interest's list only or in the candidate's too
 */
public record Rp3betaConfig(
    @Setting(value = "similar items kept for each item", min = 1, max = 100_000, search = {20, 1000}, log = true) int topK,
    @Setting(value = "power of both transition probabilities; 1 is the plain walk", min = 0, max = 10, search = {0.2, 1.5}) double alpha,
    @Setting(value = "power of the candidate's popularity that divides its score; 0 holds nothing back", min = 0, max = 10, search = {0, 1}) double beta,
    @Setting(value = "newest interests of a user that training looks at; 0: all", min = 0, max = 1_000_000_000) int maxHistory,
    @Setting(value = "newest interests the online walk starts from; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "for a log with times: an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLife,
    @Setting(value = "the same for a log without times, whose order may mean nothing", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLifeUntimed,
    @Setting("look similarities up in the interest's own list, or in either item's") Lookup lookup)
    implements WalkSettings {

  /** What serves best where nothing is known of the data. */
  public static final Rp3betaConfig DEFAULT = new Rp3betaConfig(200, 0.6, 0.2, 0, 0, 20, 0, Lookup.EITHER);

  public Rp3betaConfig {
    require(topK >= 1 && topK <= 100_000, "topK is %d, allowed 1..100000; start with 200", topK);
    require(alpha >= 0 && alpha <= 10, "alpha is %s, allowed 0..10; 1 is the plain walk", alpha);
    require(beta >= 0 && beta <= 10, "beta is %s, allowed 0..10; 0 holds nothing back", beta);
    require(maxHistory >= 0, "maxHistory is %d, must be 0 (all) or more", maxHistory);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
    require(halfLifeUntimed >= 0 && halfLifeUntimed <= 1e9, "halfLifeUntimed is %s, allowed 0 (none)..1e9", halfLifeUntimed);
  }

  /** The same settings with other powers. */
  public Rp3betaConfig withPowers(double alpha, double beta) {
    return new Rp3betaConfig(topK, alpha, beta, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public Rp3betaConfig withTopK(int topK) {
    return new Rp3betaConfig(topK, alpha, beta, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public Rp3betaConfig withLookup(Lookup lookup) {
    return new Rp3betaConfig(topK, alpha, beta, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings with another memory of the past, for logs with times and without. */
  public Rp3betaConfig withHalfLives(double timed, double untimed) {
    return new Rp3betaConfig(topK, alpha, beta, maxHistory, historyUsed, timed, untimed, lookup);
  }
}
