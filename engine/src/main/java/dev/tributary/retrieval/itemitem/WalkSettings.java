package dev.tributary.retrieval.itemitem;

/** How the online walk goes through a user's interests: what the settings of every channel over the index say. */
public interface WalkSettings {
  /** The newest n interests count; 0: all. */
  int historyUsed();

  /** Where the log has times, an interest counts half as much for every so many newer ones; 0: all alike. */
  double halfLife();

  /** The same where the log has no times: its order may mean something or nothing. */
  double halfLifeUntimed();

  /** Whether the similarities of each interest are divided by the largest in its list, so that every interest weighs alike. */
  default boolean normalize() {
    return false;
  }
}
