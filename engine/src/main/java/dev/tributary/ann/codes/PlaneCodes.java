package dev.tributary.ann.codes;

import static dev.tributary.math.Require.require;

import dev.tributary.math.ByteColumn;
import dev.tributary.math.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors in 1 to 8 bits a value, each with a scale of its own: value i of a row is about scale · (code − middle), where codes are 0..2^bits − 1 and middle
 * is halfway, as in LVQ (Aguerrebere et al.: "Similarity search in the blink of an eye with compressed indices", VLDB 2023). Which span of values
 * the codes cover is chosen for each row, by the least squared error among a few; the scale then makes the product of a row with what it became
 * that of the row with itself, which takes the bias out of inner products (Gao, Long: "RaBitQ", SIGMOD 2024). With one bit a value it is RaBitQ
 * without the rotation.
 *
 * <p>A row has its codes in planes, of 8, 4, 2 and 1 bits as the number of bits has them, the upper bits in the first plane. A plane of w bits has 8/w values in a
 * byte: the lowest bits of byte j are of value j, the next of value j + bytes, and so on. The scale follows, a float. Behind the last row lie
 * 64 bytes more, for who reads whole vectors. Filled by threads that write different rows; then immutable.
 */
public final class PlaneCodes {
  private static final ValueLayout.OfFloat SCALE = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int SLACK = 64;
  private static final int LANES = 16;
  /** Spans that are tried, as shares of the largest value of a row. */
  private static final float[] SPANS = {1, 0.9f, 0.8f, 0.7f, 0.6f};

  private final int dimension;
  private final int bits;
  private final int stride;
  private final List<Plane> planes;
  private final ByteColumn codes;
  private final MemorySegment bytes;

  private PlaneCodes(int dimension, int bits, ByteColumn codes) {
    this.dimension = dimension;
    this.bits = bits;
    this.codes = codes;
    stride = stride(dimension, bits);
    planes = planes(dimension, bits);
    bytes = codes.bytes();
  }

  /**
   * Where some bits of all values lie in a row.
   *
   * @param width how many bits of each value
   * @param shift of a value, which leaves them lowest
   * @param from the first byte
   * @param length bytes
   */
  private record Plane(int width, int shift, int from, int length) {
    int end() {
      return from + length;
    }

    /** Values in a byte. */
    int fields() {
      return 8 / width;
    }
  }

  private static List<Plane> planes(int dimension, int bits) {
    var planes = new ArrayList<Plane>();
    int from = 0;
    int shift = bits;
    for (int width = 8; width >= 1; width /= 2) {
      if ((bits & width) != 0) {
        shift -= width;
        int fields = 8 / width;
        planes.add(new Plane(width, shift, from, (dimension + fields - 1) / fields));
        from = planes.getLast().end();
      }
    }
    return List.copyOf(planes);
  }

  /** Bytes of a row. */
  public static int stride(int dimension, int bits) {
    return planes(dimension, bits).getLast().end() + Float.BYTES;
  }

  /** Room for rows, all zero. */
  public static PlaneCodes allocate(long rows, int dimension, int bits) {
    require(bits >= 1 && bits <= 8, "bits is %d, allowed 1..8", bits);
    return new PlaneCodes(dimension, bits, ByteColumn.allocate(rows * stride(dimension, bits) + SLACK));
  }

  /**
   * Codes that were written before.
   *
   * @throws IllegalArgumentException when there are more or fewer bytes than so many rows have, or a scale is not finite
   */
  public static PlaneCodes of(ByteColumn codes, long rows, int dimension, int bits) {
    require(bits >= 1 && bits <= 8, "bits is %d, allowed 1..8", bits);
    require(codes.size() == rows * stride(dimension, bits) + SLACK, "%d bytes of codes, must be %d", codes.size(), rows * stride(dimension, bits) + SLACK);
    var all = new PlaneCodes(dimension, bits, codes);
    for (long row = 0; row < rows; row++) {
      require(Float.isFinite(all.scale(row)), "the scale of row %d is %s, must be finite", row, all.scale(row));
    }
    return all;
  }

  /** The bytes of all rows. */
  public ByteColumn bytes() {
    return codes;
  }

  /** Makes a row the same as one of other codes of the same dimension and number of bits. */
  public void copyFrom(PlaneCodes other, long from, long to) {
    require(other.stride == stride, "rows of %d bytes for rows of %d", other.stride, stride);
    for (int n = 0; n < stride; n++) {
      codes.set(to * stride + n, other.codes.get(from * stride + n));
    }
  }

  private float scale(long row) {
    return bytes.get(SCALE, (row + 1) * stride - Float.BYTES);
  }

  /** Codes rows, one after another. Confined. */
  public final class Coder {
    private final byte[] row = new byte[stride];
    private final int[] tried = new int[dimension];
    private final int[] best = new int[dimension];

    private Coder() {}

    /** Writes a row; {@code values} become what it is decoded to. */
    public void set(long at, float[] values) {
      float scale = choose(values);
      Arrays.fill(row, (byte) 0);
      for (Plane plane : planes) {
        for (int i = 0; i < dimension; i++) {
          row[plane.from + i % plane.length] |= (byte) ((best[i] >> plane.shift & (1 << plane.width) - 1) << i / plane.length * plane.width);
        }
      }
      MemorySegment.ofArray(row).set(SCALE, stride - Float.BYTES, scale);
      for (int n = 0; n < stride; n++) {
        codes.set(at * stride + n, row[n]);
      }
      float middle = middle();
      for (int i = 0; i < dimension; i++) {
        values[i] = scale * (best[i] - middle) + 0f; // no minus zero
      }
    }

    /** Chooses the codes, and answers the scale. */
    private float choose(float[] values) {
      int top = (1 << bits) - 1;
      float middle = middle();
      float largest = 0;
      for (int i = 0; i < dimension; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      if (largest == 0) {
        Arrays.fill(best, 0);
        return 0;
      }
      double scale = 0;
      double least = Double.POSITIVE_INFINITY;
      for (float span : SPANS) {
        float steps = top / (2 * largest * span);
        double squares = 0; // of the row, of what it becomes in steps, and their product
        double coded = 0;
        double product = 0;
        for (int i = 0; i < dimension; i++) {
          int code = Math.clamp(Math.round(values[i] * steps + middle), 0, top);
          tried[i] = code;
          squares += (double) values[i] * values[i];
          coded += (double) (code - middle) * (code - middle);
          product += (double) values[i] * (code - middle);
        }
        double error = squares - product * product / coded; // with the best scale
        if (error < least && product > 0) {
          least = error;
          scale = squares / product;
          System.arraycopy(tried, 0, best, 0, dimension);
        }
      }
      return (float) scale;
    }
  }

  public Coder coder() {
    return new Coder();
  }

  private float middle() {
    return ((1 << bits) - 1) / 2f;
  }

  /** Copies what a row is decoded to into the first values of {@code target}. */
  public void copyRow(long at, float[] target) {
    Arrays.fill(target, 0, dimension, 0f);
    for (Plane plane : planes) {
      for (int i = 0; i < dimension; i++) {
        target[i] += (codes.get(at * stride + plane.from + i % plane.length) >> i / plane.length * plane.width & (1 << plane.width) - 1) << plane.shift;
      }
    }
    float scale = scale(at);
    for (int i = 0; i < dimension; i++) {
      target[i] = scale * (target[i] - middle()) + 0f;
    }
  }

  /** Products of one query after another with decoded rows. Confined. */
  public final class Products {
    /** The query as each plane meets it, times what its lowest bit is worth. */
    private final float[][] weights = new float[planes.size()][];
    private float sum;

    private Products() {
      Arrays.setAll(weights, n -> new float[(planes.get(n).length + LANES - 1) / LANES * LANES * planes.get(n).fields()]);
    }

    /** Prepares for a query. */
    public void begin(float[] query) {
      for (int n = 0; n < weights.length; n++) {
        var plane = planes.get(n);
        float worth = 1 << plane.shift;
        for (int field = 0, i = 0; i < dimension; field++) {
          for (int j = 0; j < plane.length && i < dimension; j++, i++) {
            weights[n][(j / LANES * plane.fields() + field) * LANES + j % LANES] = query[i] * worth;
          }
        }
      }
      sum = Kernels.sum(query, 0, dimension);
    }

    /** products[n] becomes that of the query with decoded row rows[n], for n below {@code count}. */
    public void of(int[] rows, int count, float[] products) {
      Arrays.fill(products, 0, count, 0f);
      for (int n = 0; n < weights.length; n++) {
        Kernels.planeDots(weights[n], planes.get(n).width, codes, planes.get(n).from, stride, rows, count, products);
      }
      float constant = sum * middle();
      for (int n = 0; n < count; n++) {
        products[n] = (products[n] - constant) * scale(rows[n]);
      }
    }
  }

  public Products products() {
    return new Products();
  }
}
