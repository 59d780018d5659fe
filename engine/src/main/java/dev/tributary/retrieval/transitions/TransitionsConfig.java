package dev.tributary.retrieval.transitions;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.itemitem.WalkSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Transitions}.
 *
 * @param topK K: followers kept for each item
 * @param window n: how many of a user's next interests count as followers
 * @param decay δ in 0..1: the second next counts δ, the third δ², and so on; 1: all alike
 * @param maxGapHours where the log has times, a follower that comes later does not count; 0: however late
 * @param backward what came before counts this much of what came after; 0: only what came after, 1: no direction
 * @param beta power of the candidate's number of users that divides; 0 holds nothing back
 * @param shrinkage h ≥ 0: added to the interest's number of users, so that an interest met a few times says little
 * @param historyUsed m: interests that the online walk starts from, the newest; 0: all
 * @param halfLife an interest counts half as much for every so many newer ones; 0: all alike
 */
public record TransitionsConfig(
    @Setting(value = "followers kept for each item", min = 1, max = 100_000) int topK,
    @Setting(value = "how many of a user's next interests count as followers", min = 1, max = 1000) int window,
    @Setting(value = "a follower counts this much for each interest further on; 1: all alike", min = 0, max = 1) double decay,
    @Setting(value = "for a log with times: a follower that comes more hours later does not count; 0: however late", min = 0, max = 1e9) double maxGapHours,
    @Setting(value = "what came before counts this much of what came after", min = 0, max = 1) double backward,
    @Setting(value = "power of the candidate's popularity that divides its share; 0 holds nothing back", min = 0, max = 10) double beta,
    @Setting(value = "added to the interest's number of users, so that an interest met a few times says little", min = 0, max = 1e9) double shrinkage,
    @Setting(value = "newest interests the online walk starts from; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9) double halfLife)
    implements WalkSettings {

  /** What came next after the last interest, as often as it did: nothing else. */
  public static final TransitionsConfig NEXT = new TransitionsConfig(100, 1, 1, 0, 0, 0, 0, 1, 0);

  /**
   * What serves best where nothing is known of the data: the next ten interests, the nearer the more, a little of what came before, and
   * the newest five interests, the newest most.
   */
  public static final TransitionsConfig DEFAULT = new TransitionsConfig(100, 10, 0.8, 0, 0.25, 0, 10, 5, 1.5);

  public TransitionsConfig {
    require(topK >= 1 && topK <= 100_000, "topK is %d, allowed 1..100000; start with 100", topK);
    require(window >= 1 && window <= 1000, "window is %d, allowed 1..1000; 1 is the next interest alone", window);
    require(decay >= 0 && decay <= 1, "decay is %s, allowed 0..1; 1 counts all followers alike", decay);
    require(maxGapHours >= 0 && maxGapHours <= 1e9, "maxGapHours is %s, allowed 0 (however late)..1e9", maxGapHours);
    require(backward >= 0 && backward <= 1, "backward is %s, allowed 0..1; 0 counts what came after alone", backward);
    require(beta >= 0 && beta <= 10, "beta is %s, allowed 0..10; 0 holds nothing back", beta);
    require(shrinkage >= 0 && shrinkage <= 1e9, "shrinkage is %s, allowed 0..1e9", shrinkage);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
  }

  /** A channel of what comes next takes the log's order for an order in time, also where the times are missing. */
  @Override
  public double halfLifeUntimed() {
    return halfLife;
  }

  public TransitionsConfig withTopK(int topK) {
    return new TransitionsConfig(topK, window, decay, maxGapHours, backward, beta, shrinkage, historyUsed, halfLife);
  }

  /** The same settings with other followers: how many of the next interests, and how much each further one counts. */
  public TransitionsConfig withWindow(int window, double decay) {
    return new TransitionsConfig(topK, window, decay, maxGapHours, backward, beta, shrinkage, historyUsed, halfLife);
  }

  public TransitionsConfig withMaxGapHours(double maxGapHours) {
    return new TransitionsConfig(topK, window, decay, maxGapHours, backward, beta, shrinkage, historyUsed, halfLife);
  }

  public TransitionsConfig withBackward(double backward) {
    return new TransitionsConfig(topK, window, decay, maxGapHours, backward, beta, shrinkage, historyUsed, halfLife);
  }

  public TransitionsConfig withBeta(double beta) {
    return new TransitionsConfig(topK, window, decay, maxGapHours, backward, beta, shrinkage, historyUsed, halfLife);
  }

  public TransitionsConfig withShrinkage(double shrinkage) {
    return new TransitionsConfig(topK, window, decay, maxGapHours, backward, beta, shrinkage, historyUsed, halfLife);
  }

  /** The same settings with another walk: from how many interests, and how fast the older ones count less. */
  public TransitionsConfig withWalk(int historyUsed, double halfLife) {
    return new TransitionsConfig(topK, window, decay, maxGapHours, backward, beta, shrinkage, historyUsed, halfLife);
  }
}
