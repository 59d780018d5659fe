package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The loops as anyone would write them. */
record PlainArithmetic() implements Arithmetic {
  @Override
  public float dot(float[] a, float[] b) {
    return dot(a, 0, b, 0, a.length);
  }

  @Override
  public float dot(float[] a, MemorySegment b, long offset) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
    return sum;
  }

  @Override
  public void addScaled(float scale, float[] x, float[] y) {
    addScaled(scale, x, 0, y, 0, y.length);
  }

  @Override
  public void addScaled(float scale, MemorySegment x, long offset, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += scale * x.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
  }

  @Override
  public void dots(float[] query, MemorySegment x, int[] rows, int count, float[] out) {
    for (int n = 0; n < count; n++) {
      out[n] = dot(query, x, 4L * rows[n] * query.length);
    }
  }

  @Override
  public void squaredDistances(float[] query, MemorySegment x, int[] rows, int count, float[] out) {
    for (int n = 0; n < count; n++) {
      long offset = 4L * rows[n] * query.length;
      float sum = 0;
      for (int i = 0; i < query.length; i++) {
        float difference = query[i] - x.get(FloatColumn.LAYOUT, offset + 4L * i);
        sum += difference * difference;
      }
      out[n] = sum;
    }
  }

  @Override
  public float dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, int length) {
    float sum = 0;
    for (int i = 0; i < length; i++) {
      sum += a.get(FloatColumn.LAYOUT, aFrom + 4L * i) * b.get(FloatColumn.LAYOUT, bFrom + 4L * i);
    }
    return sum;
  }

  @Override
  public void pull(float step, float keep, MemorySegment a, long aFrom, MemorySegment b, long bFrom, int length) {
    pull(step, keep, a, aFrom, b, bFrom, 0, length);
  }

  /** The values from..length. */
  void pull(float step, float keep, MemorySegment a, long aFrom, MemorySegment b, long bFrom, int from, int length) {
    for (int i = from; i < length; i++) {
      float x = a.get(FloatColumn.LAYOUT, aFrom + 4L * i);
      float y = b.get(FloatColumn.LAYOUT, bFrom + 4L * i);
      a.set(FloatColumn.LAYOUT, aFrom + 4L * i, keep * x + step * y);
      b.set(FloatColumn.LAYOUT, bFrom + 4L * i, keep * y + step * x);
    }
  }

  @Override
  public void prefer(float step, float keep, MemorySegment a, long aFrom, MemorySegment b, long bFrom, long cFrom, int length) {
    prefer(step, keep, a, aFrom, b, bFrom, cFrom, 0, length);
  }

  /** The values from..length. */
  void prefer(float step, float keep, MemorySegment a, long aFrom, MemorySegment b, long bFrom, long cFrom, int from, int length) {
    for (int i = from; i < length; i++) {
      float x = a.get(FloatColumn.LAYOUT, aFrom + 4L * i);
      float y = b.get(FloatColumn.LAYOUT, bFrom + 4L * i);
      float z = b.get(FloatColumn.LAYOUT, cFrom + 4L * i);
      a.set(FloatColumn.LAYOUT, aFrom + 4L * i, keep * x + step * (y - z));
      b.set(FloatColumn.LAYOUT, bFrom + 4L * i, keep * y + step * x);
      b.set(FloatColumn.LAYOUT, cFrom + 4L * i, keep * z - step * x);
    }
  }

  @Override
  public int tileRows() {
    return 4;
  }

  @Override
  public int tileColumns() {
    return 16;
  }

  @Override
  public void panels(MemorySegment b, long offset, long stride, int depth, int columns, float[] out, int at) {
    int width = tileColumns();
    for (int p = 0; p < depth; p++) {
      for (int column = 0; column < columns; column += width) {
        MemorySegment.copy(b, FloatColumn.LAYOUT, offset + p * stride + 4L * column, out, at + column * depth + p * width, Math.min(width, columns - column));
      }
    }
  }

  @Override
  public void tile(float[] a, int aFrom, float[] b, int bFrom, int depth, float[] tile) {
    Arrays.fill(tile, 0, 4 * 16, 0);
    for (int r = 0; r < 4; r++) {
      for (int p = 0; p < depth; p++) {
        float left = a[aFrom + r * PITCH + p];
        for (int c = 0; c < 16; c++) {
          tile[r * 16 + c] += left * b[bFrom + p * 16 + c];
        }
      }
    }
  }

  @Override
  public void place(float[] tile, int rows, int columns, int first, float alpha, float beta, MemorySegment c, long offset, long stride) {
    for (int r = 0; r < rows; r++) {
      Arithmetic.placeRow(tile, r * 16, Math.min(columns, first + r), alpha, beta, c, offset + r * stride);
    }
  }

  @Override
  public void addRows(float[] values, int[] columns, int from, int to, float[] x, int width, float[] y, int at) {
    for (int n = from; n < to; n++) {
      int row = columns[n] * width;
      for (int w = 0; w < width; w++) {
        y[at + w] += values[n] * x[row + w];
      }
    }
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
    float sum = 0;
    for (int i = 0; i < length; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  @Override
  public void addScaled(float scale, float[] x, int from, float[] y, int at, int length) {
    for (int i = 0; i < length; i++) {
      y[at + i] += scale * x[from + i];
    }
  }

  @Override
  public void copyScaled(float scale, float[] factors, MemorySegment x, long offset, float[] y, int at, int length) {
    for (int i = 0; i < length; i++) {
      y[at + i] = scale * factors[i] * x.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
  }

  @Override
  public String description() {
    return "plain loops";
  }
}
