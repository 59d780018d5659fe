package dev.tributary.ann.ivf;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.MatrixProduct;
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
  /** Centroids side by side: a panel has all values of so many, value after value, and is read as it lies. */
  private static final int PANEL = 128;
  /** How many scores stand for one in the sample that the bar is guessed from. */
  private static final int STRIDE = 8;

  /** The centroids as columns of panels, so that the products of a query with all of them are sums of whole vectors; zeros behind the last. */
  private final float[] panels;
  /** The rows of each panel. */
  private final int[][] rows;
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
    int dimension = centroids.columns();
    rows = new int[(k + PANEL - 1) / PANEL][];
    panels = new float[Math.multiplyExact(rows.length, Math.multiplyExact(dimension, PANEL))];
    halves = new float[k];
    var row = new float[dimension];
    for (int panel = 0; panel < rows.length; panel++) {
      rows[panel] = IntStream.range(panel * dimension, (panel + 1) * dimension).toArray();
    }
    for (int c = 0; c < k; c++) {
      centroids.copyRow(c, row);
      center(row);
      require(Float.isFinite(Kernels.dot(row, row)), "centroid %d is not finite", c);
      for (int i = 0; i < row.length; i++) {
        panels[(c / PANEL * dimension + i) * PANEL + c % PANEL] = row[i];
      }
      halves[c] = metric == Metric.L2 ? Kernels.dot(row, row) / 2 : 0;
    }
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
    return cellAt(position(row));
  }

  /** The cell that a position lies in. O(log cells). */
  int cellAt(int position) {
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

  /** Room for {@link #products}: a whole number of panels. */
  int room() {
    return rows.length * PANEL;
  }

  /** q·c for every cell, for a query as the cells see it; what lies behind the last cell is zero. */
  void products(float[] query, float[] products) {
    Arrays.fill(products, 0, room(), 0f);
    for (int panel = 0; panel < rows.length; panel++) {
      Kernels.addRows(query, rows[panel], 0, rows[panel].length, panels, PANEL, products, panel * PANEL);
    }
  }

  /** The same for some queries, a row each, in one thread; up to rounding those of single queries. */
  void products(Matrix queries, Matrix products) {
    MatrixProduct.multiplyTransposed(1, queries, centered(), 0, products, Job.DEFAULT.withThreads(1));
  }

  private Matrix centered() {
    boolean moved = false;
    for (float value : mean) {
      moved |= value != 0;
    }
    if (!moved) {
      return centroids;
    }
    var centered = Matrix.zeros(centroids.rows(), centroids.columns());
    var row = new float[mean.length];
    for (int c = 0; c < centered.rows(); c++) {
      centroids.copyRow(c, row);
      center(row);
      centered.setRow(c, row);
    }
    return centered;
  }

  /** Chooses cells for one query after another. Confined. */
  final class Choice {
    private final float[] scores = new float[count()];
    private final int[] places = new int[count()];
    private final TopK sample = new TopK(0);
    private final TopK best = new TopK(0);
    private int[] cells = {};
    private int size;
    private float highest;
    private float lowest;

    /**
     * Chooses the best cells for a query, of which it holds the products. Every eighth score tells about where the last of them lies; what does not reach that is not looked at one by
     * one. They are not put in order, but for the best: that of the others changes nothing, and took as long as all of this.
     */
    void choose(float[] products, int wanted) {
      select(products, wanted);
      int first = 0;
      for (int n = 1; n < size; n++) {
        first = best.best(n) > best.best(first) ? n : first;
      }
      long worst = best.best(first);
      for (int n = 0; n < size; n++) {
        worst = Math.min(worst, best.best(n));
        cells[n] = TopK.tieRank(best.best(n));
      }
      cells[first] = cells[0];
      cells[0] = TopK.tieRank(best.best(first));
      highest = TopK.score(best.best(first));
      lowest = TopK.score(worst);
    }

    /** The same with all of them in order, best first. */
    void rank(float[] products, int wanted) {
      select(products, wanted);
      best.ascending();
      for (int n = 0; n < size; n++) {
        cells[n] = TopK.tieRank(best.best(n));
      }
      highest = TopK.score(best.best(0));
      lowest = TopK.score(best.best(size - 1));
    }

    private void select(float[] products, int wanted) {
      for (int c = 0; c < scores.length; c++) {
        scores[c] = products[c] - halves[c];
      }
      best.reset(Math.min(wanted, scores.length));
      int found = reaching(bar(wanted));
      if (found < wanted) {
        found = reaching(Float.NEGATIVE_INFINITY);
      }
      for (int n = 0; n < found; n++) {
        if (best.accepts(scores[places[n]])) {
          best.offer(scores[places[n]], places[n]);
        }
      }
      size = best.size();
      cells = cells.length < size ? new int[size] : cells;
    }

    /** How many were chosen. */
    int size() {
      return size;
    }

    /** One of them, the best at 0. */
    int cell(int n) {
      return cells[n];
    }

    /** The score of the best, its product with the query less half of its square under L2. */
    float highest() {
      return highest;
    }

    /** That of the worst. */
    float lowest() {
      return lowest;
    }

    private int reaching(float bar) {
      return Kernels.select(scores, 0, scores.length, bar, places, 0);
    }

    /** A score that the wanted number probably reach: by twice what chance makes of a sample of this size. */
    private float bar(int wanted) {
      double expected = (double) wanted / STRIDE;
      int rank = (int) (expected + 2 * Math.sqrt(expected)) + 1;
      if (rank * STRIDE >= scores.length) {
        return Float.NEGATIVE_INFINITY;
      }
      sample.reset(rank);
      for (int c = 0; c < scores.length; c += STRIDE) {
        if (sample.accepts(scores[c])) {
          sample.offer(scores[c], c);
        }
      }
      sample.size();
      return sample.lowest();
    }
  }

  Choice choice() {
    return new Choice();
  }
}
