package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The loops as anyone would write them. */
record PlainArithmetic() implements Arithmetic {
  @Override
  public float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
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
    for (int i = 0; i < y.length; i++) {
      y[i] += scale * x[i];
    }
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
  public void tableSums(byte[] tables, MemorySegment codes, long offset, int blocks, short[] sums) {
    Arrays.fill(sums, 0, 32 * blocks, (short) 0);
    for (int block = 0; block < blocks; block++) {
      for (int table = 0; table < tables.length; table += 16) {
        long at = offset + (long) block * tables.length + table;
        for (int n = 0; n < 16; n++) {
          int pair = codes.get(ValueLayout.JAVA_BYTE, at + n) & 0xFF;
          sums[32 * block + n] += tables[table + (pair & 15)];
          sums[32 * block + 16 + n] += tables[table + (pair >>> 4)];
        }
      }
    }
  }

  @Override
  public int select(short[] values, int count, int least, int[] places) {
    int found = 0;
    for (int n = 0; n < count; n++) {
      if (values[n] >= least) {
        places[found++] = n;
      }
    }
    return found;
  }

  @Override
  public int select(short[] values, int count, float scale, MemorySegment biases, long offset, float least, int[] places) {
    int found = 0;
    for (int n = 0; n < count; n++) {
      if (Math.fma(values[n], scale, biases.get(FloatColumn.LAYOUT, offset + 4L * n)) >= least) {
        places[found++] = n;
      }
    }
    return found;
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
  public void sumRows(float[] values, int[] columns, int from, int to, float[] x, int width, float[] y, int at) {
    Arrays.fill(y, at, at + width, 0f);
    for (int n = from; n < to; n++) {
      int row = columns[n] * width;
      for (int w = 0; w < width; w++) {
        y[at + w] += values[n] * x[row + w];
      }
    }
  }

  @Override
  public String description() {
    return "plain loops";
  }
}
