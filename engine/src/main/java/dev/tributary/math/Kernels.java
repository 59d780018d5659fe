package dev.tributary.math;

import java.util.Objects;

/**
 * Loops over floats that matter, behind one door: lengths are checked here.
 *
 * <p>They run in vectors when the process was started with {@code --add-modules jdk.incubator.vector}, else as plain loops,
 * slower. The choice is made once; the system property {@code tributary.kernels} forces {@code plain} or {@code vector}.
 * Vectors of other widths and the plain loops agree within 1e-5. Thread-safe: stateless.
 */
public final class Kernels {
  /** The largest entry of a table that {@link #codeTables} makes: four of them add up in a byte. */
  public static final int LARGEST_IN_TABLE = 63;

  private static final Arithmetic ARITHMETIC =
      Arithmetic.create(
          System.getProperty("tributary.kernels", ""), ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());

  static {
    System.getLogger("dev.tributary.math").log(System.Logger.Level.DEBUG, "float kernels: {0}", ARITHMETIC.description());
  }

  /** Chosen with the others: one choice holds for all loops. */
  private static final RowArithmetic ROWS = vectorized() ? new VectorRows() : new PlainRows();

  private static final SystemArithmetic SYSTEMS = vectorized() ? new VectorSystems() : new PlainSystems();

  private static final CodeArithmetic CODES = vectorized() ? new VectorCodes() : new PlainCodes();

  private Kernels() {}

  /** What the kernels run on, in a few words, for {@code doctor}. */
  public static String description() {
    return ARITHMETIC.description();
  }

  /** Whether they run in vectors. */
  public static boolean vectorized() {
    return !(ARITHMETIC instanceof PlainArithmetic);
  }

  /** The loops themselves, for the dense routines of this package, which check shapes at their own doors. */
  static Arithmetic arithmetic() {
    return ARITHMETIC;
  }

  /** The loops of small systems, for {@link RidgeRegression}. */
  static SystemArithmetic systems() {
    return SYSTEMS;
  }

  /** The loops over rows in arrays, for {@link ArrayProduct}. */
  static RowArithmetic rows() {
    return ROWS;
  }

  /** Σ a[i]·b[i] of two arrays of one length. */
  public static float dot(float[] a, float[] b) {
    check(a.length, b.length);
    return ARITHMETIC.dot(a, b);
  }

  /** Σ a[i]·b[from + i] over the length of {@code a}. */
  public static float dot(float[] a, FloatColumn b, long from) {
    check(a.length, b, from);
    return ARITHMETIC.dot(a, b.segment(), from * 4);
  }

  /** Σ a[aFrom + i]·b[bFrom + i] for i below {@code count}. */
  public static float dot(float[] a, int aFrom, float[] b, int bFrom, int count) {
    check(a, aFrom, count);
    check(b, bFrom, count);
    return ROWS.dot(a, aFrom, b, bFrom, count);
  }

  /** Σ x[from + i] for i below {@code count}. */
  public static float sum(float[] x, int from, int count) {
    check(x, from, count);
    return ROWS.sum(x, from, count);
  }

  /** y[at + i] += Σ_row x[row·columns + i] for i below {@code columns}. */
  public static void sumColumns(float[] x, int rows, int columns, float[] y, int at) {
    check(x, 0, Math.multiplyExact(rows, columns));
    check(y, at, columns);
    ROWS.sumColumns(x, rows, columns, y, at);
  }

  /** gradient[i] becomes 0 where y[i] is not above 0, for i below {@code count}: the way back through max(0, z), of which y is the result. */
  public static void keepPositive(float[] y, int count, float[] gradient) {
    check(y, 0, count);
    check(gradient, 0, count);
    ROWS.keepPositive(y, count, gradient);
  }

  /** x becomes e^x, for so many values from {@code from} on; below -87 and above 88 as there, so that nothing overflows. Within 2e-7 of the value. */
  public static void exp(float[] x, int from, int count) {
    check(x, from, count);
    ROWS.exp(x, from, count);
  }

  /**
   * x becomes e^(x − most), 0 or next to it where that is below e^-87, so that −∞, of which it is 0, stands for what is masked.
   *
   * @param most the {@link #max} of these values, or more
   * @return the sum; no number where a value is none
   */
  public static float exp(float[] x, int from, int count, float most) {
    check(x, from, count);
    return ROWS.exp(x, from, count, most);
  }

  /** The largest of the numbers among so many values; −∞ where there is none. */
  public static float max(float[] x, int from, int count) {
    check(x, from, count);
    return ROWS.max(x, from, count);
  }

  /** x becomes tanh x, for so many values; within 3e-7. */
  public static void tanh(float[] x, int from, int count) {
    check(x, from, count);
    ROWS.tanh(x, from, count);
  }

  /**
   * A row of logits becomes its softmax; e^-87 of the largest and less become 0 or next to it, so that −∞, which becomes 0, stands for what is masked.
   *
   * @param count 1 or more, of which one logit at least is finite
   * @return the logarithm of the sum of their exponentials; no number where a logit is none
   */
  public static double softmax(float[] x, int from, int count) {
    check(x, from, count);
    return ROWS.softmax(x, from, count);
  }

  /** The same for logits that lack something: {@code offsets}, as many or more, are added to them first. */
  public static double softmax(float[] x, int from, int count, float[] offsets) {
    check(x, from, count);
    check(offsets, 0, count);
    return ROWS.softmax(x, from, count, offsets);
  }

  /**
   * Drops values by chance (inverted dropout): each of so many becomes 0 with probability {@code rate}, rounded to 2⁻²⁴, or 1 / (1 − rate) of itself. Who is dropped
   * follows from the seed and the place behind {@code from} alone, so that the same call drops the same places of a gradient.
   *
   * @param rate 0 or more and below 1
   */
  public static void drop(float[] x, int from, int count, long seed, double rate) {
    check(x, from, count);
    ROWS.drop(x, from, count, seed, (int) Math.round(rate * (1 << 24)), (float) (1 / (1 - rate)));
  }

  /**
   * y[at + i] = (x[from + i] − mean) / √(variance + epsilon) over a row of {@code count} values, 1 or more; y may be x.
   *
   * @return 1 / √(variance + epsilon)
   */
  public static float normalize(float[] x, int from, int count, float epsilon, float[] y, int at) {
    check(x, from, count);
    check(y, at, count);
    return ROWS.normalize(x, from, count, epsilon, y, at);
  }

  /** y[i] += scale·x[i] for two arrays of one length. */
  public static void addScaled(float scale, float[] x, float[] y) {
    check(x.length, y.length);
    ARITHMETIC.addScaled(scale, x, y);
  }

  /** y[at + i] += scale·x[from + i] for i below {@code count}. */
  public static void addScaled(float scale, float[] x, int from, float[] y, int at, int count) {
    check(x, from, count);
    check(y, at, count);
    ROWS.addScaled(scale, x, from, y, at, count);
  }

  /** A step of Adam over values [at .. at + count) of {@code w} and as many of both moments from {@code momentsAt} on, with gradients from {@code from} on. */
  public static void adam(float[] w, int at, float[] first, float[] second, int momentsAt, float[] gradient, int from, int count, AdamStep step) {
    check(w, at, count);
    check(first, momentsAt, count);
    check(second, momentsAt, count);
    check(gradient, from, count);
    ROWS.adam(w, at, first, second, momentsAt, gradient, from, count, step);
  }

  /** The same over a row of a matrix, whose moments lie one behind the other in a column from {@code momentsAt} on: 2 × columns values. */
  public static void adam(Matrix w, int row, FloatColumn moments, long momentsAt, float[] gradient, int from, AdamStep step) {
    Objects.checkIndex(row, w.rows());
    check(2 * w.columns(), moments, momentsAt);
    check(gradient, from, w.columns());
    ROWS.adam(w.values().segment(), place(w, row), moments.segment(), 4 * momentsAt, gradient, from, w.columns(), step);
  }

  /** y[i] = keep·y[i] + scale·x[i] for two arrays of one length. */
  public static void blend(float keep, float[] y, float scale, float[] x) {
    check(x.length, y.length);
    for (int i = 0; i < y.length; i++) { // the compiler makes vectors of this one by itself
      y[i] = keep * y[i] + scale * x[i];
    }
  }

  /** y[i] += scale·x[from + i] over the length of {@code y}. */
  public static void addScaled(float scale, FloatColumn x, long from, float[] y) {
    check(y.length, x, from);
    ARITHMETIC.addScaled(scale, x.segment(), from * 4, y);
  }

  /**
   * A few rows of a matrix added up: y[at + w] += Σ_n values[n] · x[rows[n]·width + w] over n from..to, ascending, for w below width.
   *
   * @param x rows of {@code width} values; the rows named must lie inside
   */
  public static void addRows(float[] values, int[] rows, int from, int to, float[] x, int width, float[] y, int at) {
    if (from < 0 || from > to || to > values.length || to > rows.length || width < 0 || at < 0 || at > y.length - width) {
      throw new IllegalArgumentException("rows " + from + ".." + to + " of " + width + " values, given " + values.length + " and " + rows.length + ", for " + y.length + " from " + at);
    }
    ARITHMETIC.addRows(values, rows, from, to, x, width, y, at);
  }

  /** y[at + i] = value · Σ_n x[rows[n]·width + i] over n from {@code from} (inclusive) to {@code to} (exclusive), for i below width; the rows named must lie inside. */
  public static void sumRows(float value, int[] rows, int from, int to, float[] x, int width, float[] y, int at) {
    check(rows, from, to);
    check(y, at, width);
    ROWS.sumRows(value, rows, from, to, x, width, y, at);
  }

  /** The same over rows of a matrix. */
  public static void sumRows(float value, int[] rows, int from, int to, Matrix x, float[] y, int at) {
    check(rows, from, to);
    check(y, at, x.columns());
    ROWS.sumRows(value, rows, from, to, x.values().segment(), x.columns(), y, at);
  }

  /**
   * One vector times some rows of a matrix: out[n] = Σ_i query[i] · x[rows[n], i] for n below {@code count}. Several rows are in hand at
   * once, so to name many in one call is faster; the bits of a product do not depend on which rows are asked beside it.
   *
   * @param rows in any order, also repeated; each must be a row of {@code x}
   */
  public static void dots(float[] query, Matrix x, int[] rows, int count, float[] out) {
    check(query, x, rows, count, out);
    ARITHMETIC.dots(query, x.values().segment(), rows, count, out);
  }

  /** Squared Euclidean distances in place of the products of {@link #dots}: out[n] = Σ_i (query[i] − x[rows[n], i])². */
  public static void squaredDistances(float[] query, Matrix x, int[] rows, int count, float[] out) {
    check(query, x, rows, count, out);
    ARITHMETIC.squaredDistances(query, x.values().segment(), rows, count, out);
  }

  /**
   * Sums of table entries that codes of 4 bits choose, the "fast scan" of product quantisation (André, Kermarrec, Le Scouarnec: "Cache
   * locality is not enough", VLDB 2015): sums[n] = Σ_t tables[64·t + code(n, t)] for 64·blocks rows. About a load and two permutations of
   * a whole vector for each 128 codes where the machine permutes bytes in 512 bits; exact everywhere.
   *
   * @param tables of 16 entries each, 0..63, each four times one after another, so in 64 bytes; a multiple of four tables, at most 520: a sum fits a short
   * @param codes from {@code from} on, blocks of 64 rows, each half as long as {@code tables}: byte 64·t + 2·n + h, h being 0 or 1, holds in its low
   *     half the code of row n + 32·h of the block in table 2·t, in its high half that in table 2·t + 1
   * @param sums room for 64·blocks
   */
  public static void tableSums(byte[] tables, ByteColumn codes, long from, int blocks, short[] sums) {
    if (tables.length % 256 != 0 || tables.length > 64 * 520 || blocks < 0 || 64L * blocks > sums.length) {
      throw new IllegalArgumentException(blocks + " blocks for " + tables.length + " entries of tables, room for " + sums.length);
    }
    if (from < 0 || from > codes.size() - (long) blocks * (tables.length / 2)) {
      throw new IllegalArgumentException(blocks + " blocks from " + from + " lie outside " + codes.size() + " bytes of codes");
    }
    CODES.tableSums(tables, codes.segment(), from, blocks, sums);
  }

  /**
   * The tables of {@link #tableSums} for a query that is cut into pieces: entry v of table t is the product of piece t with value v of that place, less the
   * least of the table, in steps of one size, rounded. So Σ_t of products is about origin[0] · sum + origin[1].
   *
   * @param query its last piece may be shorter; pieces behind it are zero
   * @param values 16·(length·t + i) + v: what value v of place t has for value i of a piece
   * @param length of a piece
   * @param products room for 16 for each table; become the products less the least
   * @param tables become the tables, 64 bytes each; as many as there are places
   * @param origin becomes the size of a step, the sum of what is least and the sum of what is most
   */
  public static void codeTables(float[] query, float[] values, int length, float[] products, byte[] tables, float[] origin) {
    if (length < 1 || tables.length % 64 != 0 || values.length != tables.length / 4 * length || products.length < tables.length / 4 || query.length > tables.length / 64 * length || origin.length < 3) {
      throw new IllegalArgumentException(values.length + " values in pieces of " + length + " for a query of " + query.length + " and " + tables.length + " bytes of tables");
    }
    CODES.codeTables(query, values, length, products, tables, origin);
  }

  /**
   * The places n with from ≤ n < to and values[n] ≥ least, ascending, into {@code places} from its place {@code at} on; answers where they end. Beyond that end,
   * up to {@code at + to − from}, {@code places} is overwritten.
   *
   * @param places room for {@code to − from} from {@code at} on
   */
  public static int select(float[] values, int from, int to, float least, int[] places, int at) {
    if (from < 0 || from > to || to > values.length || at < 0 || to - from > places.length - at) {
      throw new IllegalArgumentException("values " + from + ".." + to + " of " + values.length + ", room for " + (places.length - at));
    }
    return CODES.select(values, from, to, least, places, at);
  }

  /**
   * The products of {@link #dots} over whole numbers, exact: out[n] = Σ_i query[i] · codes[rows[n]·length + i] for n below {@code count}, in
   * about a third of the time and a quarter of the memory.
   *
   * @param query −63..63 each, a multiple of 32 of them, at most 2¹⁷: four products fit a short
   * @param codes rows of as many bytes as the query has values, −127..127 each
   * @param rows in any order, also repeated; each must lie inside
   */
  public static void byteDots(short[] query, ByteColumn codes, int[] rows, int count, int[] out) {
    if (query.length % 32 != 0 || query.length > 1 << 17) {
      throw new IllegalArgumentException("a query of " + query.length + " codes, must be a multiple of 32, at most " + (1 << 17));
    }
    if (count < 0 || count > rows.length || count > out.length) {
      throw new IllegalArgumentException(count + " rows, given " + rows.length + " and room for " + out.length);
    }
    CODES.byteDots(query, codes.segment(), rows, count, out);
  }

  /**
   * Products of floats with small whole numbers that lie several in a byte, added to what is there: sums[n] += Σ weights[(j/16·f + k)·16 + j mod 16] · (bits k·width
   * to (k + 1)·width − 1 of byte j of row rows[n]), f being 8/width, for n below {@code count}. A row begins at {@code from + rows[n]·stride}.
   *
   * @param weights a multiple of 16·f; where they are 0, bytes beyond a row do no harm, but must lie inside
   * @param width 1, 2, 4 or 8
   */
  public static void planeDots(float[] weights, int width, ByteColumn codes, long from, int stride, int[] rows, int count, float[] sums) {
    if (width < 1 || width > 8 || Integer.bitCount(width) != 1 || weights.length % (16 * (8 / width)) != 0) {
      throw new IllegalArgumentException(weights.length + " weights for " + width + " bits each");
    }
    if (count < 0 || count > rows.length || count > sums.length) {
      throw new IllegalArgumentException(count + " rows, given " + rows.length + " and room for " + sums.length);
    }
    CODES.planeDots(weights, width, codes.segment(), from, stride, rows, count, sums);
  }

  /** The places n below {@code count} with values[n] ≥ least, ascending, into {@code places}; answers how many. */
  public static int select(short[] values, int count, int least, int[] places) {
    check(values, count, places);
    return CODES.select(values, count, least, places);
  }

  /** How many of the first {@code count} values are {@code least} or more. */
  public static int reaching(short[] values, int count, int least) {
    if (count < 0 || count > values.length) {
      throw new IllegalArgumentException(count + " of " + values.length + " values");
    }
    return CODES.reaching(values, count, least);
  }

  /** The places n below {@code count} with scale·values[n] + biases[from + n] ≥ least, in one rounding; as {@link #select(short[], int, int, int[])}. */
  public static int select(short[] values, int count, float scale, FloatColumn biases, long from, float least, int[] places) {
    check(values, count, places);
    check(count, biases, from);
    return CODES.select(values, count, scale, biases.segment(), from * 4, least, places);
  }

  private static void check(short[] values, int count, int[] places) {
    if (count < 0 || count > values.length || count > places.length) {
      throw new IllegalArgumentException(count + " of " + values.length + " values, room for " + places.length);
    }
  }

  /** Σ a[row, i]·b[otherRow, i]. */
  public static float dot(Matrix a, int row, Matrix b, int otherRow) {
    check(a, row, b, otherRow);
    return ARITHMETIC.dot(a.values().segment(), place(a, row), b.values().segment(), place(b, otherRow), a.columns());
  }

  /**
   * A step of gradient descent on an inner product: row += step·other and other += step·row, both from the values before, which shrink to
   * {@code keep} of themselves.
   */
  public static void pull(float step, float keep, Matrix a, int row, Matrix b, int otherRow) {
    check(a, row, b, otherRow);
    ARITHMETIC.pull(step, keep, a.values().segment(), place(a, row), b.values().segment(), place(b, otherRow), a.columns());
  }

  /**
   * A step of gradient descent on a difference of inner products: row += step·(better − worse), better += step·row and worse −= step·row, all
   * from the values before, which shrink to {@code keep} of themselves.
   */
  public static void prefer(float step, float keep, Matrix a, int row, Matrix b, int better, int worse) {
    check(a, row, b, better);
    check(a, row, b, worse);
    if (better == worse) {
      throw new IllegalArgumentException("row " + better + " cannot be preferred to itself");
    }
    ARITHMETIC.prefer(step, keep, a.values().segment(), place(a, row), b.values().segment(), place(b, better), place(b, worse), a.columns());
  }

  private static long place(Matrix matrix, int row) {
    return 4L * row * matrix.columns();
  }

  // the checks do not go through require: its arguments would be boxed on every call

  private static void check(int a, int b) {
    if (a != b) {
      throw new IllegalArgumentException("vectors have " + a + " and " + b + " values");
    }
  }

  private static void check(float[] x, int from, int count) {
    if (from < 0 || count < 0 || from > x.length - count) {
      throw new IllegalArgumentException("values " + from + ".." + (from + (long) count) + " lie outside an array of " + x.length);
    }
  }

  private static void check(int length, FloatColumn column, long from) {
    if (from < 0 || from > column.size() - length) {
      throw new IllegalArgumentException("values " + from + ".." + (from + length) + " lie outside a column of " + column.size());
    }
  }

  private static void check(int[] rows, int from, int to) {
    if (from < 0 || from > to || to > rows.length) {
      throw new IllegalArgumentException("rows " + from + ".." + to + " lie outside an array of " + rows.length);
    }
  }

  private static void check(float[] query, Matrix x, int[] rows, int count, float[] out) {
    check(query.length, x.columns());
    if (count < 0 || count > rows.length || count > out.length) {
      throw new IllegalArgumentException(count + " rows, given " + rows.length + " and room for " + out.length);
    }
  }

  private static void check(Matrix a, int row, Matrix b, int otherRow) {
    check(a.columns(), b.columns());
    Objects.checkIndex(row, a.rows());
    Objects.checkIndex(otherRow, b.rows());
  }
}
