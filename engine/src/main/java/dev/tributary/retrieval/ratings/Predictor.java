package dev.tributary.retrieval.ratings;

/** What was learned of users and items, by their numbers. */
@FunctionalInterface
public interface Predictor {
  /**
   * How far this user's rating of this item lies above the mean of all.
   *
   * @param user -1 where nobody is known
   * @param item -1 where nothing is known
   */
  float aboveMean(int user, int item);
}
