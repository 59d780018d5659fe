package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The loops as anyone would write them. */
record PlainSystems() implements SystemArithmetic {
  private static final PlainArithmetic LOOPS = new PlainArithmetic();

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
        LOOPS.addScaled(-s[k * stride + row], s, k * stride + row, s, row * stride + row, stride - row);
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
}
