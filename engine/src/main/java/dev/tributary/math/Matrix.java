package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A dense matrix of {@code float}s off the heap, row by row without gaps: value (row, column) is number row·columns + column of
 * its column of values. May hold more than 2³¹ values. Freed by the collector when unreachable.
 *
 * <p>Not synchronised: threads may read together, or write different values, with the usual care for visibility. Stable.
 */
public final class Matrix {
  private final int rows;
  private final int columns;
  private final FloatColumn values;

  private Matrix(int rows, int columns, FloatColumn values) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /**
   * A matrix of zeros; rows × columns × 4 bytes.
   *
   * @throws OutOfMemoryError when that is more than the process may hold off the heap: {@code -XX:MaxDirectMemorySize}, by default
   *     as much as {@code -Xmx}
   */
  public static Matrix zeros(int rows, int columns) {
    checkShape(rows, columns);
    return new Matrix(rows, columns, FloatColumn.allocate((long) rows * columns));
  }

  /** A matrix over values that lie row by row; nothing is copied, so changes of either show in both. */
  public static Matrix of(int rows, int columns, FloatColumn values) {
    checkShape(rows, columns);
    require(values.size() == (long) rows * columns, "%d values are no matrix of %d × %d", values.size(), rows, columns);
    return new Matrix(rows, columns, values);
  }

  private static void checkShape(int rows, int columns) {
    require(rows >= 0 && columns >= 0, "a matrix of %d × %d, must be 0 or more each", rows, columns);
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public float get(int row, int column) {
    return values.get(place(row, column));
  }

  public void set(int row, int column, float value) {
    values.set(place(row, column), value);
  }

  /** Copies one row into the first values of {@code target}. */
  public void copyRow(int row, float[] target) {
    Objects.checkIndex(row, rows);
    values.copyTo((long) row * columns, (long) (row + 1) * columns, target, 0);
  }

  /** Overwrites one row with the first values of {@code source}. */
  public void setRow(int row, float[] source) {
    Objects.checkIndex(row, rows);
    MemorySegment.copy(source, 0, values.segment(), FloatColumn.LAYOUT, (long) row * columns * 4, columns);
  }

  /** The values, row by row: the memory itself, no copy. */
  public FloatColumn values() {
    return values;
  }

  /** All of it, for kernels. */
  Block block() {
    return new Block(values.segment(), 0, columns, rows, columns);
  }

  private long place(int row, int column) {
    return (long) Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns);
  }
}
