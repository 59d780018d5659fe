package dev.tributary.retrieval.slim;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.itemitem.Lookup;
import dev.tributary.retrieval.itemitem.WalkSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Slim}.
 *
 * @param l1 λ₁ ≥ 0: the more, the fewer weights; in the unit of squared likes
 * @param l2 λ₂ ≥ 0: the more, the smaller and the more evenly spread the weights; in the unit of squared likes
 * @param nonNegative whether weights below 0 are ruled out, as the paper does
 * @param candidates F: sources tried for each item, the nearest by cosine; 0: all that were ever taken together with it
 * @param userDamping γ ≥ 0: a user's errors weigh 1 / |J_u|^γ; 0: all users alike
 * @param tolerance when a column is finished, as a part of its largest co-occurrence; see {@link SlimTrainer}
 * @param maxPasses passes over a column's weights at most
 * @param topK weights kept for each item, as a candidate and as an interest
 * @param maxHistory interests of one user that training looks at, the newest; 0: all
 * @param historyUsed interests that the online walk starts from, the newest; 0: all
 * @param halfLife where the log has times, an interest counts half as much for every so many newer ones; 0: all alike
 * @param halfLifeUntimed the same where the log has no times
 * @param lookup whether a weight is looked up in the interest's list only or also among the candidate's strongest
 */
public record SlimConfig(
    @Setting(value = "the more, the fewer weights; in the unit of squared likes", min = 0, max = 1e9) double l1,
    @Setting(value = "the more, the smaller and the more evenly spread the weights; in the unit of squared likes", min = 0, max = 1e9) double l2,
    @Setting("rule out weights below 0, as the paper does") boolean nonNegative,
    @Setting(value = "sources tried for each item, the nearest by cosine; 0: all that were ever taken together with it", min = 0, max = 1_000_000) int candidates,
    @Setting(value = "a user's errors weigh 1 / (number of interests)^this; 0: all users alike", min = 0, max = 10) double userDamping,
    @Setting(value = "how exact: the error allowed in a gradient, as a part of the item's largest co-occurrence", min = 1e-6, max = 0.5) double tolerance,
    @Setting(value = "passes over an item's weights at most", min = 1, max = 1_000_000) int maxPasses,
    @Setting(value = "weights kept for each item, as a candidate and as an interest", min = 1, max = 100_000) int topK,
    @Setting(value = "newest interests of a user that training looks at; 0: all", min = 0, max = 1_000_000_000) int maxHistory,
    @Setting(value = "newest interests the online walk starts from; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "for a log with times: an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9) double halfLife,
    @Setting(value = "the same for a log without times, whose order may mean nothing", min = 0, max = 1e9) double halfLifeUntimed,
    @Setting("look weights up in the interest's own list, or also among the candidate's strongest") Lookup lookup)
    implements WalkSettings {

  /** What serves best where nothing is known of the data. */
  public static final SlimConfig DEFAULT = new SlimConfig(0.5, 50, true, 300, 0, 0.01, 1000, 200, 0, 0, 20, 0, Lookup.EITHER);

  public SlimConfig {
    require(l1 >= 0 && l1 <= 1e9, "l1 is %s, allowed 0..1e9; start with 0.5", l1);
    require(l2 >= 0 && l2 <= 1e9, "l2 is %s, allowed 0..1e9; start with 50", l2);
    require(candidates >= 0 && candidates <= 1_000_000, "candidates is %d, allowed 0 (all)..1000000", candidates);
    require(userDamping >= 0 && userDamping <= 10, "userDamping is %s, allowed 0 (none)..10", userDamping);
    require(tolerance >= 1e-6 && tolerance <= 0.5, "tolerance is %s, allowed 1e-6..0.5; start with 0.01", tolerance);
    require(maxPasses >= 1 && maxPasses <= 1_000_000, "maxPasses is %d, allowed 1..1000000", maxPasses);
    require(topK >= 1 && topK <= 100_000, "topK is %d, allowed 1..100000; start with 200", topK);
    require(maxHistory >= 0, "maxHistory is %d, must be 0 (all) or more", maxHistory);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
    require(halfLifeUntimed >= 0 && halfLifeUntimed <= 1e9, "halfLifeUntimed is %s, allowed 0 (none)..1e9", halfLifeUntimed);
  }

  /** The same settings with other penalties. */
  public SlimConfig withPenalties(double l1, double l2) {
    return new SlimConfig(l1, l2, nonNegative, candidates, userDamping, tolerance, maxPasses, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings with weights of one sign, or of both. */
  public SlimConfig withNonNegative(boolean nonNegative) {
    return new SlimConfig(l1, l2, nonNegative, candidates, userDamping, tolerance, maxPasses, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public SlimConfig withCandidates(int candidates) {
    return new SlimConfig(l1, l2, nonNegative, candidates, userDamping, tolerance, maxPasses, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public SlimConfig withUserDamping(double userDamping) {
    return new SlimConfig(l1, l2, nonNegative, candidates, userDamping, tolerance, maxPasses, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings, solved more or less exactly. */
  public SlimConfig withStop(double tolerance, int maxPasses) {
    return new SlimConfig(l1, l2, nonNegative, candidates, userDamping, tolerance, maxPasses, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public SlimConfig withTopK(int topK) {
    return new SlimConfig(l1, l2, nonNegative, candidates, userDamping, tolerance, maxPasses, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  public SlimConfig withLookup(Lookup lookup) {
    return new SlimConfig(l1, l2, nonNegative, candidates, userDamping, tolerance, maxPasses, topK, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup);
  }

  /** The same settings with another memory of the past, for logs with times and without. */
  public SlimConfig withHalfLives(double timed, double untimed) {
    return new SlimConfig(l1, l2, nonNegative, candidates, userDamping, tolerance, maxPasses, topK, maxHistory, historyUsed, timed, untimed, lookup);
  }
}
