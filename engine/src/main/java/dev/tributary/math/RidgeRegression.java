package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.util.Arrays;

/**
 * One small ridge regression after another: the vector a that makes least
 *
 * <p>{@code Σ_n w_n·(y_n − ⟨a, x_n⟩)² + Σ_p d_p·a_p²}, all d_p above 0, over a few observations (x_n, w_n, y_n).
 *
 * <p>With every x_n times √w_n and divided by √d, and a times √d, the penalties become 1. Of the two systems that then give the answer the
 * smaller one is solved: (I + XᵀX) of as many rows as a has values, or, by Woodbury's identity, (I + X·Xᵀ) of as many as there are observations.
 * L observations of d values take L·d·min(L, d)/2 + min(L, d)³/6 multiplications. In exact arithmetic all
 * pivots are 1 or more, so only rounding can make a system singular; errors grow as (1 + Σ w·x²/d) times 6e-8.
 *
 * <p>Where {@link #improve} is called instead of {@link #solve}, a few steps of conjugate gradients bring a given a nearer.
 *
 * <p>Memory: about 4 · (2·L·d + min(L, d)²) bytes, kept for the next one. Confined: one per thread. Same input, same bits on one kind of
 * CPU. Stable.
 */
public final class RidgeRegression {
  /** A pivot below so much of its diagonal is rounding: no digit of the answer would be left. */
  static final float LEAST_PIVOT = 3e-7f;

  private static final int L1 = 6000; // floats of which half such a cache is filled: as many rows of observations are read by all bands before the next ones

  private final Arithmetic arithmetic = Kernels.arithmetic();
  private final SystemArithmetic systems = Kernels.systems();
  private final int lanes = systems.lanes();

  private int width;
  private int count;
  private double squares; // Σ w·y²
  private float[] scales = {}; // 1/√d
  /** The observations, scaled, {@link #pitch} apart; value {@link #width} of each is √w·y, those behind it are 0. */
  private float[] observations = {};

  private int pitch;
  private float[] turned = {};
  /** The triangle, {@link #stride} apart; column {@link #order} is the right side. */
  private float[] triangle = {};

  private int stride;
  private int order;
  private float[] least = {}; // by row, for its pivot
  private float[] unknowns = {};
  private float[] sums = {};
  private float[] direction = {};
  private float[] residual = {};
  private float[] errors = {};
  private int[] places = {};

  /**
   * Begins the next regression.
   *
   * @param penalties d, of which the values from..from + width count; finite and above 0, which is not checked
   */
  public void start(float[] penalties, int from, int width) {
    require(width >= 1 && from >= 0 && from <= penalties.length - width, "%d values from %d on lie outside %d penalties", width, from, penalties.length);
    this.width = width;
    count = 0;
    squares = 0;
    pitch = padded(width + 1);
    scales = grown(scales, width);
    for (int p = 0; p < width; p++) {
      scales[p] = 1 / (float) Math.sqrt(penalties[from + p]);
    }
  }

  /**
   * Adds an observation.
   *
   * @param from place of the first value of x in {@code values}
   * @param weight 0 or more
   */
  public void add(FloatColumn values, long from, float weight, float target) {
    if (from < 0 || from > values.size() - width) {
      throw new IllegalArgumentException("values " + from + ".." + (from + width) + " lie outside a column of " + values.size());
    }
    observations = grown(observations, (count + 1) * pitch);
    float root = (float) Math.sqrt(weight);
    int at = count * pitch;
    arithmetic.copyScaled(root, scales, values.segment(), from * 4, observations, at, width);
    Arrays.fill(observations, at + width, at + pitch, 0f);
    observations[at + width] = root * target;
    squares += (double) weight * target * target;
    count++;
  }

  /** Number of observations so far. */
  public int size() {
    return count;
  }

  /**
   * Finds the best a.
   *
   * @param solution its first values are overwritten with a
   * @return the sum at its least
   * @throws SingularMatrixException when the observations lie so far beyond the penalties that floats cannot tell
   */
  public double solve(float[] solution) {
    boolean few = count < width;
    if (few) {
      factorFew();
    } else {
      factorMany();
    }
    double explained = 0;
    for (int i = 0; i < order; i++) {
      explained += (double) triangle[i * stride + order] * triangle[i * stride + order];
    }
    backSubstitute();
    if (few) {
      sumObservations(unknowns);
      for (int p = 0; p < width; p++) {
        solution[p] = sums[p] * scales[p];
      }
      return explained;
    }
    for (int p = 0; p < width; p++) {
      solution[p] = unknowns[p] * scales[p];
    }
    return squares - explained;
  }

  /** (I + X·Xᵀ)·c = √w·y. */
  private void factorFew() {
    prepare(count);
    turn(stride);
    for (int i = 0; i < count; i++) {
      triangle[i * stride + count] = observations[i * pitch + width];
    }
    factor(turned, width);
  }

  /** (I + XᵀX)·a = Xᵀ·√w·y: the right side is a column of X among the others. */
  private void factorMany() {
    prepare(width);
    factor(observations, count);
  }

  private void prepare(int order) {
    this.order = order;
    stride = padded(order + 1);
    int rows = (order + SystemArithmetic.BAND - 1) / SystemArithmetic.BAND * SystemArithmetic.BAND;
    triangle = grown(triangle, rows * stride);
    Arrays.fill(triangle, 0, rows * stride, 0f);
    for (int i = 0; i < rows; i++) {
      triangle[i * stride + i] = 1;
    }
    least = grown(least, rows);
    unknowns = grown(unknowns, stride);
  }

  /** The observations as columns, rows so far apart, zeros behind them. Simple form: two loops. */
  private void turn(int length) {
    observations = grown(observations, length * pitch);
    Arrays.fill(observations, count * pitch, length * pitch, 0f);
    turned = grown(turned, width * length);
    for (int i = 0; i < length; i += 8) { // lengths are multiples of 8
      int from = i * pitch;
      for (int p = 0, to = i; p < width; p++, from++, to += length) {
        turned[to] = observations[from];
        turned[to + 1] = observations[from + pitch];
        turned[to + 2] = observations[from + 2 * pitch];
        turned[to + 3] = observations[from + 3 * pitch];
        turned[to + 4] = observations[from + 4 * pitch];
        turned[to + 5] = observations[from + 5 * pitch];
        turned[to + 6] = observations[from + 6 * pitch];
        turned[to + 7] = observations[from + 7 * pitch];
      }
    }
  }

  /** The triangle U with UᵀU = triangle + TᵀT, band by band; the right side goes along as one more column. */
  private void factor(float[] t, int depth) {
    int most = Math.max(16, L1 / stride);
    for (int from = 0; from < depth; from += most) {
      for (int row = 0; row < order; row += SystemArithmetic.BAND) {
        systems.gramBand(t, stride, row, from, Math.min(depth, from + most), false, triangle);
      }
    }
    for (int row = 0; row < order; row += SystemArithmetic.BAND) {
      int end = Math.min(order, row + SystemArithmetic.BAND);
      for (int i = row; i < end; i++) {
        least[i] = LEAST_PIVOT * triangle[i * stride + i];
      }
      systems.gramBand(triangle, stride, row, 0, row, true, triangle);
      int failed = systems.factorBand(triangle, stride, row, end, least);
      if (failed >= 0) {
        throw new SingularMatrixException(failed, triangle[failed * stride + failed], least[failed] / LEAST_PIVOT);
      }
    }
  }

  private void backSubstitute() {
    Arrays.fill(unknowns, 0, stride, 0f);
    for (int i = order - 1; i >= 0; i--) {
      int from = i / lanes * lanes; // what stands before i meets zeros
      float rest = triangle[i * stride + order] - arithmetic.dot(triangle, i * stride + from, unknowns, from, stride - from);
      unknowns[i] = rest / triangle[i * stride + i];
    }
  }

  /**
   * What each observation gave to the a of the last {@link #solve}: a is linear in the targets, so the parts sum to it.
   *
   * @param parts part n in the places n·width and on; in the order of {@link #add}
   */
  public void parts(float[] parts) {
    boolean few = order == count && count < width;
    int length = few ? pitch : padded(count);
    turned = grown(turned, (few ? count : width) * length);
    if (few) { // rows of (I + X·Xᵀ)⁻¹·X
      System.arraycopy(observations, 0, turned, 0, count * pitch);
    } else { // columns of (I + XᵀX)⁻¹·Xᵀ
      turn(length);
    }
    solveRows(turned, length);
    for (int n = 0; n < count; n++) {
      float target = observations[n * pitch + width];
      for (int p = 0; p < width; p++) {
        parts[n * width + p] = target * scales[p] * turned[few ? n * length + p : p * length + n];
      }
    }
  }

  /** Z = (UᵀU)⁻¹·Z, of as many rows as U, so far apart. */
  private void solveRows(float[] z, int length) {
    for (int k = 0; k < order; k++) {
      scaleRow(z, k, length);
      for (int row = k + 1; row < order; row++) {
        arithmetic.addScaled(-triangle[k * stride + row], z, k * length, z, row * length, length);
      }
    }
    for (int k = order - 1; k >= 0; k--) {
      scaleRow(z, k, length);
      for (int row = 0; row < k; row++) {
        arithmetic.addScaled(-triangle[row * stride + k], z, k * length, z, row * length, length);
      }
    }
  }

  private void scaleRow(float[] z, int row, int length) {
    float factor = 1 / triangle[row * stride + row];
    for (int i = row * length; i < (row + 1) * length; i++) {
      z[i] *= factor;
    }
  }

  /**
   * Brings an a nearer to the best one by conjugate gradients (Hestenes, Stiefel 1952), from where it stands. 2·L·d multiplications a step.
   *
   * @param solution its first values: a, before and after
   * @return the sum at the new a
   */
  public double improve(float[] solution, int steps) {
    unknowns = grown(unknowns, pitch);
    direction = grown(direction, pitch);
    residual = grown(residual, pitch);
    errors = grown(errors, count);
    sums = grown(sums, pitch);
    for (int p = 0; p < width; p++) {
      unknowns[p] = solution[p] / scales[p];
    }
    for (int n = 0; n < count; n++) {
      errors[n] = observations[n * pitch + width] - arithmetic.dot(observations, n * pitch, unknowns, 0, width);
    }
    sumObservations(errors);
    double square = 0;
    for (int p = 0; p < width; p++) {
      residual[p] = sums[p] - unknowns[p];
      direction[p] = residual[p];
      square += (double) residual[p] * residual[p];
    }
    for (int step = 0; step < steps && square > 0; step++) {
      square = conjugateStep(square);
    }
    double sum = 0;
    for (int p = 0; p < width; p++) {
      solution[p] = unknowns[p] * scales[p];
      sum += (double) unknowns[p] * unknowns[p];
    }
    for (int n = 0; n < count; n++) {
      double error = observations[n * pitch + width] - arithmetic.dot(observations, n * pitch, unknowns, 0, width);
      sum += error * error;
    }
    return sum;
  }

  /** One step along the direction; answers the new residual's square. */
  private double conjugateStep(double square) {
    for (int n = 0; n < count; n++) {
      errors[n] = arithmetic.dot(observations, n * pitch, direction, 0, width);
    }
    sumObservations(errors);
    double curvature = 0;
    for (int p = 0; p < width; p++) {
      sums[p] += direction[p];
      curvature += (double) sums[p] * direction[p];
    }
    float length = (float) (square / curvature);
    double next = 0;
    for (int p = 0; p < width; p++) {
      unknowns[p] += length * direction[p];
      residual[p] -= length * sums[p];
      next += (double) residual[p] * residual[p];
    }
    float keep = (float) (next / square);
    for (int p = 0; p < width; p++) {
      direction[p] = residual[p] + keep * direction[p];
    }
    return next;
  }

  /** sums = Σ_n factors[n] · x_n of the scaled observations. */
  private void sumObservations(float[] factors) {
    sums = grown(sums, pitch);
    if (places.length < count) {
      int before = places.length;
      places = Arrays.copyOf(places, 2 * count);
      for (int n = before; n < places.length; n++) {
        places[n] = n;
      }
    }
    Arrays.fill(sums, 0, pitch, 0f);
    arithmetic.addRows(factors, places, 0, count, observations, pitch, sums, 0);
  }

  private int padded(int length) {
    return (length + lanes - 1) / lanes * lanes;
  }

  static float[] grown(float[] array, int size) {
    return array.length >= size ? array : Arrays.copyOf(array, Math.max(size, Math.min(2 * array.length, Integer.MAX_VALUE - 8)));
  }
}
