package dev.tributary.math;

import java.lang.foreign.MemorySegment;

/** The loops of {@link RidgeRegression} and {@link RidgeBatch}: small triangles, one at a time or as many at once as a vector has lanes. */
sealed interface SystemArithmetic permits PlainSystems, VectorSystems {
  /** Rows that {@link #gramBand} makes at once, and the height of the bands of a small triangle. */
  int BAND = 8;

  /** How many small systems are solved at once, 8 or 16, and what the strides of small triangles are a multiple of. */
  int lanes();

  /**
   * A band of the Gram matrix of T's columns, from its diagonal on: s[(row + r)·stride + c] += Σ_p t[p·stride + row + r] · t[p·stride + c] over p from {@code from} (inclusive) to {@code
   * to} (exclusive), ascending, for r below {@link #BAND} and all c from row + r on, and some before; with {@code subtract} -= instead. S may be T where the band lies below the rows that are read.
   *
   * @param stride a multiple of {@link #lanes}
   */
  void gramBand(float[] t, int stride, int row, int from, int to, boolean subtract, float[] s);

  /**
   * Cholesky's decomposition within one band: rows from..to of S, from which the rows above were taken away, become rows of U. Columns
   * reach to the stride, a multiple of {@link #lanes}; what stands left of the diagonal becomes anything.
   *
   * @return the first row whose pivot is not finite and above its value of {@code least}, or -1
   */
  int factorBand(float[] s, int stride, int from, int to, float[] least);

  /** scales[p·lanes + g] = 1 / √(shared[p] + own[g]), for all p of {@code shared} and g below {@link #lanes}. */
  void laneScales(float[] shared, float[] own, float[] scales);

  /**
   * A row of a table for each of {@link #lanes} small systems, turned so that each has a lane of its own: out[at + p·lanes + g] = roots[g] ·
   * scales[p·lanes + g] · x[p], with x the row of system g, for p below width.
   *
   * @param x little-endian floats
   * @param offsets the bytes at which the rows begin, one for each system
   */
  void laneRows(MemorySegment x, long[] offsets, float[] roots, float[] scales, int width, float[] out, int at);

  /**
   * Gram matrices of {@link #lanes} small systems at once, each in a lane of its own: k[(i·pitch + j)·lanes + g] = Σ_p x[(i·depth + p)·lanes +
   * g] · x[(j·depth + p)·lanes + g], for i below rows and j up to i, and a few j beyond.
   *
   * @param rows a multiple of 4, at most pitch
   */
  void laneGrams(float[] x, int rows, int depth, float[] k, int pitch);

  /**
   * Solves as many systems (I + K)·c = y, each in its lane: adds 1 to the diagonal of K, given by its lower half, and makes it L; row
   * {@code order} of k holds y and becomes L⁻¹·y.
   *
   * @param c unknown i of system g in i·lanes + g
   * @return the first lane with a pivot that is not above {@code least} of its diagonal, or not finite, or -1
   */
  int laneSolve(float[] k, int order, int pitch, float least, float[] c);

  /** sums[p·lanes + g] = Σ_i c[i·lanes + g] · x[(i·depth + p)·lanes + g] for i below rows and p below depth. */
  void laneSums(float[] c, float[] x, int rows, int depth, float[] sums);
}
