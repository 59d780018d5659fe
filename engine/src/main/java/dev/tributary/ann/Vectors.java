package dev.tributary.ann;

import static dev.tributary.math.Require.require;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import java.util.BitSet;
import java.util.Objects;

/**
 * Vectors as a metric wants them, with their labels: one row each, finite, and under {@link Metric#COSINE} of unit length (a zero vector
 * stays zero), so that a cosine is an inner product. Immutable, as long as nobody writes into the matrix it was made of.
 */
public final class Vectors {
  /** Rows of squared length this near 1 are of unit length already: three times the rounding of their floats. */
  private static final float UNIT = 1e-5f;

  private final Metric metric;
  private final Matrix values;
  private final Labels labels;

  private Vectors(Metric metric, Matrix values, Labels labels) {
    this.metric = metric;
    this.values = values;
    this.labels = labels;
  }

  /** Vectors called by their row numbers; see {@link #of(Metric, Matrix, Labels)}. */
  public static Vectors of(Metric metric, Matrix values) {
    return of(metric, values, Labels.rows(values.rows()));
  }

  /**
   * Takes the rows of a matrix. Reads all of it once; it is copied only under cosine, and there only when some row is not of unit length.
   *
   * @throws IllegalArgumentException when a row holds NaN, an infinity, or values whose squares sum to more than a float
   */
  public static Vectors of(Metric metric, Matrix values, Labels labels) {
    require(values.columns() >= 1, "vectors have %d values, must have 1 or more", values.columns());
    require(labels.size() == values.rows(), "%d labels for %d vectors", labels.size(), values.rows());
    boolean unit = true;
    var row = new float[values.columns()];
    for (int n = 0; n < values.rows(); n++) {
      values.copyRow(n, row);
      float squares = Kernels.dot(row, row);
      require(Float.isFinite(squares), "vector %d (row %d) %s", labels.label(n), n, Metric.wrong(row));
      unit &= squares == 0 || Math.abs(squares - 1) <= UNIT;
    }
    return new Vectors(metric, metric == Metric.COSINE && !unit ? normalized(values) : values, labels);
  }

  /**
   * What is left of an index, in the order of its rows, and more vectors behind it; all are copied. Ties follow the labels.
   *
   * @param gone rows of the index to leave out
   * @throws IllegalArgumentException when metric or dimension differ, or a label would name two vectors
   */
  public static Vectors concat(VectorIndex index, BitSet gone, Vectors added) {
    require(added.metric == index.metric() && added.dimension() == index.dimension(), "%s vectors of %d values behind an index of %s with %d",
        added.metric.shortName(), added.dimension(), index.metric().shortName(), index.dimension());
    int rows = index.labels().size();
    int kept = rows - gone.get(0, rows).cardinality();
    var values = Matrix.zeros(Math.addExact(kept, added.size()), index.dimension());
    var labels = new long[values.rows()];
    var row = new float[index.dimension()];
    int to = 0;
    for (int from = gone.nextClearBit(0); from < rows; from = gone.nextClearBit(from + 1)) {
      index.copyVector(from, row);
      values.setRow(to, row);
      labels[to++] = index.labels().label(from);
    }
    for (int from = 0; from < added.size(); from++) {
      added.copyRow(from, row);
      values.setRow(to, row);
      labels[to++] = added.labels.label(from);
    }
    return new Vectors(index.metric(), values, Labels.of(labels));
  }

  private static Matrix normalized(Matrix values) {
    var unit = Matrix.of(values.rows(), values.columns(), FloatColumn.allocate((long) values.rows() * values.columns()));
    var row = new float[values.columns()];
    for (int n = 0; n < values.rows(); n++) {
      values.copyRow(n, row);
      Metric.normalize(row);
      unit.setRow(n, row);
    }
    return unit;
  }

  public Metric metric() {
    return metric;
  }

  /** Number of values of each vector. */
  public int dimension() {
    return values.columns();
  }

  /** Number of vectors. */
  public int size() {
    return values.rows();
  }

  public Labels labels() {
    return labels;
  }

  /** Bytes of the values. */
  public long bytes() {
    return values.values().size() * 4;
  }

  /** The vectors as they are compared: the memory itself, not to be written. */
  public Matrix values() {
    return values;
  }

  /** A query as the metric wants it; see {@link Metric#prepare}. */
  public float[] prepare(float[] query, float[] scratch) {
    return metric.prepare(query, dimension(), scratch);
  }

  /** The scores of some rows for a prepared query; see {@link Metric#score}. */
  public void score(float[] prepared, int[] rows, int count, float[] scores) {
    metric.score(prepared, values, rows, count, scores);
  }

  /** Copies one vector into the first values of {@code target}. */
  public void copyRow(int row, float[] target) {
    values.copyRow(Objects.checkIndex(row, size()), target);
  }
}
