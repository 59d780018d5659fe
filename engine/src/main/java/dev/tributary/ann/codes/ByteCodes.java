package dev.tributary.ann.codes;

import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Vectors in 8 bits a value: value i of a row is about middle[i] + step[i] · code, where the 255 codes −127..127 span what value i of all rows spans.
 * So an inner product with a query is a constant of the query and a product of whole numbers, the query's values being rounded to 127 steps.
 *
 * <p>A row has its codes, then zeros up to a multiple of 32 bytes; under {@link Metric#L2} its last 4 bytes are a float: −|x|² as the codes
 * see the row from the middle, exact. Estimates of a row do not depend on the rows beside it. Immutable.
 */
public final class ByteCodes {
  private static final int UNIT = 32;
  private static final int MOST = 127;
  private static final int MOST_OF_QUERY = 63;
  private static final ValueLayout.OfFloat BIAS = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Metric metric;
  private final float[] middles;
  private final float[] steps;
  private final int stride;
  private final ByteColumn codes;
  private final MemorySegment bytes;
  private Extent extent = Extent.NONE;

  /**
   * The largest of all rows.
   *
   * @param codes √Σ code²
   * @param rounding the same of what the codes leave of a row, in steps
   * @param bias of what stands in its last bytes
   */
  private record Extent(double codes, double rounding, double bias) {
    static final Extent NONE = new Extent(0, 0, 0);

    Extent with(Extent other) {
      return new Extent(Math.max(codes, other.codes), Math.max(rounding, other.rounding), Math.max(bias, other.bias));
    }
  }

  private ByteCodes(Metric metric, float[] middles, float[] steps, ByteColumn codes) {
    this.metric = metric;
    this.middles = middles;
    this.steps = steps;
    this.codes = codes;
    stride = stride(metric, middles.length);
    bytes = codes.bytes();
  }

  private static int stride(Metric metric, int dimension) {
    return (dimension + (metric == Metric.L2 ? Float.BYTES : 0) + UNIT - 1) / UNIT * UNIT;
  }

  /** Codes all vectors. Reads them twice; the same codes on any number of threads. */
  public static ByteCodes of(Vectors vectors, Job job) {
    int dimension = vectors.dimension();
    var least = new float[dimension];
    var most = new float[dimension];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
    job.shards("measuring vectors", vectors.size(), (_, from, to) -> {
      var low = least.clone();
      var high = most.clone();
      var row = new float[dimension];
      for (int n = from; n < to; n++) {
        vectors.copyRow(n, row);
        widen(low, high, row, row);
      }
      synchronized (least) { // in any order: the widest is the widest
        widen(least, most, low, high);
      }
    });
    var middles = new float[dimension];
    var steps = new float[dimension];
    for (int i = 0; i < dimension && vectors.size() > 0; i++) {
      middles[i] = least[i] / 2 + most[i] / 2;
      steps[i] = (most[i] / 2 - least[i] / 2) / MOST;
    }
    var coded = new ByteCodes(vectors.metric(), middles, steps, ByteColumn.allocate((long) vectors.size() * stride(vectors.metric(), dimension)));
    job.shards("coding vectors", vectors.size(), (_, from, to) -> {
      var row = new float[dimension];
      var extent = Extent.NONE;
      for (int n = from; n < to; n++) {
        vectors.copyRow(n, row);
        extent = extent.with(coded.set(n, row));
      }
      synchronized (coded) {
        coded.extent = coded.extent.with(extent);
      }
    });
    return coded;
  }

  private static void widen(float[] least, float[] most, float[] low, float[] high) {
    for (int i = 0; i < least.length; i++) {
      least[i] = Math.min(least[i], low[i]);
      most[i] = Math.max(most[i], high[i]);
    }
  }

  private Extent set(int row, float[] vector) {
    long at = (long) row * stride;
    double squares = 0;
    double rounding = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] -= middles[i];
      float steps = this.steps[i] == 0 ? 0 : vector[i] / this.steps[i];
      int code = Math.clamp(Math.round(steps), -MOST, MOST);
      codes.set(at + i, (byte) code);
      squares += code * code;
      rounding += (steps - code) * (steps - code);
    }
    float bias = metric == Metric.L2 ? -Kernels.dot(vector, vector) : 0;
    if (metric == Metric.L2) {
      int bits = Float.floatToRawIntBits(bias);
      for (int n = 0; n < Float.BYTES; n++) {
        codes.set(at + stride - Float.BYTES + n, (byte) (bits >> 8 * n));
      }
    }
    return new Extent(Math.sqrt(squares), Math.sqrt(rounding), -bias);
  }

  /** Bytes of all codes. */
  public long bytes() {
    return codes.size();
  }

  /** Estimates for one query after another. */
  public Estimates estimates() {
    return new Estimates();
  }

  /** Confined: one thread. */
  public final class Estimates {
    private final short[] query = new short[stride];
    private final float[] weights = new float[middles.length];
    private int[] products = new int[64];
    /** What one step of a product is worth, and what every row has. */
    private float scale;
    private float base;

    private Estimates() {}

    /** Prepares for a query, as {@link Vectors#prepare} makes it. */
    public void begin(float[] prepared) {
      base = Kernels.dot(prepared, middles);
      if (metric == Metric.L2) { // −|q − x|² = 2 (q − m)·(x − m) − |x − m|² − |q − m|²
        base = 0;
        for (int i = 0; i < weights.length; i++) {
          float difference = prepared[i] - middles[i];
          weights[i] = 2 * difference * steps[i];
          base -= difference * difference;
        }
      } else {
        for (int i = 0; i < weights.length; i++) {
          weights[i] = prepared[i] * steps[i];
        }
      }
      float most = 0;
      for (float weight : weights) {
        most = Math.max(most, Math.abs(weight));
      }
      scale = most / MOST_OF_QUERY;
      float inverse = most == 0 ? 0 : MOST_OF_QUERY / most;
      for (int i = 0; i < weights.length; i++) {
        query[i] = (short) Math.round(weights[i] * inverse);
      }
    }

    /**
     * The most that the estimate of any row can be away from its score: what the row's codes leave, times the query, and what the query's codes leave,
     * times the row's codes, each by Cauchy and Schwarz with the largest row; then the rounding of floats.
     */
    public float error() {
      double squares = 0;
      double rest = 0;
      for (int i = 0; i < weights.length; i++) {
        squares += (double) weights[i] * weights[i];
        double left = weights[i] - (double) query[i] * scale;
        rest += left * left;
      }
      double most = Math.sqrt(squares) * extent.codes;
      return (float) (Math.sqrt(squares) * extent.rounding + Math.sqrt(rest) * extent.codes + 1e-5 * (most + Math.abs(base) + extent.bias));
    }

    /** The estimated scores of some rows: scores[n] is that of rows[n], for n below {@code count}. Faster for many at once. */
    public void score(int[] rows, int count, float[] scores) {
      if (products.length < count) {
        products = new int[count];
      }
      Kernels.byteDots(query, codes, rows, count, products);
      for (int n = 0; n < count; n++) {
        scores[n] = products[n] * scale + base;
      }
      if (metric == Metric.L2) {
        for (int n = 0; n < count; n++) {
          scores[n] += bytes.get(BIAS, (rows[n] + 1L) * stride - Float.BYTES);
        }
      }
    }
  }
}
