package dev.tributary.math;

import java.lang.foreign.MemorySegment;

/**
 * The loops of neural networks, over rows of floats in arrays: lengths have been checked. Stateless and thread-safe; two implementations agree as
 * those of {@link Arithmetic} do, and one of them on one kind of CPU always gives the same bits.
 */
sealed interface RowArithmetic permits PlainRows, VectorRows {
  /** Rows of C that {@link #tile} makes at once. */
  int TILE_ROWS = 6;

  /** Columns of C that {@link #tile} makes at once. */
  int tileColumns();

  /**
   * A tile of a product: c[cFrom + r·cRow + i] (+)= Σ_p a[aFrom + r·aRow + p] · b[bFrom + p·bRow + i] for r below {@link #TILE_ROWS}, i below
   * {@link #tileColumns} and p below depth, ascending.
   *
   * @param add whether what stands in C is kept, and the sum added to it
   */
  void tile(float[] a, int aFrom, int aRow, float[] b, int bFrom, int bRow, int depth, float[] c, int cFrom, int cRow, boolean add);

  /** The same over a left factor that lies turned, at a[aFrom + p·aRow + r]. */
  void turnedTile(float[] a, int aFrom, int aRow, float[] b, int bFrom, int bRow, int depth, float[] c, int cFrom, int cRow, boolean add);

  /** What {@link Kernels#exp(float[], int, int)} promises. */
  void exp(float[] x, int from, int count);

  /** What {@link Kernels#exp(float[], int, int, float)} promises. */
  float exp(float[] x, int from, int count, float most);

  /** What {@link Kernels#max} promises. */
  float max(float[] x, int from, int count);

  /** What {@link Kernels#tanh} promises. */
  void tanh(float[] x, int from, int count);

  /** What {@link Kernels#softmax(float[], int, int)} promises. */
  double softmax(float[] x, int from, int count);

  /** What {@link Kernels#softmax(float[], int, int, float[])} promises. */
  double softmax(float[] x, int from, int count, float[] offsets);

  /** What {@link Kernels#normalize} promises. */
  float normalize(float[] x, int from, int count, float epsilon, float[] y, int at);

  /** What {@link Kernels#dot(float[], int, float[], int, int)} promises. */
  float dot(float[] a, int aFrom, float[] b, int bFrom, int count);

  /**
   * Drops values by chance: x[from + i] becomes 0 where the {@link #chance} of i lies below {@code threshold}, else it is multiplied by {@code scale}. The same
   * bits in both implementations.
   */
  void drop(float[] x, int from, int count, long seed, int threshold, float scale);

  /** 24 bits of chance for a place: two rounds of the mixer of MurmurHash3 (Appleby, public domain), each with one half of the seed. */
  static int chance(int place, long seed) {
    return mix(mix(place ^ (int) seed) ^ (int) (seed >>> 32)) >>> 8;
  }

  private static int mix(int h) {
    h = (h ^ h >>> 16) * 0x85EBCA6B;
    h = (h ^ h >>> 13) * 0xC2B2AE35;
    return h ^ h >>> 16;
  }

  /** What {@link Kernels#sum} promises. */
  float sum(float[] x, int from, int count);

  /** What {@link Kernels#sumColumns} promises. */
  void sumColumns(float[] x, int rows, int columns, float[] y, int at);

  /** What {@link Kernels#keepPositive} promises. */
  void keepPositive(float[] y, int count, float[] gradient);

  /** What {@link Kernels#addScaled(float, float[], int, float[], int, int)} promises. */
  void addScaled(float scale, float[] x, int from, float[] y, int at, int count);

  /** What {@link Kernels#sumRows(float, int[], int, int, float[], int, float[], int)} promises. */
  void sumRows(float value, int[] rows, int from, int to, float[] x, int width, float[] y, int at);

  /** The same over floats in memory, little-endian. */
  void sumRows(float value, int[] rows, int from, int to, MemorySegment x, int width, float[] y, int at);

  /** What {@link Kernels#adam(float[], int, float[], float[], int, float[], int, int, AdamStep)} promises. */
  void adam(float[] w, int at, float[] first, float[] second, int momentsAt, float[] gradient, int from, int count, AdamStep step);

  /** The same over floats in memory, little-endian, from places in bytes on; the second moments follow the first. */
  void adam(MemorySegment w, long at, MemorySegment moments, long momentsAt, float[] gradient, int from, int count, AdamStep step);
}
