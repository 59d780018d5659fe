package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The loops as anyone would write them. */
record PlainCodes() implements CodeArithmetic {
  @Override
  public void tableSums(byte[] tables, MemorySegment codes, long offset, int blocks, short[] sums) {
    Arrays.fill(sums, 0, 64 * blocks, (short) 0);
    int length = tables.length / 2;
    for (int block = 0; block < blocks; block++) {
      for (int at = 0; at < length; at += 64) {
        for (int n = 0; n < 64; n++) {
          int pair = codes.get(ValueLayout.JAVA_BYTE, offset + (long) block * length + at + n) & 0xFF;
          sums[64 * block + n % 2 * 32 + n / 2] += tables[2 * at + (pair & 15)] + tables[2 * at + 64 + (pair >>> 4)];
        }
      }
    }
  }

  @Override
  public void codeTables(float[] query, float[] values, int length, float[] products, byte[] tables, float[] origin) {
    float widest = 0;
    float base = 0;
    float top = 0;
    for (int at = 0, from = 0; at < tables.length / 4; at += 16, from += length) {
      Arrays.fill(products, at, at + 16, 0);
      for (int i = from; i < Math.min(from + length, query.length); i++) {
        for (int v = 0; v < 16; v++) {
          products[at + v] = Math.fma(query[i], values[16 * i + v], products[at + v]);
        }
      }
      float least = products[at];
      float most = products[at];
      for (int v = 1; v < 16; v++) {
        least = Math.min(least, products[at + v]);
        most = Math.max(most, products[at + v]);
      }
      for (int v = 0; v < 16; v++) {
        products[at + v] -= least;
      }
      base += least;
      top += most;
      widest = Math.max(widest, most - least);
    }
    origin[0] = widest == 0 ? 1 : widest / Kernels.LARGEST_IN_TABLE;
    origin[1] = base;
    origin[2] = top;
    float steps = 1 / origin[0];
    for (int n = 0; n < tables.length; n++) {
      tables[n] = (byte) Math.fma(products[n / 64 * 16 + n % 16], steps, 0.5f);
    }
  }

  @Override
  public int select(float[] values, int from, int to, float least, int[] places, int at) {
    int found = at;
    for (int n = from; n < to; n++) {
      places[found] = n; // stays only when it counts: a branch would be hard to foresee
      found += values[n] >= least ? 1 : 0;
    }
    return found;
  }

  @Override
  public void byteDots(short[] query, MemorySegment codes, int[] rows, int count, int[] out) {
    for (int n = 0; n < count; n++) {
      long offset = (long) rows[n] * query.length;
      int sum = 0;
      for (int i = 0; i < query.length; i++) {
        sum += query[i] * codes.get(ValueLayout.JAVA_BYTE, offset + i);
      }
      out[n] = sum;
    }
  }

  @Override
  public void planeDots(float[] weights, int width, MemorySegment codes, long from, int stride, int[] rows, int count, float[] sums) {
    int fields = 8 / width;
    for (int n = 0; n < count; n++) {
      long row = from + (long) rows[n] * stride;
      float sum = 0;
      for (int j = 0; j < weights.length / fields; j++) {
        int fieldsOfByte = codes.get(ValueLayout.JAVA_BYTE, row + j) & 0xFF;
        for (int k = 0; k < fields; k++) {
          sum = Math.fma(weights[(j / 16 * fields + k) * 16 + j % 16], fieldsOfByte >> k * width & (1 << width) - 1, sum);
        }
      }
      sums[n] += sum;
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
  public int reaching(short[] values, int count, int least) {
    int found = 0;
    for (int n = 0; n < count; n++) {
      found += values[n] >= least ? 1 : 0;
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
}
