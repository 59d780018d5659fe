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

  private final SystemArithmetic systems = Kernels.systems();
  private final int lanes = systems.lanes();
  private final int[] counts = new int[lanes];
  private final float[] penalties = new float[lanes]; // each one's own
  private final double[] least = new double[lanes];
  private FloatColumn values = FloatColumn.allocate(0);
  private float[] shared = {};
  private int size;
  private int width;

  /** Byte at which observation n of regression g begins, √w and √w·y of it, at n·lanes + g. */
  private long[] offsets = {};

  private float[] roots = {};
  private float[] targets = {};

  /** 1/√d of value p of regression g at p·lanes + g. */
  private float[] scales = {};

  /** Value p of observation n of regression g, scaled, at (n·line + p)·lanes + g. */
  private float[] observations = {};

  /** One more than the width, so that rows do not fall on one cache set; the last is 0. */
  private int line;

  private float[] triangles = {};
  private float[] unknowns = {};
  private float[] sums = {};
  private long[] rowOffsets = new long[lanes];
  private float[] rowRoots = new float[lanes];

  /** How many regressions fit. */
  public int capacity() {
    return lanes;
  }

  /** Whether regressions of this width and up to so many observations are best solved here. */
  public boolean suits(int width, int observations) {
    return observations < width && (observations + 4L) * (width + 1) * lanes <= MOST;
  }

  /**
   * Begins a batch of regressions.
   *
   * @param values where all their observations lie; read when the batch is solved
   * @param shared what each value costs all regressions alike; not copied
   */
  public void start(FloatColumn values, float[] shared) {
    require(shared.length >= 1, "width is %d, must be 1 or more", shared.length);
    this.values = values;
    this.shared = shared;
    width = shared.length;
    line = width + 1;
    size = 0;
    Arrays.fill(penalties, 1);
  }

  /**
   * Adds a regression without observations; answers its number, from 0 on.
   *
   * @param penalty what each of its values costs beside what is shared: d = shared + penalty; finite and above 0, which is not checked
   */
  public int next(float penalty) {
    require(size < lanes, "the batch has %d regressions and no room for more; solve it and start the next", size);
    counts[size] = 0;
    penalties[size] = penalty;
    return size++;
  }

  /** Adds an observation, as {@link RidgeRegression#add}. */
  public void add(int regression, long from, float weight, float target) {
    if (from < 0 || from > values.size() - width) {
      throw new IllegalArgumentException("values " + from + ".." + (from + width) + " lie outside a column of " + values.size());
    }
    int at = counts[regression]++ * lanes + regression;
    if (at >= offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * at + 64 * lanes);
      roots = Arrays.copyOf(roots, offsets.length);
      targets = Arrays.copyOf(targets, offsets.length);
    }
    float root = (float) Math.sqrt(weight);
    offsets[at] = 4 * from;
    roots[at] = root;
    targets[at] = root * target;
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
    scales = RidgeRegression.grown(scales, width * lanes);
    systems.laneScales(shared, penalties, scales);
    for (int n = 0; n < rows; n++) {
      gather(n);
    }
    for (int n = 0; n < whole; n++) {
      Arrays.fill(observations, (n < rows ? n * line + width : n * line) * lanes, (n + 1) * line * lanes, 0f);
    }
    systems.laneGrams(observations, whole, line, triangles, pitch);
    for (int n = 0; n < rows; n++) {
      for (int g = 0; g < lanes; g++) {
        triangles[right + n * lanes + g] = has(g, n) ? targets[n * lanes + g] : 0;
      }
    }
    int failed = systems.laneSolve(triangles, rows, pitch, RidgeRegression.LEAST_PIVOT, unknowns);
    if (failed < 0) {
      Arrays.fill(unknowns, rows * lanes, whole * lanes, 0f);
      systems.laneSums(unknowns, observations, whole, line, sums);
    }
    for (int g = 0; g < size; g++) {
      least[g] = 0;
      for (int n = 0; n < counts[g]; n++) {
        least[g] += (double) triangles[right + n * lanes + g] * triangles[right + n * lanes + g];
      }
    }
    return failed;
  }

  private boolean has(int regression, int n) {
    return regression < size && n < counts[regression];
  }

  /** Observation n of every regression; zeros, which change nothing, where one has no more. */
  private void gather(int n) {
    long any = 0; // some place that may be read
    for (int g = 0; g < size; g++) {
      any = n < counts[g] ? offsets[n * lanes + g] : any;
    }
    for (int g = 0; g < lanes; g++) {
      rowOffsets[g] = has(g, n) ? offsets[n * lanes + g] : any;
      rowRoots[g] = has(g, n) ? roots[n * lanes + g] : 0;
    }
    systems.laneRows(values.segment(), rowOffsets, rowRoots, scales, width, observations, n * line * lanes);
  }

  /**
   * What {@link #solve} found for a regression.
   *
   * @param solution its first values are overwritten
   * @return the sum at its least
   */
  public double solution(int regression, float[] solution) {
    require(regression >= 0 && regression < size, "regression %d of %d", regression, size);
    for (int p = 0, at = regression; p < width; p++, at += lanes) {
      solution[p] = sums[at] * scales[at];
    }
    return least[regression];
  }
}
