package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.util.Arrays;
import java.util.Objects;

/**
 * A sparse matrix of floats on the heap, row by row (CSR): the entries of a row lie side by side, each a column and a value.
 * Up to 2³¹ entries. Immutable; the arrays it is made of are not copied and must not change. Thread-safe. Stable.
 */
public final class SparseMatrix {
  private static final int WIDTH = 64; // columns of a dense matrix that are multiplied at once

  private final int rows;
  private final int columns;
  private final long[] starts;
  private final int[] entryColumns;
  private final float[] values;

  /**
   * A matrix over these arrays.
   *
   * @param starts rows + 1 numbers: row r has the entries starts[r] to starts[r + 1]
   * @param entryColumns by entry
   * @param values by entry
   */
  public SparseMatrix(int columns, long[] starts, int[] entryColumns, float[] values) {
    require(starts.length >= 1 && starts[0] == 0, "the rows must start at entry 0");
    require(entryColumns.length == values.length, "%d columns and %d values", entryColumns.length, values.length);
    require(starts[starts.length - 1] == values.length, "the rows end at entry %d of %d", starts[starts.length - 1], values.length);
    this.rows = starts.length - 1;
    this.columns = columns;
    this.starts = starts;
    this.entryColumns = entryColumns;
    this.values = values;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Number of entries. */
  public int size() {
    return values.length;
  }

  /** Number of entries in a row. */
  public int size(int row) {
    return (int) (starts[row + 1] - starts[row]);
  }

  /** The first entry of a row; its last one lies before the first of the next row, and {@code start(rows)} is the end of all. */
  public int start(int row) {
    return (int) starts[row];
  }

  /** The column of an entry. */
  public int column(int entry) {
    return entryColumns[entry];
  }

  /** The value of an entry. */
  public float value(int entry) {
    return values[entry];
  }

  /** Rows and columns exchanged: a copy, whose rows have their entries by ascending column. */
  public SparseMatrix transposed() {
    var turned = new long[columns + 1];
    for (int column : entryColumns) {
      turned[column + 1]++;
    }
    for (int column = 0; column < columns; column++) {
      turned[column + 1] += turned[column];
    }
    var next = turned.clone();
    var turnedColumns = new int[values.length];
    var turnedValues = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int entry = start(row); entry < start(row + 1); entry++) {
        int place = (int) next[entryColumns[entry]]++;
        turnedColumns[place] = row;
        turnedValues[place] = values[entry];
      }
    }
    return new SparseMatrix(rows, turned, turnedColumns, turnedValues);
  }

  /**
   * Rows and columns in another order: a copy.
   *
   * @param rowOrder the row that comes to each place: a permutation
   * @param columnPlaces the place to which each column comes: a permutation
   */
  public SparseMatrix reordered(int[] rowOrder, int[] columnPlaces) {
    require(rowOrder.length == rows && columnPlaces.length == columns, "orders of %d rows and %d columns for a matrix of %d × %d", rowOrder.length, columnPlaces.length, rows, columns);
    var newStarts = new long[rows + 1];
    var newColumns = new int[values.length];
    var newValues = new float[values.length];
    int at = 0;
    for (int place = 0; place < rows; place++) {
      int row = rowOrder[place];
      for (int entry = start(row); entry < start(row + 1); entry++) {
        newColumns[at] = columnPlaces[entryColumns[entry]];
        newValues[at++] = values[entry];
      }
      newStarts[place + 1] = at;
    }
    return new SparseMatrix(columns, newStarts, newColumns, newValues);
  }

  /** The same places with every value times its row's and its column's factor. */
  public SparseMatrix scaled(double[] rowFactors, double[] columnFactors) {
    require(rowFactors.length == rows && columnFactors.length == columns, "%d and %d factors for a matrix of %d × %d", rowFactors.length, columnFactors.length, rows, columns);
    var scaled = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int entry = (int) starts[row]; entry < starts[row + 1]; entry++) {
        scaled[entry] = (float) (values[entry] * rowFactors[row] * columnFactors[entryColumns[entry]]);
      }
    }
    return new SparseMatrix(columns, starts, entryColumns, scaled);
  }

  /**
   * y = this · x on the calling thread, both dense and row by row: x has {@code columns × width} values, y {@code rows × width}.
   * The sums run over a row's entries in their order. 2 · entries · width operations.
   */
  public void multiply(float[] x, int width, float[] y) {
    require(width >= 1 && x.length >= (long) columns * width && y.length >= (long) rows * width, "%d and %d values are too few for %d × %d times %d", x.length, y.length, rows, columns, width);
    var arithmetic = Kernels.arithmetic();
    Arrays.fill(y, 0, rows * width, 0f);
    for (int row = 0; row < rows; row++) {
      arithmetic.addRows(values, entryColumns, (int) starts[row], (int) starts[row + 1], x, width, y, row * width);
    }
  }

  /** Y = this · X on all threads of a job, in stripes of 64 columns. The same bits for any number of threads. */
  public void multiply(Matrix x, Matrix y, Job job) {
    require(x.rows() == columns && y.rows() == rows && x.columns() == y.columns(), "%d × %d times %d × %d is no %d × %d", rows, columns, x.rows(), x.columns(), y.rows(), y.columns());
    Objects.requireNonNull(job);
    var arithmetic = Kernels.arithmetic();
    var stripe = new float[columns * Math.min(WIDTH, x.columns())];
    for (int from = 0; from < x.columns(); from += WIDTH) {
      int first = from;
      int width = Math.min(WIDTH, x.columns() - from);
      job.shards("sparse product", columns, (shard, begin, end) -> {
        for (int row = begin; row < end; row++) {
          long at = (long) row * x.columns() + first;
          x.values().copyTo(at, at + width, stripe, row * width);
        }
      });
      job.shards("sparse product", rows, (shard, begin, end) -> {
        var sums = new float[width];
        for (int row = begin; row < end; row++) {
          Arrays.fill(sums, 0f);
          arithmetic.addRows(values, entryColumns, (int) starts[row], (int) starts[row + 1], stripe, width, sums, 0);
          for (int w = 0; w < width; w++) {
            y.set(row, first + w, sums[w]);
          }
        }
      });
    }
  }
}
