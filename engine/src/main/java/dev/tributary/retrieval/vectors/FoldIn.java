package dev.tributary.retrieval.vectors;

import dev.tributary.retrieval.Query;

/**
 * Makes a user's vector out of interests, whoever has them; the vectors of items stand still. May hold scratch memory: confined, one per
 * thread.
 */
public interface FoldIn {
  /** Tells whatever else the next vector may depend on: who asks, and when. */
  default void begin(Query query) {}

  /**
   * Makes the vector of a user with these interests.
   *
   * @param items different items, in the model's ints, newest first; the first {@code count} places hold them
   * @param likes how much each is liked, above 0
   * @param count 1 to {@link #most}
   * @param vector overwritten
   */
  void vector(int[] items, float[] likes, int count, float[] vector);

  /** How many interests count, the newest: more are not given. */
  default int most() {
    return Integer.MAX_VALUE;
  }
}
