package dev.tributary.ann;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How alike two vectors are. Scores are finite, and higher is better. */
public enum Metric {
  /** The negated squared Euclidean distance: 0 for the vector itself, below 0 for all others. */
  L2("l2"),
  /** The inner product. A vector need not be its own best match. */
  INNER_PRODUCT("ip"),
  /** The cosine of the angle, −1..1 up to rounding; 0 where one of the vectors is zero. */
  COSINE("cosine");

  private final String shortName;

  Metric(String shortName) {
    this.shortName = shortName;
  }

  /** {@code l2}, {@code ip} or {@code cosine}: the name on command lines and in files. */
  public String shortName() {
    return shortName;
  }

  /**
   * The scores of some rows of a matrix for a query, both as {@link Vectors} prepares them: scores[n] is that of rows[n], for n below {@code
   * count}. Faster for many rows at once; the bits of a score do not depend on the rows beside it.
   */
  public void score(float[] prepared, Matrix values, int[] rows, int count, float[] scores) {
    if (this == L2) {
      Kernels.squaredDistances(prepared, values, rows, count, scores);
      for (int n = 0; n < count; n++) {
        scores[n] = -scores[n];
      }
    } else {
      Kernels.dots(prepared, values, rows, count, scores);
    }
  }

  /**
   * A query as the metric wants it.
   *
   * @param dimension number of values of the vectors
   * @return {@code query} itself, or {@code scratch} of the same length with what it becomes
   * @throws IllegalArgumentException when it has another length than the vectors, or holds NaN or an infinity
   */
  public float[] prepare(float[] query, int dimension, float[] scratch) {
    require(query.length == dimension, "the query has %d values, the vectors have %d", query.length, dimension);
    if (!Float.isFinite(Kernels.dot(query, query))) {
      throw new IllegalArgumentException("the query " + wrong(query));
    }
    if (this != COSINE) {
      return query;
    }
    System.arraycopy(query, 0, scratch, 0, query.length);
    normalize(scratch);
    return scratch;
  }

  static String wrong(float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        return "has the value " + vector[i] + " at place " + i + ", must be finite";
      }
    }
    return "is so long that its squares sum to more than a float holds; scale all vectors down";
  }

  /** To unit length, with sums in double; zero stays zero. */
  static void normalize(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] * scale);
    }
  }

  /**
   * The metric of a short name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Metric named(String shortName) {
    var found = Arrays.stream(values()).filter(metric -> metric.shortName.equals(shortName)).findFirst();
    require(found.isPresent(), "metric is '%s', must be one of %s", shortName,
        Arrays.stream(values()).map(Metric::shortName).collect(Collectors.joining(" ")));
    return found.orElseThrow();
  }
}
