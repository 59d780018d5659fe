package dev.tributary.math;

import java.lang.foreign.MemorySegment;

/**
 * A rectangle of a matrix where it lies. Immutable; what it shows is not.
 *
 * @param values little-endian floats
 * @param start the place of its first value, in floats
 * @param stride from one row to the next, in floats
 */
record Block(MemorySegment values, long start, long stride, int rows, int columns) {
  /** The rectangle of rows {@code top} to {@code bottom} and columns {@code left} to {@code right}, ends exclusive. */
  Block part(int top, int bottom, int left, int right) {
    return new Block(values, start + top * stride + left, stride, bottom - top, right - left);
  }

  /** Where the value lies, in bytes. */
  long at(int row, int column) {
    return (start + row * stride + column) * 4;
  }

  float get(int row, int column) {
    return values.get(FloatColumn.LAYOUT, at(row, column));
  }

  void set(int row, int column, float value) {
    values.set(FloatColumn.LAYOUT, at(row, column), value);
  }

  /** Copies {@code count} values of one row, from {@code column} on. */
  void copy(int row, int column, int count, float[] target, int to) {
    MemorySegment.copy(values, FloatColumn.LAYOUT, at(row, column), target, to, count);
  }
}
