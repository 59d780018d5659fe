package dev.tributary.ann.ivf;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.TopK;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The cells of an index and which rows lie in each: those whose nearest centroid it is. Positions 0..rows-1 name the rows cell after cell.
 * Under {@link Metric#L2} a query and the centroids are seen from the mean of all rows: distances stay, and products become small
 * differences rather than the place of it all. Immutable.
 */
final class Cells {
  private final Matrix centroids;
  /** Zeros but under L2. */
  private final float[] mean;
  /** The centroids as columns, so that the products of a query with all of them are sums of whole vectors. */
  private final float[] columns;
  private final int[] dimensions;
  /** Under L2 |c|²/2 of each, else zeros. */
  private final float[] halves;
  private final int[] starts;
  private final int[] order;
  /** The inverse of {@link #order}; empty until somebody asks. */
  private volatile int[] positions = {};

  Cells(Metric metric, Matrix centroids, float[] mean, int[] starts, int[] order) {
    this.centroids = centroids;
    this.mean = mean;
    this.starts = starts;
    this.order = order;
    int k = centroids.rows();
    columns = new float[Math.multiplyExact(k, centroids.columns())];
    halves = new float[k];
    var row = new float[centroids.columns()];
    for (int c = 0; c < k; c++) {
      centroids.copyRow(c, row);
      center(row);
      require(Float.isFinite(Kernels.dot(row, row)), "centroid %d is not finite", c);
      for (int i = 0; i < row.length; i++) {
        columns[i * k + c] = row[i];
      }
      halves[c] = metric == Metric.L2 ? Kernels.dot(row, row) / 2 : 0;
    }
    dimensions = IntStream.range(0, row.length).toArray();
  }

  /**
   * Cells of rows.
   *
   * @param cells the cell of each row; rows of a cell keep their order
   */
  static Cells of(Vectors vectors, Matrix centroids, int[] cells) {
    var starts = new int[centroids.rows() + 1];
    for (int cell : cells) {
      starts[cell + 1]++;
    }
    for (int c = 0; c < centroids.rows(); c++) {
      starts[c + 1] += starts[c];
    }
    var order = new int[cells.length];
    var next = starts.clone();
    for (int row = 0; row < cells.length; row++) {
      order[next[cells[row]]++] = row;
    }
    var mean = vectors.metric() == Metric.L2 ? mean(vectors) : new float[vectors.dimension()];
    return new Cells(vectors.metric(), centroids, mean, starts, order);
  }

  private static float[] mean(Vectors vectors) {
    var sums = new double[vectors.dimension()];
    var row = new float[sums.length];
    for (int n = 0; n < vectors.size(); n++) {
      vectors.copyRow(n, row);
      for (int i = 0; i < row.length; i++) {
        sums[i] += row[i];
      }
    }
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (sums[i] / Math.max(1, vectors.size()));
    }
    return row;
  }

  /** Makes a vector or a prepared query what the cells see of it. */
  void center(float[] vector) {
    Kernels.addScaled(-1, mean, vector);
  }

  /** Number of cells. */
  int count() {
    return centroids.rows();
  }

  /** Number of rows. */
  int size() {
    return order.length;
  }

  Matrix centroids() {
    return centroids;
  }

  /** What a query and the centroids are seen from: the array itself. */
  float[] mean() {
    return mean;
  }

  /** The first position of each cell, and the number of rows: the array itself. */
  int[] starts() {
    return starts;
  }

  /** The row at each position: the array itself. */
  int[] order() {
    return order;
  }

  /** The first position of a cell; that of {@code count()} is the number of rows. */
  int start(int cell) {
    return starts[cell];
  }

  /** The row at a position. */
  int row(int position) {
    return order[position];
  }

  /** Where a row lies. The first call takes 4 bytes a row, for good. */
  int position(int row) {
    int[] known = positions;
    if (known.length < order.length) {
      known = new int[order.length];
      for (int position = 0; position < order.length; position++) {
        known[order[position]] = position;
      }
      positions = known;
    }
    return known[row];
  }

  /** The cell of a row. O(log cells). */
  int cellOf(int row) {
    int position = position(row);
    int low = 0;
    for (int high = count() - 1; low < high; ) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** q·c for every cell, for a query as the cells see it. */
  void products(float[] query, float[] products) {
    Arrays.fill(products, 0, count(), 0f);
    Kernels.addRows(query, dimensions, 0, dimensions.length, columns, count(), products, 0);
  }

  /** Becomes the best cells for a query, of which it holds the products, ascending; keys name the cells as tie ranks. */
  void best(float[] products, TopK best) {
    for (int c = 0; c < halves.length; c++) {
      float score = products[c] - halves[c];
      if (best.accepts(score)) {
        best.offer(score, c);
      }
    }
    best.ascending();
  }
}
