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
  public int lanes() {
    return 8;
  }

  @Override
  public void gramBand(float[] t, int stride, int row, int from, int to, boolean subtract, float[] s) {
    for (int r = row; r < row + BAND; r++) {
      for (int c = row; c < stride; c++) {
        float sum = 0;
        for (int p = from; p < to; p++) {
          sum += t[p * stride + r] * t[p * stride + c];
        }
        s[r * stride + c] += subtract ? -sum : sum;
      }
    }
  }

  @Override
  public int factorBand(float[] s, int stride, int from, int to, float[] least) {
    for (int k = from; k < to; k++) {
      float pivot = s[k * stride + k];
      if (!(pivot > least[k] && pivot < Float.POSITIVE_INFINITY)) { // true for NaN too
        return k;
      }
      float inverse = (float) (1 / Math.sqrt(pivot));
      for (int c = k; c < stride; c++) {
        s[k * stride + c] *= inverse;
      }
      for (int row = k + 1; row < to; row++) {
        addScaled(-s[k * stride + row], s, k * stride + row, s, row * stride + row, stride - row);
      }
    }
    return -1;
  }

  @Override
  public void laneScales(float[] shared, float[] own, float[] scales) {
    for (int p = 0, at = 0; p < shared.length; p++) {
      for (int g = 0; g < 8; g++, at++) {
        scales[at] = 1 / (float) Math.sqrt(shared[p] + own[g]);
      }
    }
  }

  @Override
  public void laneRows(MemorySegment x, long[] offsets, float[] roots, float[] scales, int width, float[] out, int at) {
    for (int g = 0; g < 8; g++) {
      for (int p = 0; p < width; p++) {
        out[at + p * 8 + g] = roots[g] * scales[p * 8 + g] * x.get(FloatColumn.LAYOUT, offsets[g] + 4L * p);
      }
    }
  }

  @Override
  public void laneGrams(float[] x, int rows, int depth, float[] k, int pitch) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j <= i; j++) {
        for (int g = 0; g < 8; g++) {
          float sum = 0;
          for (int p = 0; p < depth; p++) {
            sum += x[(i * depth + p) * 8 + g] * x[(j * depth + p) * 8 + g];
          }
          k[(i * pitch + j) * 8 + g] = sum;
        }
      }
    }
  }

  @Override
  public int laneSolve(float[] k, int order, int pitch, float least, float[] c) {
    int failed = -1;
    for (int g = 0; g < 8; g++) {
      for (int j = 0; j < order; j++) {
        float diagonal = 1 + k[(j * pitch + j) * 8 + g];
        float pivot = diagonal;
        for (int q = 0; q < j; q++) {
          pivot -= k[(j * pitch + q) * 8 + g] * k[(j * pitch + q) * 8 + g];
        }
        boolean fine = pivot > least * diagonal && pivot < Float.POSITIVE_INFINITY; // false for NaN too
        failed = failed < 0 && !fine ? g : failed;
        float inverse = 1 / (float) Math.sqrt(pivot);
        k[(j * pitch + j) * 8 + g] = inverse;
        for (int i = j + 1; i <= order; i++) {
          float sum = k[(i * pitch + j) * 8 + g];
          for (int q = 0; q < j; q++) {
            sum -= k[(i * pitch + q) * 8 + g] * k[(j * pitch + q) * 8 + g];
          }
          k[(i * pitch + j) * 8 + g] = sum * inverse;
        }
      }
      for (int i = order - 1; i >= 0; i--) {
        float rest = k[(order * pitch + i) * 8 + g];
        for (int j = i + 1; j < order; j++) {
          rest -= k[(j * pitch + i) * 8 + g] * c[j * 8 + g];
        }
        c[i * 8 + g] = rest * k[(i * pitch + i) * 8 + g];
      }
    }
    return failed;
  }

  @Override
  public void laneSums(float[] c, float[] x, int rows, int depth, float[] sums) {
    Arrays.fill(sums, 0, depth * 8, 0f);
    for (int i = 0; i < rows; i++) {
      for (int p = 0; p < depth; p++) {
        for (int g = 0; g < 8; g++) {
          sums[p * 8 + g] += c[i * 8 + g] * x[(i * depth + p) * 8 + g];
        }
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
