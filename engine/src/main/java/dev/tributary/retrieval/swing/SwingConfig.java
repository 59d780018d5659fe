package dev.tributary.retrieval.swing;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.itemitem.Lookup;
import dev.tributary.retrieval.itemitem.WalkSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Swing}.
 *
 * @param topK K: similar items kept for each item
 * @param alpha α ≥ 0: added to every overlap; the larger, the less it matters how much a pair of users shares
 * @param weighting w_u: whether users with many interests count less
 * @param beta power of the candidate's number of users that divides; 0 is the formula as published
 * @param maxUsers users of one item whose pairs are looked at, a seeded sample; 0: all, so that the result is exact
 * @param maxHistory interests of one user that training looks at, the newest; 0: all
 * @param historyUsed interests that the online walk starts from, the newest; 0: all
 * @param halfLife where the log has times, an interest counts half as much for every so many newer ones; 0: all alike
 * @param halfLifeUntimed the same where the log has no times
 * @param lookup whether a similarity is looked up in the interest's list only or in the candidate's too
 * @param normalize whether each interest's similarities are divided by its largest
 */
public record SwingConfig(
    @Setting(value = "similar items kept for each item", min = 1, max = 100_000) int topK,
    @Setting(value = "added to every overlap; more makes it matter less how much two users share", min = 0, max = 1e9) double alpha,
    @Setting("whether users with many interests count less: NONE is the plain form, INVERSE_ROOT the published one") UserWeighting weighting,
    @Setting(value = "power of the candidate's popularity that divides its similarity; 0 holds nothing back", min = 0, max = 10) double beta,
    @Setting(value = "users of one item whose pairs are looked at, a seeded sample; 0: all", min = 0, max = 1_000_000_000) int maxUsers,
    @Setting(value = "newest interests of a user that training looks at; 0: all", min = 0, max = 1_000_000_000) int maxHistory,
    @Setting(value = "newest interests the online walk starts from; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "for a log with times: an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9) double halfLife,
    @Setting(value = "the same for a log without times, whose order may mean nothing", min = 0, max = 1e9) double halfLifeUntimed,
    @Setting("look similarities up in the interest's own list, or in either item's") Lookup lookup,
    @Setting("divide each interest's similarities by its largest, so that every interest weighs alike") boolean normalize)
    implements WalkSettings {

  /** The notes' formula with nothing added: the plain form, α = 1, K = 100, no cap, every interest, either list. */
  public static final SwingConfig COURSE = new SwingConfig(100, 1, UserWeighting.NONE, 0, 0, 0, 0, 0, 0, Lookup.EITHER, false);

  /** The same with the published weights of users. */
  public static final SwingConfig PUBLISHED = COURSE.withWeighting(UserWeighting.INVERSE_ROOT);

  /**
   * What serves best where nothing is known of the data: every interest weighs alike, popular candidates are held back, the pairs of 200
   * users stand for those of a popular item.
   */
  public static final SwingConfig DEFAULT =
      new SwingConfig(100, 1, UserWeighting.INVERSE_ROOT, 0.7, 200, 200, 0, 20, 0, Lookup.EITHER, true);

  public SwingConfig {
    require(topK >= 1 && topK <= 100_000, "topK is %d, allowed 1..100000; start with 100", topK);
    require(alpha >= 0 && alpha <= 1e9, "alpha is %s, allowed 0..1e9; start with 1", alpha);
    require(beta >= 0 && beta <= 10, "beta is %s, allowed 0..10; 0 holds nothing back", beta);
    require(maxUsers >= 0, "maxUsers is %d, must be 0 (all) or more", maxUsers);
    require(maxUsers != 1, "maxUsers is 1, but a pair takes two; allowed 0 (all) and 2..1000000000");
    require(maxHistory >= 0, "maxHistory is %d, must be 0 (all) or more", maxHistory);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
    require(halfLifeUntimed >= 0 && halfLifeUntimed <= 1e9, "halfLifeUntimed is %s, allowed 0 (none)..1e9", halfLifeUntimed);
  }

  public SwingConfig withTopK(int topK) {
    return new SwingConfig(topK, alpha, weighting, beta, maxUsers, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize);
  }

  public SwingConfig withAlpha(double alpha) {
    return new SwingConfig(topK, alpha, weighting, beta, maxUsers, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize);
  }

  public SwingConfig withWeighting(UserWeighting weighting) {
    return new SwingConfig(topK, alpha, weighting, beta, maxUsers, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize);
  }

  public SwingConfig withBeta(double beta) {
    return new SwingConfig(topK, alpha, weighting, beta, maxUsers, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize);
  }

  /** The same settings with other caps on the users of an item and on the history of a user; 0: none. */
  public SwingConfig withCaps(int maxUsers, int maxHistory) {
    return new SwingConfig(topK, alpha, weighting, beta, maxUsers, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize);
  }

  /** The same settings with another memory of the past, for logs with times and without. */
  public SwingConfig withHalfLives(double timed, double untimed) {
    return new SwingConfig(topK, alpha, weighting, beta, maxUsers, maxHistory, historyUsed, timed, untimed, lookup, normalize);
  }

  public SwingConfig withLookup(Lookup lookup) {
    return new SwingConfig(topK, alpha, weighting, beta, maxUsers, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize);
  }

  public SwingConfig withNormalize(boolean normalize) {
    return new SwingConfig(topK, alpha, weighting, beta, maxUsers, maxHistory, historyUsed, halfLife, halfLifeUntimed, lookup, normalize);
  }
}
