package dev.tributary.retrieval.usercf;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link UserCf}.
 *
 * @param neighbors K: similar users whose likes are summed
 * @param minSimilarity users less similar are left out
 * @param similarity which of the two formulas
 * @param shrinkage h ≥ 0: added to the product of both norms, so that users with few interests do not look alike by chance
 * @param sharpness q: power of the similarity in the score; more listens to the most similar users
 * @param beta power of the candidate's number of users that divides its score; 0 holds nothing back
 * @param maxHistory interests of one user that training keeps, the newest; 0: all
 * @param maxUsers users of one item that are looked at for who is similar, a seeded sample; 0: all
 * @param historyUsed interests of the asking user that say who is similar, the newest; 0: all
 * @param halfLife where the log has times, an interest counts half as much for every so many newer ones; 0: all alike
 * @param halfLifeUntimed the same where the log has no times
 * @param follows w: weight of the likeness by the authors that both follow, against the likeness by items
 */
public record UserCfConfig(
    @Setting(value = "similar users whose likes are summed", min = 1, max = 100_000) int neighbors,
    @Setting(value = "users less similar are left out", min = 0, max = 1e9) double minSimilarity,
    @Setting("COSINE of likes, or DAMPED: a common item says more the fewer have it") UserSimilarity similarity,
    @Setting(value = "added to the product of both users' norms, so that short histories do not look alike by chance", min = 0, max = 1e9) double shrinkage,
    @Setting(value = "power of the similarity in the score; more listens to the most similar users", min = 0, max = 100) double sharpness,
    @Setting(value = "power of the candidate's popularity that divides its score; 0 holds nothing back", min = 0, max = 10) double beta,
    @Setting(value = "newest interests of a user that training keeps; 0: all", min = 0, max = 1_000_000_000) int maxHistory,
    @Setting(value = "users of one item that are looked at for who is similar, a seeded sample; 0: all", min = 0, max = 1_000_000_000) int maxUsers,
    @Setting(value = "newest interests of the asking user that say who is similar; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "for a log with times: an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9) double halfLife,
    @Setting(value = "the same for a log without times, whose order may mean nothing", min = 0, max = 1e9) double halfLifeUntimed,
    @Setting(value = "weight of the likeness by followed authors, against that by items; 0: items alone", min = 0, max = 1) double follows) {

  /** The notes' formula with nothing added: cosine of likes, K = 100, no cap, every interest alike. */
  public static final UserCfConfig COURSE = new UserCfConfig(100, 0, UserSimilarity.COSINE, 0, 1, 0, 0, 0, 0, 0, 0, 0);

  /**
   * What serves best where nothing is known of the data: rare things in common count more, so do the most similar users, and a thousand
   * users of a popular item are enough to look at.
   */
  public static final UserCfConfig DEFAULT = new UserCfConfig(100, 0, UserSimilarity.DAMPED, 3, 1.5, 0, 0, 1000, 0, 20, 0, 0);

  public UserCfConfig {
    require(neighbors >= 1 && neighbors <= 100_000, "neighbors is %d, allowed 1..100000; start with 100", neighbors);
    require(minSimilarity >= 0 && minSimilarity <= 1e9, "minSimilarity is %s, allowed 0..1e9", minSimilarity);
    require(shrinkage >= 0 && shrinkage <= 1e9, "shrinkage is %s, allowed 0..1e9", shrinkage);
    require(sharpness >= 0 && sharpness <= 100, "sharpness is %s, allowed 0..100; 1 is the similarity itself", sharpness);
    require(beta >= 0 && beta <= 10, "beta is %s, allowed 0..10; 0 holds nothing back", beta);
    require(maxHistory >= 0, "maxHistory is %d, must be 0 (all) or more", maxHistory);
    require(maxUsers >= 0, "maxUsers is %d, must be 0 (all) or more", maxUsers);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
    require(halfLifeUntimed >= 0 && halfLifeUntimed <= 1e9, "halfLifeUntimed is %s, allowed 0 (none)..1e9", halfLifeUntimed);
  }

  public UserCfConfig withNeighbors(int neighbors) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, halfLife, halfLifeUntimed, follows);
  }

  public UserCfConfig withMinSimilarity(double minSimilarity) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, halfLife, halfLifeUntimed, follows);
  }

  public UserCfConfig withSimilarity(UserSimilarity similarity) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, halfLife, halfLifeUntimed, follows);
  }

  public UserCfConfig withShrinkage(double shrinkage) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, halfLife, halfLifeUntimed, follows);
  }

  /** The same settings with other powers: of the similarity, and of the candidate's popularity that divides. */
  public UserCfConfig withPowers(double sharpness, double beta) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, halfLife, halfLifeUntimed, follows);
  }

  /** The same settings with other caps on the users of an item and on the kept history of a user; 0: none. */
  public UserCfConfig withCaps(int maxUsers, int maxHistory) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, halfLife, halfLifeUntimed, follows);
  }

  public UserCfConfig withHistoryUsed(int historyUsed) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, halfLife, halfLifeUntimed, follows);
  }

  /** The same settings with another memory of the past, for logs with times and without. */
  public UserCfConfig withHalfLives(double timed, double untimed) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, timed, untimed, follows);
  }

  public UserCfConfig withFollows(double follows) {
    return new UserCfConfig(neighbors, minSimilarity, similarity, shrinkage, sharpness, beta, maxHistory, maxUsers, historyUsed, halfLife, halfLifeUntimed, follows);
  }
}
