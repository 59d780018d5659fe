package dev.tributary.math;

import java.util.Arrays;

/**
 * A score that k of many scores reach, found by counting them in bins of equal relative width, sixteen to a doubling. What lies
 * below need not be offered to a {@link TopK}: almost every row then fails one comparison that a processor foresees, where rows that
 * come in any order beat a rising bar again and again.
 *
 * <p>O(scores + bins). Confined: one per thread; empty again after each {@link #take}.
 */
public final class Threshold {
  private static final int SHIFT = 19; // keeps the exponent and four bits of the fraction
  private static final int BINS = 1 << 31 - SHIFT; // of scores above 0

  private final int[] counts = new int[BINS];

  /** Counts a finite score; those of 0 and below count for nothing. */
  public void count(float score) {
    counts[Math.max(Float.floatToRawIntBits(score), 0) >>> SHIFT]++; // the bits of floats below 0 are ints below 0
  }

  /** A score, 0 or more, that at least {@code k} of those counted since the last call reach; 0 when so many there are not. */
  public float take(long k) {
    long reached = 0;
    int bin = BINS - 1;
    for (; bin > 0 && reached + counts[bin] < k; bin--) {
      reached += counts[bin];
    }
    Arrays.fill(counts, 0);
    return Float.intBitsToFloat(bin << SHIFT);
  }
}
