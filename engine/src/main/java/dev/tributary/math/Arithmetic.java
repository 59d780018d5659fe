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
