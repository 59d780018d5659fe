package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.util.Arrays;

/**
 * A few ridge regressions of one width solved at once, each in a lane of the machine's vectors: for short rows several times as fast as
 * one {@link RidgeRegression} after another, because no step of a small system has work for a whole vector. The systems are those of as many
 * rows as observations, so there should be fewer observations than values; answers agree with those of one alone to rounding, and do not
 * depend on what else is in the batch.
 *
 * <p>All take the time of the longest, so rows of about the same number of observations belong together. Memory 4 · (L·d + L²) bytes for each
 * lane, kept. Confined: one per thread. Stable.
 */
public final class RidgeBatch {
  private static final int MOST = 1 << 19; // values of all observations: they should stay in the L2 cache

  private final Arithmetic arithmetic = Kernels.arithmetic();
  private final int lanes = arithmetic.lanes();
  private final int[] counts = new int[lanes];
  private final float[][] scales = new float[lanes][0];
  private final float[][] targets = new float[lanes][0]; // √w·y
  private final double[] least = new double[lanes];
  private int size;
  private int width;

  /** Value p of observation i of regression g, scaled, at (i·line + p)·lanes + g. */
  private float[] observations = {};

  /** One more than the width, so that rows do not fall on one cache set; the last is 0. */
  private int line;

  private float[] triangles = {};
  private float[] unknowns = {};
  private float[] sums = {};
  private float[] row = {};

  /** How many regressions fit. */
  public int capacity() {
    return lanes;
  }

  /** Whether regressions of this width and up to so many observations are best solved here. */
  public boolean suits(int width, int observations) {
    return observations < width && (observations + 4L) * (width + 1) * lanes <= MOST;
  }

  /** Begins a batch of regressions of so many values. */
  public void start(int width) {
    require(width >= 1, "width is %d, must be 1 or more", width);
    this.width = width;
    line = width + 1;
    size = 0;
    row = RidgeRegression.grown(row, width);
  }

  /**
   * Adds a regression without observations; answers its number, from 0 on.
   *
   * @param penalties d; finite and above 0, which is not checked
   */
  public int next(float[] penalties) {
    require(size < lanes, "the batch has %d regressions and no room for more; solve it and start the next", size);
    require(penalties.length == width, "%d penalties for %d values", penalties.length, width);
    counts[size] = 0;
    scales[size] = RidgeRegression.grown(scales[size], width);
    for (int p = 0; p < width; p++) {
      scales[size][p] = 1 / (float) Math.sqrt(penalties[p]);
    }
    return size++;
  }

  /**
   * Adds an observation, as {@link RidgeRegression#add}. To add the first ones of all regressions, then the second ones, and so on, keeps to
   * few cache lines at a time.
   */
  public void add(int regression, FloatColumn values, long from, float weight, float target) {
    if (from < 0 || from > values.size() - width) {
      throw new IllegalArgumentException("values " + from + ".." + (from + width) + " lie outside a column of " + values.size());
    }
    int n = counts[regression]++;
    float root = (float) Math.sqrt(weight);
    if (targets[regression].length <= n) {
      targets[regression] = RidgeRegression.grown(targets[regression], n + 16);
    }
    targets[regression][n] = root * target;
    if (observations.length < (n + 1) * line * lanes) {
      observations = RidgeRegression.grown(observations, (n + 4) * line * lanes);
    }
    float[] source = row;
    float[] all = observations;
    arithmetic.copyScaled(root, scales[regression], values.segment(), from * 4, source, 0, width);
    for (int p = 0, to = n * line * lanes + regression; p < width; p++, to += lanes) {
      all[to] = source[p];
    }
  }

  /** Solves all; answers -1, or the first regression whose observations lie so far beyond its penalties that floats cannot tell. */
  public int solve() {
    int rows = 0;
    for (int g = 0; g < size; g++) {
      rows = Math.max(rows, counts[g]);
    }
    int whole = (rows + 3) / 4 * 4;
    int pitch = whole + 4;
    int right = rows * pitch * lanes;
    observations = RidgeRegression.grown(observations, whole * line * lanes);
    triangles = RidgeRegression.grown(triangles, pitch * pitch * lanes);
    unknowns = RidgeRegression.grown(unknowns, whole * lanes);
    sums = RidgeRegression.grown(sums, line * lanes);
    for (int g = 0; g < lanes; g++) {
      clear(g, g < size ? counts[g] : 0, whole);
    }
    for (int n = 0; n < whole; n++) {
      Arrays.fill(observations, (n * line + width) * lanes, (n + 1) * line * lanes, 0f);
    }
    arithmetic.laneGrams(observations, whole, line, triangles, pitch);
    for (int g = 0; g < lanes; g++) {
      int count = g < size ? counts[g] : 0;
      for (int n = 0; n < rows; n++) {
        triangles[right + n * lanes + g] = n < count ? targets[g][n] : 0;
      }
    }
    int failed = arithmetic.laneSolve(triangles, rows, pitch, RidgeRegression.LEAST_PIVOT, unknowns);
    if (failed < 0) {
      Arrays.fill(unknowns, rows * lanes, whole * lanes, 0f);
      arithmetic.laneSums(unknowns, observations, whole, line, sums);
    }
    for (int g = 0; g < size; g++) {
      least[g] = 0;
      for (int n = 0; n < counts[g]; n++) {
        least[g] += (double) triangles[right + n * lanes + g] * triangles[right + n * lanes + g];
      }
    }
    return failed;
  }

  /** Zeros where a regression has no observation: they change nothing. */
  private void clear(int regression, int from, int to) {
    for (int n = from; n < to; n++) {
      for (int p = 0, at = n * line * lanes + regression; p < width; p++, at += lanes) {
        observations[at] = 0;
      }
    }
  }

  /**
   * What {@link #solve} found for a regression.
   *
   * @param solution its first values are overwritten
   * @return the sum at its least
   */
  public double solution(int regression, float[] solution) {
    require(regression >= 0 && regression < size, "regression %d of %d", regression, size);
    for (int p = 0; p < width; p++) {
      solution[p] = sums[p * lanes + regression] * scales[regression][p];
    }
    return least[regression];
  }
}
