package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.util.Arrays;

/**
 * A few ridge regressions solved at once, each in a lane of the machine's vectors: for short rows several times as fast as one after
 * another, because no step of a small system has work for a whole vector. Answers agree with {@link RidgeRegression#solve} to rounding and
 * do not depend on what else is in the batch, but for whether it is solved together.
 *
 * <p>Rows of about the same number of observations belong together: all take the time of the longest. Batches with a regression of as many
 * observations as values, and those whose observations exceed 4 MB, are solved one by one. Confined: one per thread; memory as for so many
 * regressions, kept. Stable.
 */
public final class RidgeBatch {
  private static final int MOST = 1 << 20; // values of all observations: they should stay in the L2 cache or near it

  private final Arithmetic arithmetic = Kernels.arithmetic();
  private final int lanes = arithmetic.lanes();
  private final RidgeRegression[] regressions = new RidgeRegression[lanes];
  private final float[][] solutions = new float[lanes][0];
  private final double[] least = new double[lanes];
  private int size;
  private int failed = -1;
  private float[] lines = {};
  private float[] nothing = {};
  private float[] triangles = {};
  private float[] unknowns = {};
  private float[] factors = {};

  /** An empty batch. */
  public RidgeBatch() {
    Arrays.setAll(regressions, _ -> new RidgeRegression());
  }

  /** How many fit. */
  public int capacity() {
    return lanes;
  }

  /** Forgets all. */
  public void clear() {
    size = 0;
  }

  /** The next regression, to be started and filled. */
  public RidgeRegression next() {
    require(size < lanes, "the batch has %d regressions and no room for more; solve and clear it", size);
    return regressions[size++];
  }

  /**
   * Solves all.
   *
   * @throws SingularMatrixException as {@link RidgeRegression#solve}; {@link #failed} says where
   */
  public void solve() {
    int width = size == 0 ? 0 : regressions[0].width();
    int rows = 0;
    boolean together = size > 1;
    for (int n = 0; n < size; n++) {
      rows = Math.max(rows, regressions[n].size());
      together &= regressions[n].width() == width && regressions[n].size() < width;
      solutions[n] = RidgeRegression.grown(solutions[n], regressions[n].width());
    }
    if (rows > 0 && together && (rows + 3L) * (width + 1) * lanes <= MOST && solveTogether(rows, width)) {
      return;
    }
    for (int n = 0; n < size; n++) {
      failed = n;
      least[n] = regressions[n].solve(solutions[n]);
    }
    failed = -1;
  }

  /** The solution of a regression, in the order of {@link #next}: its first values, valid until the next call of {@link #solve}. */
  public float[] solution(int n) {
    return solutions[n];
  }

  /** The sum of a regression at its least. */
  public double least(int n) {
    return least[n];
  }

  /** The regression that could not be solved, or -1. */
  public int failed() {
    return failed;
  }

  /** The systems (I + X·Xᵀ) of so many rows; false when one of them needs to be looked at alone. */
  private boolean solveTogether(int rows, int width) {
    int whole = (rows + 3) / 4 * 4;
    int pitch = whole + 4;
    interleave(whole, width);
    triangles = RidgeRegression.grown(triangles, pitch * pitch * lanes);
    unknowns = RidgeRegression.grown(unknowns, rows * lanes);
    factors = RidgeRegression.grown(factors, rows);
    arithmetic.laneGrams(lines, whole, width + 1, triangles, pitch);
    int right = rows * pitch * lanes;
    for (int g = 0; g < lanes; g++) {
      for (int i = 0; i < rows; i++) {
        boolean there = g < size && i < regressions[g].size();
        triangles[right + i * lanes + g] = there ? regressions[g].observations()[i * regressions[g].pitch() + width] : 0;
      }
    }
    if (!arithmetic.laneSolve(triangles, rows, pitch, RidgeRegression.LEAST_PIVOT, unknowns)) {
      return false;
    }
    for (int g = 0; g < size; g++) {
      double sum = 0;
      for (int i = 0; i < regressions[g].size(); i++) {
        factors[i] = unknowns[i * lanes + g];
        sum += (double) triangles[right + i * lanes + g] * triangles[right + i * lanes + g];
      }
      least[g] = sum;
      regressions[g].combine(factors, solutions[g]);
    }
    return true;
  }

  /**
   * lines[(i·(width + 1) + p)·lanes + g] = value p of observation i of regression g, zeros where it has fewer. One more value than the width, 0,
   * keeps rows off one cache set. Simple form: three loops; with eight regressions written out several times as fast.
   */
  private void interleave(int rows, int width) {
    lines = RidgeRegression.grown(lines, rows * (width + 1) * lanes);
    nothing = RidgeRegression.grown(nothing, width);
    for (int i = 0; i < rows; i++) {
      int line = i * (width + 1) * lanes;
      for (int g = 0; g < lanes; g += 8) { // there are 8 or 16
        float[] a = row(g, i);
        float[] b = row(g + 1, i);
        float[] c = row(g + 2, i);
        float[] d = row(g + 3, i);
        float[] e = row(g + 4, i);
        float[] f = row(g + 5, i);
        float[] h = row(g + 6, i);
        float[] k = row(g + 7, i);
        int fromA = from(a, g, i);
        int fromB = from(b, g + 1, i);
        int fromC = from(c, g + 2, i);
        int fromD = from(d, g + 3, i);
        int fromE = from(e, g + 4, i);
        int fromF = from(f, g + 5, i);
        int fromH = from(h, g + 6, i);
        int fromK = from(k, g + 7, i);
        for (int p = 0, to = line + g; p < width; p++, to += lanes) {
          lines[to] = a[fromA + p];
          lines[to + 1] = b[fromB + p];
          lines[to + 2] = c[fromC + p];
          lines[to + 3] = d[fromD + p];
          lines[to + 4] = e[fromE + p];
          lines[to + 5] = f[fromF + p];
          lines[to + 6] = h[fromH + p];
          lines[to + 7] = k[fromK + p];
        }
      }
      Arrays.fill(lines, line + width * lanes, line + (width + 1) * lanes, 0f);
    }
  }

  private float[] row(int regression, int i) {
    return regression < size && i < regressions[regression].size() ? regressions[regression].observations() : nothing;
  }

  private int from(float[] row, int regression, int i) {
    return row == nothing ? 0 : i * regressions[regression].pitch();
  }
}
