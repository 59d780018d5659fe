package dev.tributary.math;

import java.util.Arrays;

/**
 * Sorts longs by counting their bytes from the lowest to the highest (LSD radix sort; Knuth, volume 3, 5.2.5). Bytes that all
 * keys share are skipped: a few hundred keys of scores and tie ranks take six passes. Where {@link Arrays#sort(long[])}
 * allocates two pivots for each of its parts, this keeps its memory from call to call: 8 bytes for each key. Confined: one per thread.
 */
final class KeySort {
  private static final int FEW = 48; // below it moving keys one by one is quicker than eight tables of counts
  private static final int BYTES = Long.BYTES;

  private int[] counts = {}; // one table of 256 for each byte; most selections are too few to need it
  private long[] spare = {};

  /** Puts the first {@code size} keys in ascending order. */
  void sort(long[] keys, int size) {
    if (size < FEW) {
      insert(keys, size);
      return;
    }
    if (counts.length == 0) {
      counts = new int[BYTES << 8];
    }
    if (spare.length < size) {
      spare = new long[Math.min(keys.length, Math.max(size, 2 * spare.length))];
    }
    count(keys, size);
    long[] from = keys;
    long[] to = spare;
    for (int b = 0; b < BYTES; b++) {
      int table = b << 8;
      int shift = b << 3;
      int flip = b == BYTES - 1 ? 0x80 : 0; // negative keys come first
      if (counts[table | ((int) (from[0] >>> shift) & 0xFF ^ flip)] == size) {
        continue;
      }
      int start = 0;
      for (int n = table; n < table + 256; n++) {
        int here = counts[n];
        counts[n] = start;
        start += here;
      }
      for (int n = 0; n < size; n++) {
        long key = from[n];
        to[counts[table | ((int) (key >>> shift) & 0xFF ^ flip)]++] = key;
      }
      long[] swap = from;
      from = to;
      to = swap;
    }
    if (from != keys) {
      System.arraycopy(from, 0, keys, 0, size);
    }
  }

  private void count(long[] keys, int size) {
    Arrays.fill(counts, 0);
    for (int n = 0; n < size; n++) {
      long key = keys[n];
      counts[(int) key & 0xFF]++;
      counts[0x100 | (int) (key >>> 8) & 0xFF]++;
      counts[0x200 | (int) (key >>> 16) & 0xFF]++;
      counts[0x300 | (int) (key >>> 24) & 0xFF]++;
      counts[0x400 | (int) (key >>> 32) & 0xFF]++;
      counts[0x500 | (int) (key >>> 40) & 0xFF]++;
      counts[0x600 | (int) (key >>> 48) & 0xFF]++;
      counts[0x700 | (int) (key >>> 56) & 0xFF ^ 0x80]++;
    }
  }

  private static void insert(long[] keys, int size) {
    for (int n = 1; n < size; n++) {
      long key = keys[n];
      int at = n;
      for (; at > 0 && keys[at - 1] > key; at--) {
        keys[at] = keys[at - 1];
      }
      keys[at] = key;
    }
  }
}
