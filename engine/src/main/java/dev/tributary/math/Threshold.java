package dev.tributary.math;

import java.util.Arrays;

/**
 * A score that k of many scores reach, found by counting them in bins of equal relative width, sixteen to a doubling. What lies
 * below need not be offered to a {@link TopK}: almost every row then fails one comparison that a processor foresees, where rows that
 * come in any order beat a rising bar again and again.
 *
 * <p>O(scores + bins up to the best). Confined: one per thread; empty again after each {@link #take}.
 */
public final class Threshold {
  private static final int SHIFT = 19; // keeps the exponent and four bits of the fraction
  private static final int BINS = 1 << 31 - SHIFT; // of scores above 0

  private final int[] counts = new int[BINS];
  private int highest; // bin that was counted in: above it all are empty

  /** Counts a finite score; those of 0 and below count for nothing. */
  public void count(float score) {
    int bin = Math.max(Float.floatToRawIntBits(score), 0) >>> SHIFT; // the bits of floats below 0 are ints below 0
    counts[bin]++;
    highest = Math.max(highest, bin);
  }

  /** Counts the first {@code size} of some finite scores; those of 0 and below count for nothing. */
  public void count(float[] scores, int size) {
    int top = highest;
    for (int n = 0; n < size; n++) {
      int bin = Math.max(Float.floatToRawIntBits(scores[n]), 0) >>> SHIFT;
      counts[bin]++;
      top = Math.max(top, bin);
    }
    highest = top;
  }

  /** A score, 0 or more, that at least {@code k} of those counted since the last call reach; 0 when so many there are not. */
  public float take(long k) {
    long reached = 0;
    int bin = highest;
    for (; bin > 0 && reached + counts[bin] < k; bin--) {
      reached += counts[bin];
    }
    Arrays.fill(counts, 0, highest + 1, 0);
    highest = 0;
    return Float.intBitsToFloat(bin << SHIFT);
  }

  /**
   * Collects the places, ascending, of those of the first {@code size} scores that reach a bar, and answers how many. Without a branch to foresee.
   *
   * @param places overwritten; must have room for size + 1
   */
  public static int reaching(float bar, float[] scores, int size, int[] places) {
    int count = 0;
    for (int n = 0; n < size; n++) {
      places[count] = n; // stays only when it counts
      count += scores[n] >= bar ? 1 : 0;
    }
    return count;
  }
}
