package dev.tributary.math;

import java.util.Arrays;

/**
 * Finds, among many scores, the few that may be among the k best, before any is offered to a {@link TopK}: rows that come in any order would
 * beat a rising bar again and again, and each time a processor foresees wrongly.
 *
 * <p>The bar is a score that at least k reach. It is guessed from every eighth score, and one pass of whole vectors shows whether the guess holds and
 * which scores reach it; where it does not hold, all are counted. Scores are counted in bins of equal relative width, sixteen to a doubling.
 *
 * <p>O(scores + bins up to the best). Confined: one per thread.
 */
public final class Threshold {
  private static final int SHIFT = 19; // keeps the exponent and four bits of the fraction
  private static final int BINS = 1 << 31 - SHIFT; // of scores above 0
  private static final int STRIDE = 8;
  private static final int FEW = 1024; // scores that are sooner counted than guessed about

  private final boolean early;
  private final int[] counts = new int[BINS]; // all 0 between calls
  private int highest; // bin that was counted in: above it all are empty

  /** One for work that goes on: it selects by whole vectors. */
  public Threshold() {
    this(false);
  }

  /**
   * One for either kind of work.
   *
   * @param early whether the work is done soon after the start of a process: loops of vectors are slow until they are compiled, which made the index of a
   *     fresh process take half as long again
   */
  public Threshold(boolean early) {
    this.early = early;
  }

  /**
   * Collects the places, ascending, of some of the first {@code size} scores, and answers how many: of all scores of {@code least} or more
   * where there are at most k, else of the k best and all equal to the last of those, and of a few more.
   *
   * @param scores finite
   * @param least above 0
   * @param places overwritten; room for {@code size}
   */
  public int select(float[] scores, int size, float least, long k, int[] places) {
    if (k >= size) {
      return reaching(least, scores, size, places);
    }
    if (size >= FEW) {
      float guess = Math.max(least, guess(scores, size, k));
      int found = reaching(guess, scores, size, places);
      if (found >= k || guess == least) {
        return found;
      }
    }
    count(scores, size, 1);
    return reaching(Math.max(least, take(k)), scores, size, places);
  }

  private int reaching(float bar, float[] scores, int size, int[] places) {
    return early ? selectPlainly(Float.floatToRawIntBits(bar), scores, size, places) : Kernels.select(scores, 0, size, bar, places, 0);
  }

  /** By the bits, which are in the order of floats of 0 and more: comparing floats took nearly twice as long. */
  private static int selectPlainly(int bar, float[] scores, int size, int[] places) {
    int found = 0;
    for (int n = 0; n < size; n++) {
      places[found] = n; // stays only when it counts: a branch would be hard to foresee
      found += bar - 1 - Math.max(0, Float.floatToRawIntBits(scores[n])) >>> 31;
    }
    return found;
  }

  /** A score that more than k probably reach: by twice what chance makes of a sample of this size. */
  private float guess(float[] scores, int size, long k) {
    count(scores, size, STRIDE);
    double expected = (double) k / STRIDE;
    return take((long) (expected + 2 * Math.sqrt(expected)) + 1);
  }

  /** Counts every so many of the scores; those of 0 and below count for nothing. */
  private void count(float[] scores, int size, int stride) {
    int top = 0;
    for (int n = 0; n < size; n += stride) {
      int bin = Math.max(Float.floatToRawIntBits(scores[n]), 0) >>> SHIFT; // the bits of floats below 0 are ints below 0
      counts[bin]++;
      top = Math.max(top, bin);
    }
    highest = top;
  }

  /** A score, 0 or more, that at least {@code k} of those counted reach; 0 when so many there are not. */
  private float take(long k) {
    long reached = 0;
    int bin = highest;
    for (; bin > 0 && reached + counts[bin] < k; bin--) {
      reached += counts[bin];
    }
    Arrays.fill(counts, 0, highest + 1, 0);
    return Float.intBitsToFloat(bin << SHIFT);
  }
}
