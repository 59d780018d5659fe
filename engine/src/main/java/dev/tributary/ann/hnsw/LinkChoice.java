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
    int distinct = sort(row, rows, size);
    choose(nearest, toBase, distinct, most);
  }

  /**
   * Chooses links to stand beside some that stay: others that point elsewhere than these and than each other, nearest first, then the nearest of
   * the rest.
   *
   * @param row the base; not among the others
   * @param stay links that are taken in any case
   * @param staying how many
   * @param rows the others in any order, of which some may be there twice, or stay
   * @param size how many
   * @param most how many to take, those that stay among them
   */
  void extend(int row, int[] stay, int staying, int[] rows, int size, int most) {
    System.arraycopy(stay, 0, taken, 0, staying);
    count = staying;
    int others = sort(row, rows, size);
    for (int pass = 0; pass < 2; pass++) {
      for (int n = 0; n < others && count < most; n++) {
        if (!isTaken(nearest[n]) && (pass == 1 || pointsElsewhere(nearest[n], toBase[n]))) {
          taken[count++] = nearest[n];
        }
      }
    }
  }

  private boolean isTaken(int row) {
    for (int n = 0; n < count; n++) {
      if (taken[n] == row) {
        return true;
      }
    }
    return false;
  }

  /** Puts rows into {@link #nearest}, nearest first, each once, and their scores into {@link #toBase}; answers how many. */
  private int sort(int row, int[] rows, int size) {
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
    return distinct;
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
