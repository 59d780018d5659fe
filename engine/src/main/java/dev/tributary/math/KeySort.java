package dev.tributary.math;

import java.util.Arrays;

/**
 * Sorts longs by counting their bytes from the lowest to the highest (LSD radix sort; Knuth, volume 3, 5.2.5). Bytes that all
 * keys share are skipped: a few hundred keys of scores and tie ranks take six passes. Where {@link Arrays#sort(long[])}
 * allocates two pivots for each of its parts, this keeps its memory from call to call: 8 bytes for each key. Confined: one per thread.
 */
final class KeySort {
  private static final int FEW = 48; // below it moving keys one by one is quicker than counting

  private final int[] starts = new int[256];
  private long[] spare = {};

  /** Puts the first {@code size} keys in ascending order. */
  void sort(long[] keys, int size) {
    if (size < FEW) {
      insert(keys, size);
      return;
    }
    if (spare.length < size) {
      spare = new long[Math.min(keys.length, Math.max(size, 2 * spare.length))];
    }
    long differ = 0;
    for (int n = 1; n < size; n++) {
      differ |= keys[n] ^ keys[0];
    }
    long[] from = keys;
    long[] to = spare;
    for (int shift = 0; shift < Long.SIZE; shift += 8) {
      if ((differ >>> shift & 0xFF) != 0) {
        pass(from, to, size, shift, shift == Long.SIZE - 8 ? 0x80 : 0); // the highest bit is the sign: negative keys come first
        long[] swap = from;
        from = to;
        to = swap;
      }
    }
    if (from != keys) {
      System.arraycopy(from, 0, keys, 0, size);
    }
  }

  /** Copies the keys in the order of one byte, equal ones in the order they have. */
  private void pass(long[] from, long[] to, int size, int shift, int flip) {
    Arrays.fill(starts, 0);
    for (int n = 0; n < size; n++) {
      starts[(int) (from[n] >>> shift) & 0xFF ^ flip]++;
    }
    int start = 0;
    for (int n = 0; n < starts.length; n++) {
      int here = starts[n];
      starts[n] = start;
      start += here;
    }
    for (int n = 0; n < size; n++) {
      long key = from[n];
      to[starts[(int) (key >>> shift) & 0xFF ^ flip]++] = key;
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
