package dev.tributary.math;

import java.lang.foreign.MemorySegment;

/** The loops of a search: sums over codes, and the places of what reaches a bar. {@link Kernels} is the door. */
sealed interface CodeArithmetic permits PlainCodes, VectorCodes {
  /** What {@link Kernels#tableSums} promises, with the codes from a byte offset. */
  void tableSums(byte[] tables, MemorySegment codes, long offset, int blocks, short[] sums);

  /** What {@link Kernels#codeTables} promises. */
  void codeTables(float[] query, float[] values, int length, float[] products, byte[] tables, float[] origin);

  /** What {@link Kernels#select(float[], int, int, float, int[], int)} promises. */
  int select(float[] values, int from, int to, float least, int[] places, int at);

  /** What {@link Kernels#byteDots} promises. */
  void byteDots(short[] query, MemorySegment codes, int[] rows, int count, int[] out);

  /** What {@link Kernels#planeDots} promises. */
  void planeDots(float[] weights, int width, MemorySegment codes, long from, int stride, int[] rows, int count, float[] sums);

  /** What {@link Kernels#select(short[], int, int, int[])} promises. */
  int select(short[] values, int count, int least, int[] places);

  /** What {@link Kernels#reaching} promises. */
  int reaching(short[] values, int count, int least);

  /** What {@link Kernels#select(short[], int, float, FloatColumn, long, float, int[])} promises, with the biases from a byte offset. */
  int select(short[] values, int count, float scale, MemorySegment biases, long offset, float least, int[] places);
}
