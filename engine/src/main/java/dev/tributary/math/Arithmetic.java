package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.lang.foreign.MemorySegment;

/**
 * The loops behind {@link Kernels}: lengths have been checked. Stateless and thread-safe. Sums of two implementations agree
 * within 1e-5 of the sum of magnitudes; one implementation on one kind of CPU always gives the same bits.
 */
sealed interface Arithmetic permits PlainArithmetic, VectorArithmetic {
  /** Σ a[i]·b[i] over the arrays' common length. */
  float dot(float[] a, float[] b);

  /** Σ a[i]·b[i] with b as little-endian floats from a byte offset. */
  float dot(float[] a, MemorySegment b, long offset);

  /** y[i] += scale·x[i]. */
  void addScaled(float scale, float[] x, float[] y);

  /** y[i] += scale·x[i] with x as little-endian floats from a byte offset. */
  void addScaled(float scale, MemorySegment x, long offset, float[] y);

  /**
   * One row of a sparse matrix times a dense one: y[at + w] += Σ_n values[n] · x[columns[n]·width + w] over n from..to, ascending,
   * for w below width.
   */
  void addRows(float[] values, int[] columns, int from, int to, float[] x, int width, float[] y, int at);

  /**
   * One vector times some rows of a matrix: out[n] = Σ query[i] · x[rows[n], i] for n below count. The bits of a product do not depend
   * on the rows beside it.
   *
   * @param x little-endian floats, row by row, each as long as the query
   */
  void dots(float[] query, MemorySegment x, int[] rows, int count, float[] out);

  /** Squared distances in place of the products of {@link #dots}: out[n] = Σ (query[i] − x[rows[n], i])². */
  void squaredDistances(float[] query, MemorySegment x, int[] rows, int count, float[] out);

  /** Σ a[i]·b[i] over so many values, both little-endian floats from a byte offset. */
  float dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, int length);

  /** a[i] = keep·a[i] + step·b[i] and b[i] = keep·b[i] + step·a[i], both from the values before; places as in {@link #dot}. */
  void pull(float step, float keep, MemorySegment a, long aFrom, MemorySegment b, long bFrom, int length);

  /**
   * a[i] = keep·a[i] + step·(b[i] − c[i]), b[i] = keep·b[i] + step·a[i] and c[i] = keep·c[i] − step·a[i], all from the values before; b and c
   * are different places of one segment.
   */
  void prefer(float step, float keep, MemorySegment a, long aFrom, MemorySegment b, long bFrom, long cFrom, int length);

  /** The most that one pass of a matrix product is deep. */
  int DEPTH = 512;

  /** The distance of rows in its packed left side: not a power of two, which would put all rows on few cache sets. */
  int PITCH = DEPTH + 16;

  /** Rows of C that {@link #tile} makes at once. */
  int tileRows();

  /** Columns of C that {@link #tile} makes at once. */
  int tileColumns();

  /**
   * Copies columns of a matrix into panels of {@link #tileColumns}, in each row by row: out[at + q·depth·tileColumns + p·tileColumns + i] = b[p, q·tileColumns
   * + i] for p below depth and q·tileColumns + i below columns. What is missing of the last panel stays as it is.
   *
   * @param b little-endian floats, the first at byte {@code offset}, rows {@code stride} bytes apart
   */
  void panels(MemorySegment b, long offset, long stride, int depth, int columns, float[] out, int at);

  /**
   * A tile of a matrix product: tile[r, c] = Σ_p a[aFrom + r·PITCH + p] · b[bFrom + p·tileColumns + c], p ascending.
   *
   * @param depth how many p, 1..{@link #DEPTH}
   * @param tile tileRows × tileColumns values, row by row
   */
  void tile(float[] a, int aFrom, float[] b, int bFrom, int depth, float[] tile);

  /**
   * Puts a tile where it belongs: c[r, i] = alpha·tile[r, i] + beta·c[r, i] in row r for i below first + r and below columns.
   *
   * @param rows how many rows of the tile count
   * @param columns how many of its columns count
   * @param first how many columns count in row 0 when the tile is cut by a diagonal; tileColumns or more where it is not
   * @param beta where it is 0, c is not read
   * @param c little-endian floats, the tile's first at byte {@code offset}, rows {@code stride} bytes apart
   */
  void place(float[] tile, int rows, int columns, int first, float alpha, float beta, MemorySegment c, long offset, long stride);

  /** One row of {@link #place}, from tile[from] on. */
  static void placeRow(float[] tile, int from, int count, float alpha, float beta, MemorySegment c, long offset) {
    for (int i = 0; i < count; i++) {
      long at = offset + 4L * i;
      float old = beta == 0 ? 0 : beta * c.get(FloatColumn.LAYOUT, at);
      c.set(FloatColumn.LAYOUT, at, alpha * tile[from + i] + old);
    }
  }

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

  /** Σ a[aFrom + i]·b[bFrom + i] for i below length. */
  float dot(float[] a, int aFrom, float[] b, int bFrom, int length);

  /** y[at + i] += scale·x[from + i] for i below length. */
  void addScaled(float scale, float[] x, int from, float[] y, int at, int length);

  /** y[at + i] = scale·factors[i]·x[i] for i below length, with x as little-endian floats from a byte offset. */
  void copyScaled(float scale, float[] factors, MemorySegment x, long offset, float[] y, int at, int length);

  /** What it is, in a few words. */
  String description();

  /**
   * The implementation for this process.
   *
   * @param wanted {@code plain}, {@code vector}, or empty: vector where its module is present
   * @param modulePresent whether jdk.incubator.vector is among the modules of this process
   */
  static Arithmetic create(String wanted, boolean modulePresent) {
    require(wanted.isEmpty() || wanted.equals("plain") || wanted.equals("vector"), "tributary.kernels is '%s', must be plain or vector", wanted);
    require(modulePresent || !wanted.equals("vector"), "tributary.kernels is vector, but the Vector API is missing; start java with --add-modules jdk.incubator.vector");
    // VectorArithmetic must not even be named at run time where its module is missing: its class would not link
    return wanted.equals("plain") || !modulePresent ? new PlainArithmetic() : new VectorArithmetic();
  }
}
