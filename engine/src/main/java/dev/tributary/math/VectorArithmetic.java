package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link PlainArithmetic} in the widest vectors of the machine. Two accumulators with fused multiply-add hide
 * the latency of one; the rest that fills no vector goes through a plain loop. Beside {@link VectorRows}, {@link VectorCodes} and {@link VectorSystems} the only file that needs jdk.incubator.vector.
 */
record VectorArithmetic() implements Arithmetic {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  /** 24 sums where there are 32 registers, 12 where there may be 16. */
  private static final int TILE_ROWS = LANES >= 16 ? 12 : 6;
  /** Vectors of fewer than 8 lanes gain nothing in the kernels that need a number of lanes. */
  private static final boolean NARROW = LANES < 8;
  /** For rows shorter than a vector, and for narrow vectors. */
  private static final PlainArithmetic PLAIN = new PlainArithmetic();

  private static final VectorShuffle<Float> HALVES = swap(LANES / 2);
  private static final VectorShuffle<Float> QUARTERS = swap(LANES / 4);
  private static final VectorShuffle<Float> PAIRS = swap(2 % LANES);
  private static final VectorShuffle<Float> NEIGHBORS = swap(1);
  private static final VectorMask<Float> SECOND_HALF = lanesWith(LANES / 2);
  private static final VectorMask<Float> ODD_QUARTERS = lanesWith(LANES / 4);

  @Override
  public float dot(float[] a, float[] b) {
    return dot(a, 0, b, 0, a.length);
  }

  @Override
  public float dot(float[] a, MemorySegment b, long offset) {
    var even = FloatVector.zero(SPECIES);
    var odd = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 2 * LANES <= a.length; i += 2 * LANES) {
      even = FloatVector.fromArray(SPECIES, a, i).fma(load(b, offset, i), even);
      odd = FloatVector.fromArray(SPECIES, a, i + LANES).fma(load(b, offset, i + LANES), odd);
    }
    for (; i + LANES <= a.length; i += LANES) {
      even = FloatVector.fromArray(SPECIES, a, i).fma(load(b, offset, i), even);
    }
    float sum = sum(even.add(odd));
    for (; i < a.length; i++) {
      sum += a[i] * b.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
    return sum;
  }

  @Override
  public void addScaled(float scale, float[] x, float[] y) {
    addScaled(scale, x, 0, y, 0, y.length);
  }

  @Override
  public void addScaled(float scale, MemorySegment x, long offset, float[] y) {
    var factor = FloatVector.broadcast(SPECIES, scale);
    int i = 0;
    for (; i + LANES <= y.length; i += LANES) {
      load(x, offset, i).fma(factor, FloatVector.fromArray(SPECIES, y, i)).intoArray(y, i);
    }
    for (; i < y.length; i++) {
      y[i] += scale * x.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
  }

  // Four rows at once share the loads of the query and have four chains of sums in flight, and a row that comes from memory does not keep
  // the others waiting; a last group that is not full repeats its last row, so that every row is summed in the same order. What a row
  // has behind its whole vectors is read as its last full vector, of which lanes that are met again count nothing; it comes first, because
  // a branch behind the loop makes the compiler keep the sums on the heap.

  @Override
  public void dots(float[] query, MemorySegment x, int[] rows, int count, float[] out) {
    int length = query.length;
    if (length < LANES) {
      PLAIN.dots(query, x, rows, count, out);
      return;
    }
    int last = length - LANES;
    int whole = (length - 1) / LANES * LANES;
    var end = FloatVector.fromArray(SPECIES, query, last).blend(0, firstLanes(whole - last));
    for (int n = 0; n < count; n += 4) {
      long first = 4L * rows[n] * length;
      long second = 4L * rows[Math.min(n + 1, count - 1)] * length;
      long third = 4L * rows[Math.min(n + 2, count - 1)] * length;
      long fourth = 4L * rows[Math.min(n + 3, count - 1)] * length;
      var a = end.mul(load(x, first, last));
      var b = end.mul(load(x, second, last));
      var c = end.mul(load(x, third, last));
      var d = end.mul(load(x, fourth, last));
      for (int i = 0; i < whole; i += LANES) {
        var q = FloatVector.fromArray(SPECIES, query, i);
        a = q.fma(load(x, first, i), a);
        b = q.fma(load(x, second, i), b);
        c = q.fma(load(x, third, i), c);
        d = q.fma(load(x, fourth, i), d);
      }
      sums(a, b, c, d, out, n, count);
    }
  }

  @Override
  public void squaredDistances(float[] query, MemorySegment x, int[] rows, int count, float[] out) {
    int length = query.length;
    if (length < LANES) {
      PLAIN.squaredDistances(query, x, rows, count, out);
      return;
    }
    int last = length - LANES;
    int whole = (length - 1) / LANES * LANES;
    var end = FloatVector.fromArray(SPECIES, query, last);
    var counts = FloatVector.broadcast(SPECIES, 1).blend(0, firstLanes(whole - last));
    for (int n = 0; n < count; n += 4) {
      long first = 4L * rows[n] * length;
      long second = 4L * rows[Math.min(n + 1, count - 1)] * length;
      long third = 4L * rows[Math.min(n + 2, count - 1)] * length;
      long fourth = 4L * rows[Math.min(n + 3, count - 1)] * length;
      var toA = end.sub(load(x, first, last)).mul(counts);
      var toB = end.sub(load(x, second, last)).mul(counts);
      var toC = end.sub(load(x, third, last)).mul(counts);
      var toD = end.sub(load(x, fourth, last)).mul(counts);
      var a = toA.mul(toA);
      var b = toB.mul(toB);
      var c = toC.mul(toC);
      var d = toD.mul(toD);
      for (int i = 0; i < whole; i += LANES) {
        var q = FloatVector.fromArray(SPECIES, query, i);
        toA = q.sub(load(x, first, i));
        toB = q.sub(load(x, second, i));
        toC = q.sub(load(x, third, i));
        toD = q.sub(load(x, fourth, i));
        a = toA.fma(toA, a);
        b = toB.fma(toB, b);
        c = toC.fma(toC, c);
        d = toD.fma(toD, d);
      }
      sums(a, b, c, d, out, n, count);
    }
  }

  private static VectorMask<Float> firstLanes(int count) {
    return VectorMask.fromLong(SPECIES, (1L << count) - 1);
  }

  // The lanes of a vector are added in a fixed tree: first its halves, then the halves of these, and so on. reduceLanes may add in any order,
  // and does: compiled and interpreted code differ in the last bit, so that the same input would not always give the same bytes.

  /** The sum of all lanes. */
  private static float sum(FloatVector a) {
    var sum = a.add(a.rearrange(HALVES));
    sum = sum.add(sum.rearrange(QUARTERS));
    return within(sum).lane(0);
  }

  /** The sums of up to four vectors, each added up as {@link #sum} does it: one rearrangement serves two or four of them. */
  private static void sums(FloatVector a, FloatVector b, FloatVector c, FloatVector d, float[] out, int at, int count) {
    var all = quarters(a, b, c, d);
    out[at] = all.lane(0);
    if (at + 1 < count) {
      out[at + 1] = all.lane(LANES / 2);
    }
    if (at + 2 < count) {
      out[at + 2] = all.lane(LANES / 4);
    }
    if (at + 3 < count) {
      out[at + 3] = all.lane(LANES / 4 * 3);
    }
  }

  /** Adds the sums of four rows, in the same order as {@link #sums}, to what is there. */
  static void addSums(FloatVector a, FloatVector b, FloatVector c, FloatVector d, float[] out, int at, int count) {
    var all = quarters(a, b, c, d);
    out[at] += all.lane(0);
    if (at + 1 < count) {
      out[at + 1] += all.lane(LANES / 2);
    }
    if (at + 2 < count) {
      out[at + 2] += all.lane(LANES / 4);
    }
    if (at + 3 < count) {
      out[at + 3] += all.lane(LANES / 4 * 3);
    }
  }

  /** In every lane of the first, third, second and last quarter the sum of a, b, c and d. */
  private static FloatVector quarters(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    var ab = a.blend(b, SECOND_HALF).add(b.blend(a, SECOND_HALF).rearrange(HALVES));
    var cd = c.blend(d, SECOND_HALF).add(d.blend(c, SECOND_HALF).rearrange(HALVES));
    return within(ab.blend(cd, ODD_QUARTERS).add(cd.blend(ab, ODD_QUARTERS).rearrange(QUARTERS)));
  }

  /** In every lane the sum of its quarter. */
  private static FloatVector within(FloatVector a) {
    var sum = a;
    if (LANES >= 16) {
      sum = sum.add(sum.rearrange(PAIRS));
    }
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(NEIGHBORS));
    }
    return sum;
  }

  /** The lanes whose number has this bit. */
  static VectorMask<Float> lanesWith(int bit) {
    var lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }

  /** Swaps runs of so many lanes. */
  static VectorShuffle<Float> swap(int lanes) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ lanes);
  }

  @Override
  public float dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, int length) {
    var even = FloatVector.zero(SPECIES);
    var odd = even;
    int i = 0;
    for (; i + 2 * LANES <= length; i += 2 * LANES) {
      even = load(a, aFrom, i).fma(load(b, bFrom, i), even);
      odd = load(a, aFrom, i + LANES).fma(load(b, bFrom, i + LANES), odd);
    }
    for (; i + LANES <= length; i += LANES) {
      even = load(a, aFrom, i).fma(load(b, bFrom, i), even);
    }
    float sum = sum(even.add(odd));
    for (; i < length; i++) {
      sum += a.get(FloatColumn.LAYOUT, aFrom + 4L * i) * b.get(FloatColumn.LAYOUT, bFrom + 4L * i);
    }
    return sum;
  }

  @Override
  public void pull(float step, float keep, MemorySegment a, long aFrom, MemorySegment b, long bFrom, int length) {
    var steps = FloatVector.broadcast(SPECIES, step);
    int i = 0;
    for (; i + LANES <= length; i += LANES) {
      var x = load(a, aFrom, i);
      var y = load(b, bFrom, i);
      store(y.fma(steps, x.mul(keep)), a, aFrom, i);
      store(x.fma(steps, y.mul(keep)), b, bFrom, i);
    }
    PLAIN.pull(step, keep, a, aFrom, b, bFrom, i, length);
  }

  @Override
  public void prefer(float step, float keep, MemorySegment a, long aFrom, MemorySegment b, long bFrom, long cFrom, int length) {
    var steps = FloatVector.broadcast(SPECIES, step);
    int i = 0;
    for (; i + LANES <= length; i += LANES) {
      var x = load(a, aFrom, i);
      var y = load(b, bFrom, i);
      var z = load(b, cFrom, i);
      var moved = x.mul(steps);
      store(y.sub(z).fma(steps, x.mul(keep)), a, aFrom, i);
      store(y.mul(keep).add(moved), b, bFrom, i);
      store(z.mul(keep).sub(moved), b, cFrom, i);
    }
    PLAIN.prefer(step, keep, a, aFrom, b, bFrom, cFrom, i, length);
  }

  @Override
  public int tileRows() {
    return TILE_ROWS;
  }

  @Override
  public int tileColumns() {
    return 2 * LANES;
  }

  @Override
  public void panels(MemorySegment b, long offset, long stride, int depth, int columns, float[] out, int at) {
    int width = 2 * LANES;
    int whole = columns / width * width;
    for (int p = 0; p < depth; p++) {
      long row = offset + p * stride;
      int to = at + p * width;
      for (int column = 0; column < whole; column += width, to += width * depth) {
        load(b, row, column).intoArray(out, to);
        load(b, row, column + LANES).intoArray(out, to + LANES);
      }
      if (whole < columns) {
        MemorySegment.copy(b, FloatColumn.LAYOUT, row + 4L * whole, out, to, columns - whole);
      }
    }
  }

  @Override
  public void tile(float[] a, int aFrom, float[] b, int bFrom, int depth, float[] tile) {
    if (TILE_ROWS == 12) {
      tileOfTwelve(a, aFrom, b, bFrom, depth, tile);
    } else {
      tileOfSix(a, aFrom, b, bFrom, depth, tile);
    }
  }

  // The sums of a tile must stay in registers, so each is a local variable: an array of vectors would live on the heap. Simple form:
  // for each p, for each row r: tile[r] += a[r, p] * b[p]. About 30 times as fast as the plain loop, at the peak of the machine.
  // Only methods of the vectors themselves are inlined here: for one of our own the compiler's budget is spent (it then boxes all sums).

  private static void tileOfTwelve(float[] a, int aFrom, float[] b, int bFrom, int depth, float[] tile) {
    var l0 = FloatVector.zero(SPECIES);
    var r0 = FloatVector.zero(SPECIES);
    var l1 = FloatVector.zero(SPECIES);
    var r1 = FloatVector.zero(SPECIES);
    var l2 = FloatVector.zero(SPECIES);
    var r2 = FloatVector.zero(SPECIES);
    var l3 = FloatVector.zero(SPECIES);
    var r3 = FloatVector.zero(SPECIES);
    var l4 = FloatVector.zero(SPECIES);
    var r4 = FloatVector.zero(SPECIES);
    var l5 = FloatVector.zero(SPECIES);
    var r5 = FloatVector.zero(SPECIES);
    var l6 = FloatVector.zero(SPECIES);
    var r6 = FloatVector.zero(SPECIES);
    var l7 = FloatVector.zero(SPECIES);
    var r7 = FloatVector.zero(SPECIES);
    var l8 = FloatVector.zero(SPECIES);
    var r8 = FloatVector.zero(SPECIES);
    var l9 = FloatVector.zero(SPECIES);
    var r9 = FloatVector.zero(SPECIES);
    var l10 = FloatVector.zero(SPECIES);
    var r10 = FloatVector.zero(SPECIES);
    var l11 = FloatVector.zero(SPECIES);
    var r11 = FloatVector.zero(SPECIES);
    for (int p = 0; p < depth; p++) {
      var left = FloatVector.fromArray(SPECIES, b, bFrom + p * 2 * LANES);
      var right = FloatVector.fromArray(SPECIES, b, bFrom + p * 2 * LANES + LANES);
      var a0 = FloatVector.broadcast(SPECIES, a[aFrom + p]);
      l0 = a0.fma(left, l0);
      r0 = a0.fma(right, r0);
      var a1 = FloatVector.broadcast(SPECIES, a[aFrom + PITCH + p]);
      l1 = a1.fma(left, l1);
      r1 = a1.fma(right, r1);
      var a2 = FloatVector.broadcast(SPECIES, a[aFrom + 2 * PITCH + p]);
      l2 = a2.fma(left, l2);
      r2 = a2.fma(right, r2);
      var a3 = FloatVector.broadcast(SPECIES, a[aFrom + 3 * PITCH + p]);
      l3 = a3.fma(left, l3);
      r3 = a3.fma(right, r3);
      var a4 = FloatVector.broadcast(SPECIES, a[aFrom + 4 * PITCH + p]);
      l4 = a4.fma(left, l4);
      r4 = a4.fma(right, r4);
      var a5 = FloatVector.broadcast(SPECIES, a[aFrom + 5 * PITCH + p]);
      l5 = a5.fma(left, l5);
      r5 = a5.fma(right, r5);
      var a6 = FloatVector.broadcast(SPECIES, a[aFrom + 6 * PITCH + p]);
      l6 = a6.fma(left, l6);
      r6 = a6.fma(right, r6);
      var a7 = FloatVector.broadcast(SPECIES, a[aFrom + 7 * PITCH + p]);
      l7 = a7.fma(left, l7);
      r7 = a7.fma(right, r7);
      var a8 = FloatVector.broadcast(SPECIES, a[aFrom + 8 * PITCH + p]);
      l8 = a8.fma(left, l8);
      r8 = a8.fma(right, r8);
      var a9 = FloatVector.broadcast(SPECIES, a[aFrom + 9 * PITCH + p]);
      l9 = a9.fma(left, l9);
      r9 = a9.fma(right, r9);
      var a10 = FloatVector.broadcast(SPECIES, a[aFrom + 10 * PITCH + p]);
      l10 = a10.fma(left, l10);
      r10 = a10.fma(right, r10);
      var a11 = FloatVector.broadcast(SPECIES, a[aFrom + 11 * PITCH + p]);
      l11 = a11.fma(left, l11);
      r11 = a11.fma(right, r11);
    }
    l0.intoArray(tile, 0);
    r0.intoArray(tile, LANES);
    l1.intoArray(tile, 1 * 2 * LANES);
    r1.intoArray(tile, 1 * 2 * LANES + LANES);
    l2.intoArray(tile, 2 * 2 * LANES);
    r2.intoArray(tile, 2 * 2 * LANES + LANES);
    l3.intoArray(tile, 3 * 2 * LANES);
    r3.intoArray(tile, 3 * 2 * LANES + LANES);
    l4.intoArray(tile, 4 * 2 * LANES);
    r4.intoArray(tile, 4 * 2 * LANES + LANES);
    l5.intoArray(tile, 5 * 2 * LANES);
    r5.intoArray(tile, 5 * 2 * LANES + LANES);
    l6.intoArray(tile, 6 * 2 * LANES);
    r6.intoArray(tile, 6 * 2 * LANES + LANES);
    l7.intoArray(tile, 7 * 2 * LANES);
    r7.intoArray(tile, 7 * 2 * LANES + LANES);
    l8.intoArray(tile, 8 * 2 * LANES);
    r8.intoArray(tile, 8 * 2 * LANES + LANES);
    l9.intoArray(tile, 9 * 2 * LANES);
    r9.intoArray(tile, 9 * 2 * LANES + LANES);
    l10.intoArray(tile, 10 * 2 * LANES);
    r10.intoArray(tile, 10 * 2 * LANES + LANES);
    l11.intoArray(tile, 11 * 2 * LANES);
    r11.intoArray(tile, 11 * 2 * LANES + LANES);
  }

  private static void tileOfSix(float[] a, int aFrom, float[] b, int bFrom, int depth, float[] tile) {
    var l0 = FloatVector.zero(SPECIES);
    var r0 = FloatVector.zero(SPECIES);
    var l1 = FloatVector.zero(SPECIES);
    var r1 = FloatVector.zero(SPECIES);
    var l2 = FloatVector.zero(SPECIES);
    var r2 = FloatVector.zero(SPECIES);
    var l3 = FloatVector.zero(SPECIES);
    var r3 = FloatVector.zero(SPECIES);
    var l4 = FloatVector.zero(SPECIES);
    var r4 = FloatVector.zero(SPECIES);
    var l5 = FloatVector.zero(SPECIES);
    var r5 = FloatVector.zero(SPECIES);
    for (int p = 0; p < depth; p++) {
      var left = FloatVector.fromArray(SPECIES, b, bFrom + p * 2 * LANES);
      var right = FloatVector.fromArray(SPECIES, b, bFrom + p * 2 * LANES + LANES);
      var a0 = FloatVector.broadcast(SPECIES, a[aFrom + p]);
      l0 = a0.fma(left, l0);
      r0 = a0.fma(right, r0);
      var a1 = FloatVector.broadcast(SPECIES, a[aFrom + PITCH + p]);
      l1 = a1.fma(left, l1);
      r1 = a1.fma(right, r1);
      var a2 = FloatVector.broadcast(SPECIES, a[aFrom + 2 * PITCH + p]);
      l2 = a2.fma(left, l2);
      r2 = a2.fma(right, r2);
      var a3 = FloatVector.broadcast(SPECIES, a[aFrom + 3 * PITCH + p]);
      l3 = a3.fma(left, l3);
      r3 = a3.fma(right, r3);
      var a4 = FloatVector.broadcast(SPECIES, a[aFrom + 4 * PITCH + p]);
      l4 = a4.fma(left, l4);
      r4 = a4.fma(right, r4);
      var a5 = FloatVector.broadcast(SPECIES, a[aFrom + 5 * PITCH + p]);
      l5 = a5.fma(left, l5);
      r5 = a5.fma(right, r5);
    }
    l0.intoArray(tile, 0);
    r0.intoArray(tile, LANES);
    l1.intoArray(tile, 1 * 2 * LANES);
    r1.intoArray(tile, 1 * 2 * LANES + LANES);
    l2.intoArray(tile, 2 * 2 * LANES);
    r2.intoArray(tile, 2 * 2 * LANES + LANES);
    l3.intoArray(tile, 3 * 2 * LANES);
    r3.intoArray(tile, 3 * 2 * LANES + LANES);
    l4.intoArray(tile, 4 * 2 * LANES);
    r4.intoArray(tile, 4 * 2 * LANES + LANES);
    l5.intoArray(tile, 5 * 2 * LANES);
    r5.intoArray(tile, 5 * 2 * LANES + LANES);
  }

  @Override
  public void place(float[] tile, int rows, int columns, int first, float alpha, float beta, MemorySegment c, long offset, long stride) {
    if (columns < 2 * LANES || first < 2 * LANES) {
      for (int r = 0; r < rows; r++) {
        Arithmetic.placeRow(tile, r * 2 * LANES, Math.min(columns, first + r), alpha, beta, c, offset + r * stride);
      }
      return;
    }
    for (int r = 0; r < rows; r++) {
      long at = offset + r * stride;
      var left = FloatVector.fromArray(SPECIES, tile, r * 2 * LANES).mul(alpha);
      var right = FloatVector.fromArray(SPECIES, tile, r * 2 * LANES + LANES).mul(alpha);
      if (beta != 0) {
        left = left.add(load(c, at, 0).mul(beta));
        right = right.add(load(c, at, LANES).mul(beta));
      }
      left.intoMemorySegment(c, at, ByteOrder.LITTLE_ENDIAN);
      right.intoMemorySegment(c, at + 4L * LANES, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** The sums of eight vectors' width stay in registers over the whole row: y is read and written once, and long rows of x are fetched ahead. */
  @Override
  public void addRows(float[] values, int[] columns, int from, int to, float[] x, int width, float[] y, int at) {
    int w = 0;
    for (; w + 8 * LANES <= width; w += 8 * LANES) {
      addEight(values, columns, from, to, x, width, w, y, at);
    }
    for (; w + 4 * LANES <= width; w += 4 * LANES) {
      addFour(values, columns, from, to, x, width, w, y, at);
    }
    for (; w + 2 * LANES <= width; w += 2 * LANES) {
      addTwo(values, columns, from, to, x, width, w, y, at);
    }
    for (; w + LANES <= width; w += LANES) {
      var sum = FloatVector.fromArray(SPECIES, y, at + w);
      for (int n = from; n < to; n++) {
        sum = FloatVector.fromArray(SPECIES, x, columns[n] * width + w).fma(FloatVector.broadcast(SPECIES, values[n]), sum);
      }
      sum.intoArray(y, at + w);
    }
    for (; w < width; w++) {
      float sum = y[at + w];
      for (int n = from; n < to; n++) {
        sum = Math.fma(values[n], x[columns[n] * width + w], sum);
      }
      y[at + w] = sum;
    }
  }

  private static void addEight(float[] values, int[] columns, int from, int to, float[] x, int width, int w, float[] y, int at) {
    var first = FloatVector.fromArray(SPECIES, y, at + w);
    var second = FloatVector.fromArray(SPECIES, y, at + w + LANES);
    var third = FloatVector.fromArray(SPECIES, y, at + w + 2 * LANES);
    var fourth = FloatVector.fromArray(SPECIES, y, at + w + 3 * LANES);
    var fifth = FloatVector.fromArray(SPECIES, y, at + w + 4 * LANES);
    var sixth = FloatVector.fromArray(SPECIES, y, at + w + 5 * LANES);
    var seventh = FloatVector.fromArray(SPECIES, y, at + w + 6 * LANES);
    var eighth = FloatVector.fromArray(SPECIES, y, at + w + 7 * LANES);
    for (int n = from; n < to; n++) {
      int row = columns[n] * width + w;
      var value = FloatVector.broadcast(SPECIES, values[n]);
      first = FloatVector.fromArray(SPECIES, x, row).fma(value, first);
      second = FloatVector.fromArray(SPECIES, x, row + LANES).fma(value, second);
      third = FloatVector.fromArray(SPECIES, x, row + 2 * LANES).fma(value, third);
      fourth = FloatVector.fromArray(SPECIES, x, row + 3 * LANES).fma(value, fourth);
      fifth = FloatVector.fromArray(SPECIES, x, row + 4 * LANES).fma(value, fifth);
      sixth = FloatVector.fromArray(SPECIES, x, row + 5 * LANES).fma(value, sixth);
      seventh = FloatVector.fromArray(SPECIES, x, row + 6 * LANES).fma(value, seventh);
      eighth = FloatVector.fromArray(SPECIES, x, row + 7 * LANES).fma(value, eighth);
    }
    first.intoArray(y, at + w);
    second.intoArray(y, at + w + LANES);
    third.intoArray(y, at + w + 2 * LANES);
    fourth.intoArray(y, at + w + 3 * LANES);
    fifth.intoArray(y, at + w + 4 * LANES);
    sixth.intoArray(y, at + w + 5 * LANES);
    seventh.intoArray(y, at + w + 6 * LANES);
    eighth.intoArray(y, at + w + 7 * LANES);
  }

  private static void addFour(float[] values, int[] columns, int from, int to, float[] x, int width, int w, float[] y, int at) {
    var first = FloatVector.fromArray(SPECIES, y, at + w);
    var second = FloatVector.fromArray(SPECIES, y, at + w + LANES);
    var third = FloatVector.fromArray(SPECIES, y, at + w + 2 * LANES);
    var fourth = FloatVector.fromArray(SPECIES, y, at + w + 3 * LANES);
    for (int n = from; n < to; n++) {
      int row = columns[n] * width + w;
      var value = FloatVector.broadcast(SPECIES, values[n]);
      first = FloatVector.fromArray(SPECIES, x, row).fma(value, first);
      second = FloatVector.fromArray(SPECIES, x, row + LANES).fma(value, second);
      third = FloatVector.fromArray(SPECIES, x, row + 2 * LANES).fma(value, third);
      fourth = FloatVector.fromArray(SPECIES, x, row + 3 * LANES).fma(value, fourth);
    }
    first.intoArray(y, at + w);
    second.intoArray(y, at + w + LANES);
    third.intoArray(y, at + w + 2 * LANES);
    fourth.intoArray(y, at + w + 3 * LANES);
  }

  private static void addTwo(float[] values, int[] columns, int from, int to, float[] x, int width, int w, float[] y, int at) {
    var first = FloatVector.fromArray(SPECIES, y, at + w);
    var second = FloatVector.fromArray(SPECIES, y, at + w + LANES);
    for (int n = from; n < to; n++) {
      int row = columns[n] * width + w;
      var value = FloatVector.broadcast(SPECIES, values[n]);
      first = FloatVector.fromArray(SPECIES, x, row).fma(value, first);
      second = FloatVector.fromArray(SPECIES, x, row + LANES).fma(value, second);
    }
    first.intoArray(y, at + w);
    second.intoArray(y, at + w + LANES);
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
    var even = FloatVector.zero(SPECIES);
    var odd = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 2 * LANES <= length; i += 2 * LANES) {
      even = FloatVector.fromArray(SPECIES, a, aFrom + i).fma(FloatVector.fromArray(SPECIES, b, bFrom + i), even);
      odd = FloatVector.fromArray(SPECIES, a, aFrom + i + LANES).fma(FloatVector.fromArray(SPECIES, b, bFrom + i + LANES), odd);
    }
    for (; i + LANES <= length; i += LANES) {
      even = FloatVector.fromArray(SPECIES, a, aFrom + i).fma(FloatVector.fromArray(SPECIES, b, bFrom + i), even);
    }
    float sum = sum(even.add(odd));
    for (; i < length; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  @Override
  public void addScaled(float scale, float[] x, int from, float[] y, int at, int length) {
    var factor = FloatVector.broadcast(SPECIES, scale);
    int i = 0;
    for (; i + LANES <= length; i += LANES) {
      FloatVector.fromArray(SPECIES, x, from + i).fma(factor, FloatVector.fromArray(SPECIES, y, at + i)).intoArray(y, at + i);
    }
    for (; i < length; i++) {
      y[at + i] += scale * x[from + i];
    }
  }

  @Override
  public void copyScaled(float scale, float[] factors, MemorySegment x, long offset, float[] y, int at, int length) {
    int i = 0;
    for (; i + LANES <= length; i += LANES) {
      load(x, offset, i).mul(FloatVector.fromArray(SPECIES, factors, i).mul(scale)).intoArray(y, at + i);
    }
    for (; i < length; i++) {
      y[at + i] = scale * factors[i] * x.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
  }

  @Override
  public String description() {
    return "vectors of " + SPECIES.vectorBitSize() + " bits";
  }

  private static void store(FloatVector vector, MemorySegment values, long offset, int i) {
    vector.intoMemorySegment(values, offset + 4L * i, ByteOrder.LITTLE_ENDIAN);
  }

  static FloatVector load(MemorySegment values, long offset, int i) {
    return FloatVector.fromMemorySegment(SPECIES, values, offset + 4L * i, ByteOrder.LITTLE_ENDIAN);
  }
}
