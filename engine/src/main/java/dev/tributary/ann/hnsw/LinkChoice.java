package dev.tributary.ann.hnsw;

import dev.tributary.ann.Vectors;
import java.util.Arrays;

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
  private int[] nearest = {};
  private float[] toBase = {};
  private long[] keys = {};
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

  /**
   * Chooses the links of a row among others in any order, of which some may be there twice.
   *
   * @param row the base; not among the others
   * @param rows the others
   * @param size how many
   * @param most how many to take
   */
  void choose(int row, int[] rows, int size, int most) {
    if (nearest.length < size) {
      nearest = new int[2 * size];
      toBase = new float[nearest.length];
      keys = new long[nearest.length];
    }
    vectors.copyRow(row, candidate);
    vectors.score(candidate, rows, size, toBase);
    for (int n = 0; n < size; n++) {
      keys[n] = Walk.key(toBase[n], rows[n]);
    }
    Arrays.sort(keys, 0, size);
    int distinct = 0;
    for (int n = 0; n < size; n++) {
      if (n == 0 || keys[n] != keys[n - 1]) {
        nearest[distinct] = Walk.row(keys[n]);
        toBase[distinct++] = Walk.score(keys[n]);
      }
    }
    choose(nearest, toBase, distinct, most);
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
