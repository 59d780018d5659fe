package dev.tributary.math;

import java.lang.foreign.MemorySegment;

import java.util.Arrays;

/** The loops as anyone would write them. */
record PlainRows() implements RowArithmetic {
  @Override
  public int tileColumns() {
    return 16;
  }

  @Override
  public void tile(float[] a, int aFrom, int aRow, float[] b, int bFrom, int bRow, int depth, float[] c, int cFrom, int cRow, boolean add) {
    tile(a, aFrom, aRow, 1, b, bFrom, bRow, depth, c, cFrom, cRow, add);
  }

  @Override
  public void turnedTile(float[] a, int aFrom, int aRow, float[] b, int bFrom, int bRow, int depth, float[] c, int cFrom, int cRow, boolean add) {
    tile(a, aFrom, 1, aRow, b, bFrom, bRow, depth, c, cFrom, cRow, add);
  }

  private static void tile(float[] a, int aFrom, int aRow, int aStep, float[] b, int bFrom, int bRow, int depth, float[] c, int cFrom, int cRow, boolean add) {
    var sums = new float[16];
    for (int r = 0; r < TILE_ROWS; r++) {
      Arrays.fill(sums, 0);
      for (int p = 0; p < depth; p++) {
        float value = a[aFrom + r * aRow + p * aStep];
        for (int i = 0; i < 16; i++) {
          sums[i] += value * b[bFrom + p * bRow + i];
        }
      }
      for (int i = 0; i < 16; i++) {
        c[cFrom + r * cRow + i] = sums[i] + (add ? c[cFrom + r * cRow + i] : 0);
      }
    }
  }

  @Override
  public void exp(float[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = (float) Math.exp(Math.clamp(x[i], -87f, 88f));
    }
  }

  @Override
  public void tanh(float[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = (float) Math.tanh(x[i]);
    }
  }

  @Override
  public double softmax(float[] x, int from, int count, float[] offsets) {
    for (int i = 0; i < count; i++) {
      x[from + i] += offsets[i];
    }
    return softmax(x, from, count);
  }

  @Override
  public double softmax(float[] x, int from, int count) {
    float most = max(x, from, count);
    float sum = exp(x, from, count, most);
    for (int i = from; i < from + count; i++) {
      x[i] *= 1 / sum;
    }
    return most + Math.log(sum);
  }

  @Override
  public float max(float[] x, int from, int count) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      most = x[i] > most ? x[i] : most;
    }
    return most;
  }

  @Override
  public float exp(float[] x, int from, int count, float most) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      x[i] = x[i] - most < -87f ? 0 : (float) Math.exp(x[i] - most);
      sum += x[i];
    }
    return (float) sum;
  }

  @Override
  public float normalize(float[] x, int from, int count, float epsilon, float[] y, int at) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[from + i];
    }
    float mean = (float) (sum / count);
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (double) (x[from + i] - mean) * (x[from + i] - mean);
    }
    float inverse = (float) (1 / Math.sqrt(squares / count + epsilon));
    for (int i = 0; i < count; i++) {
      y[at + i] = (x[from + i] - mean) * inverse;
    }
    return inverse;
  }

  @Override
  public void drop(float[] x, int from, int count, long seed, int threshold, float scale) {
    for (int i = 0; i < count; i++) {
      x[from + i] = RowArithmetic.chance(i, seed) < threshold ? 0 : x[from + i] * scale;
    }
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  @Override
  public float sum(float[] x, int from, int count) {
    float sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += x[i];
    }
    return sum;
  }

  @Override
  public void sumColumns(float[] x, int rows, int columns, float[] y, int at) {
    sumColumns(x, rows, columns, 0, y, at);
  }

  /** The same from a column on. */
  void sumColumns(float[] x, int rows, int columns, int first, float[] y, int at) {
    for (int i = first; i < columns; i++) {
      float sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += x[row * columns + i];
      }
      y[at + i] += sum;
    }
  }

  @Override
  public void keepPositive(float[] y, int count, float[] gradient) {
    for (int i = 0; i < count; i++) {
      gradient[i] = y[i] > 0 ? gradient[i] : 0;
    }
  }

  @Override
  public void addScaled(float scale, float[] x, int from, float[] y, int at, int count) {
    for (int i = 0; i < count; i++) {
      y[at + i] += scale * x[from + i];
    }
  }

  @Override
  public void sumRows(float value, int[] rows, int from, int to, float[] x, int width, float[] y, int at) {
    for (int i = 0; i < width; i++) {
      float sum = 0;
      for (int n = from; n < to; n++) {
        sum += x[rows[n] * width + i];
      }
      y[at + i] = value * sum;
    }
  }

  @Override
  public void sumRows(float value, int[] rows, int from, int to, MemorySegment x, int width, float[] y, int at) {
    for (int i = 0; i < width; i++) {
      float sum = 0;
      for (int n = from; n < to; n++) {
        sum += x.get(FloatColumn.LAYOUT, 4 * ((long) rows[n] * width + i));
      }
      y[at + i] = value * sum;
    }
  }

  @Override
  public void adam(float[] w, int at, float[] first, float[] second, int momentsAt, float[] gradient, int from, int count, AdamStep step) {
    adam(w, at, first, second, momentsAt, gradient, from, 0, count, step);
  }

  /** Those from {@code begin} on. */
  void adam(float[] w, int at, float[] first, float[] second, int momentsAt, float[] gradient, int from, int begin, int count, AdamStep step) {
    for (int i = begin; i < count; i++) {
      float g = step.scale() * gradient[from + i];
      float mean = step.keep1() * first[momentsAt + i] + step.new1() * g;
      float square = step.keep2() * second[momentsAt + i] + step.new2() * g * g;
      first[momentsAt + i] = mean;
      second[momentsAt + i] = square;
      w[at + i] = moved(w[at + i], mean, square, step);
    }
  }

  @Override
  public void adam(MemorySegment w, long at, MemorySegment moments, long momentsAt, float[] gradient, int from, int count, AdamStep step) {
    adam(w, at, moments, momentsAt, gradient, from, 0, count, step);
  }

  /** Those from {@code begin} on. */
  void adam(MemorySegment w, long at, MemorySegment moments, long momentsAt, float[] gradient, int from, int begin, int count, AdamStep step) {
    for (int i = begin; i < count; i++) {
      long first = momentsAt + 4L * i;
      long second = first + 4L * count;
      float g = step.scale() * gradient[from + i];
      float mean = step.keep1() * moments.get(FloatColumn.LAYOUT, first) + step.new1() * g;
      float square = step.keep2() * moments.get(FloatColumn.LAYOUT, second) + step.new2() * g * g;
      moments.set(FloatColumn.LAYOUT, first, mean);
      moments.set(FloatColumn.LAYOUT, second, square);
      w.set(FloatColumn.LAYOUT, at + 4L * i, moved(w.get(FloatColumn.LAYOUT, at + 4L * i), mean, square, step));
    }
  }

  private static float moved(float w, float mean, float square, AdamStep step) {
    return step.stay() * w - step.rate() * mean / (step.correction() * (float) Math.sqrt(square) + step.epsilon());
  }
}
