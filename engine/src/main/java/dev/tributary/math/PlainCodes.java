package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The loops as anyone would write them. */
record PlainCodes() implements CodeArithmetic {
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
}
