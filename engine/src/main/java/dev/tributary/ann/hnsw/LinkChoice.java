package dev.tributary.ann.hnsw;

import dev.tributary.ann.Vectors;

/**
 * The heuristic choice of links (Malkov, Yashunin, algorithm 4): of the candidates, nearest first, one is taken when it is nearer to the base
 * than to every one taken before, so that links point in different directions. Confined: one thread; reused.
 */
final class LinkChoice {
  /** So many of the taken ones are compared at once: what costs no more than one for the kernels, and mostly one of the first decides. */
  private static final int AT_ONCE = 4;

  private final Vectors vectors;
  private final float[] candidate;
  private final int[] few = new int[AT_ONCE];
  private final float[] scores = new float[AT_ONCE];
  private final int[] taken;
  private int count;

  LinkChoice(Vectors vectors, int most) {
    this.vectors = vectors;
    candidate = new float[vectors.dimension()];
    taken = new int[most];
  }

  /** How many were taken. */
  int count() {
    return count;
  }

  /** The rows taken, in the first places; valid until the next choice. */
  int[] taken() {
    return taken;
  }

  /**
   * Chooses.
   *
   * @param rows candidates, nearest first
   * @param toBase their scores against the base
   * @param size how many candidates
   * @param most how many to take; candidates that are no more are all taken
   */
  void choose(int[] rows, float[] toBase, int size, int most) {
    count = 0;
    if (size <= most) {
      System.arraycopy(rows, 0, taken, 0, size);
      count = size;
      return;
    }
    for (int n = 0; n < size && count < most; n++) {
      if (pointsElsewhere(rows[n], toBase[n])) {
        taken[count++] = rows[n];
      }
    }
  }

  private boolean pointsElsewhere(int row, float toBase) {
    if (count == 0) {
      return true;
    }
    vectors.copyRow(row, candidate);
    for (int from = 0; from < count; from += AT_ONCE) {
      int some = Math.min(AT_ONCE, count - from);
      System.arraycopy(taken, from, few, 0, some);
      vectors.score(candidate, few, some, scores);
      for (int n = 0; n < some; n++) {
        if (scores[n] > toBase) {
          return false;
        }
      }
    }
    return true;
  }
}
