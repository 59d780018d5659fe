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
 * the latency of one; the rest that fills no vector goes through a plain loop. Beside {@link VectorRows} and {@link VectorCodes} the only file that needs jdk.incubator.vector.
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
  private static final VectorMask<Float> FIRST_HALF = SECOND_HALF.not();
  private static final VectorMask<Float> ODD_QUARTERS = lanesWith(LANES / 4);
  private static final VectorMask<Float> EVEN_QUARTERS = ODD_QUARTERS.not();
  private static final VectorMask<Float> ODD_PAIRS = lanesWith(2 % LANES);
  private static final VectorMask<Float> EVEN_PAIRS = ODD_PAIRS.not();
  private static final VectorMask<Float> ODD = lanesWith(1);
  private static final VectorMask<Float> EVEN = ODD.not();

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
    var ab = a.blend(b, SECOND_HALF).add(b.blend(a, SECOND_HALF).rearrange(HALVES));
    var cd = c.blend(d, SECOND_HALF).add(d.blend(c, SECOND_HALF).rearrange(HALVES));
    var all = within(ab.blend(cd, ODD_QUARTERS).add(cd.blend(ab, ODD_QUARTERS).rearrange(QUARTERS)));
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
  private static VectorMask<Float> lanesWith(int bit) {
    var lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }

  /** Swaps runs of so many lanes. */
  private static VectorShuffle<Float> swap(int lanes) {
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
  public int lanes() {
    return NARROW ? PLAIN.lanes() : LANES;
  }

  /** Tiles of two vectors' width, whose 16 sums stay in registers, and one more of a single vector where their number is odd; simple form: the plain loop. */
  @Override
  public void gramBand(float[] t, int stride, int row, int from, int to, boolean subtract, float[] s) {
    if (NARROW) {
      PLAIN.gramBand(t, stride, row, from, to, subtract, s);
      return;
    }
    int column = row / LANES * LANES;
    for (; column + 2 * LANES <= stride; column += 2 * LANES) {
      gramPair(t, stride, row, column, from, to, subtract, s);
    }
    if (column < stride) {
      gramTile(t, stride, row, column, from, to, subtract, s);
    }
  }

  private static void gramPair(float[] t, int stride, int row, int column, int from, int to, boolean subtract, float[] s) {
    var l0 = FloatVector.zero(SPECIES);
    var l1 = l0;
    var l2 = l0;
    var l3 = l0;
    var l4 = l0;
    var l5 = l0;
    var l6 = l0;
    var l7 = l0;
    var r0 = l0;
    var r1 = l0;
    var r2 = l0;
    var r3 = l0;
    var r4 = l0;
    var r5 = l0;
    var r6 = l0;
    var r7 = l0;
    for (int p = from, at = from * stride; p < to; p++, at += stride) {
      var left = FloatVector.fromArray(SPECIES, t, at + column);
      var right = FloatVector.fromArray(SPECIES, t, at + column + LANES);
      var a0 = FloatVector.broadcast(SPECIES, t[at + row]);
      l0 = a0.fma(left, l0);
      r0 = a0.fma(right, r0);
      var a1 = FloatVector.broadcast(SPECIES, t[at + row + 1]);
      l1 = a1.fma(left, l1);
      r1 = a1.fma(right, r1);
      var a2 = FloatVector.broadcast(SPECIES, t[at + row + 2]);
      l2 = a2.fma(left, l2);
      r2 = a2.fma(right, r2);
      var a3 = FloatVector.broadcast(SPECIES, t[at + row + 3]);
      l3 = a3.fma(left, l3);
      r3 = a3.fma(right, r3);
      var a4 = FloatVector.broadcast(SPECIES, t[at + row + 4]);
      l4 = a4.fma(left, l4);
      r4 = a4.fma(right, r4);
      var a5 = FloatVector.broadcast(SPECIES, t[at + row + 5]);
      l5 = a5.fma(left, l5);
      r5 = a5.fma(right, r5);
      var a6 = FloatVector.broadcast(SPECIES, t[at + row + 6]);
      l6 = a6.fma(left, l6);
      r6 = a6.fma(right, r6);
      var a7 = FloatVector.broadcast(SPECIES, t[at + row + 7]);
      l7 = a7.fma(left, l7);
      r7 = a7.fma(right, r7);
    }
    int at = row * stride + column;
    change(s, at, l0, subtract);
    change(s, at + LANES, r0, subtract);
    change(s, at + stride, l1, subtract);
    change(s, at + stride + LANES, r1, subtract);
    change(s, at + 2 * stride, l2, subtract);
    change(s, at + 2 * stride + LANES, r2, subtract);
    change(s, at + 3 * stride, l3, subtract);
    change(s, at + 3 * stride + LANES, r3, subtract);
    change(s, at + 4 * stride, l4, subtract);
    change(s, at + 4 * stride + LANES, r4, subtract);
    change(s, at + 5 * stride, l5, subtract);
    change(s, at + 5 * stride + LANES, r5, subtract);
    change(s, at + 6 * stride, l6, subtract);
    change(s, at + 6 * stride + LANES, r6, subtract);
    change(s, at + 7 * stride, l7, subtract);
    change(s, at + 7 * stride + LANES, r7, subtract);
  }

  private static void gramTile(float[] t, int stride, int row, int column, int from, int to, boolean subtract, float[] s) {
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = sum0;
    var sum2 = sum0;
    var sum3 = sum0;
    var sum4 = sum0;
    var sum5 = sum0;
    var sum6 = sum0;
    var sum7 = sum0;
    for (int p = from, at = from * stride; p < to; p++, at += stride) {
      var right = FloatVector.fromArray(SPECIES, t, at + column);
      sum0 = right.fma(FloatVector.broadcast(SPECIES, t[at + row]), sum0);
      sum1 = right.fma(FloatVector.broadcast(SPECIES, t[at + row + 1]), sum1);
      sum2 = right.fma(FloatVector.broadcast(SPECIES, t[at + row + 2]), sum2);
      sum3 = right.fma(FloatVector.broadcast(SPECIES, t[at + row + 3]), sum3);
      sum4 = right.fma(FloatVector.broadcast(SPECIES, t[at + row + 4]), sum4);
      sum5 = right.fma(FloatVector.broadcast(SPECIES, t[at + row + 5]), sum5);
      sum6 = right.fma(FloatVector.broadcast(SPECIES, t[at + row + 6]), sum6);
      sum7 = right.fma(FloatVector.broadcast(SPECIES, t[at + row + 7]), sum7);
    }
    int at = row * stride + column;
    change(s, at, sum0, subtract);
    change(s, at + stride, sum1, subtract);
    change(s, at + 2 * stride, sum2, subtract);
    change(s, at + 3 * stride, sum3, subtract);
    change(s, at + 4 * stride, sum4, subtract);
    change(s, at + 5 * stride, sum5, subtract);
    change(s, at + 6 * stride, sum6, subtract);
    change(s, at + 7 * stride, sum7, subtract);
  }

  private static void change(float[] s, int at, FloatVector sum, boolean subtract) {
    var old = FloatVector.fromArray(SPECIES, s, at);
    (subtract ? old.sub(sum) : old.add(sum)).intoArray(s, at);
  }

  @Override
  public int factorBand(float[] s, int stride, int from, int to, float[] least) {
    if (NARROW) {
      return PLAIN.factorBand(s, stride, from, to, least);
    }
    for (int k = from; k < to; k++) {
      float pivot = s[k * stride + k];
      if (!(pivot > least[k] && pivot < Float.POSITIVE_INFINITY)) { // true for NaN too
        return k;
      }
      float inverse = (float) (1 / Math.sqrt(pivot));
      for (int c = k / LANES * LANES; c < stride; c += LANES) {
        FloatVector.fromArray(SPECIES, s, k * stride + c).mul(inverse).intoArray(s, k * stride + c);
      }
      for (int row = k + 1; row < to; row++) {
        var factor = FloatVector.broadcast(SPECIES, -s[k * stride + row]);
        for (int c = row / LANES * LANES; c < stride; c += LANES) {
          int at = row * stride + c;
          FloatVector.fromArray(SPECIES, s, k * stride + c).fma(factor, FloatVector.fromArray(SPECIES, s, at)).intoArray(s, at);
        }
      }
    }
    return -1;
  }

  @Override
  public void laneScales(float[] shared, float[] own, float[] scales) {
    if (NARROW) {
      PLAIN.laneScales(shared, own, scales);
      return;
    }
    var one = FloatVector.broadcast(SPECIES, 1f);
    var added = FloatVector.fromArray(SPECIES, own, 0);
    for (int p = 0; p < shared.length; p++) {
      one.div(added.add(shared[p]).sqrt()).intoArray(scales, p * LANES);
    }
  }

  /** As many values of as many rows are a square, which is turned in the place where it belongs: four rows at a time, to lie near, then four that lie apart. */
  @Override
  public void laneRows(MemorySegment x, long[] offsets, float[] roots, float[] scales, int width, float[] out, int at) {
    if (NARROW) {
      PLAIN.laneRows(x, offsets, roots, scales, width, out, at);
      return;
    }
    var weights = FloatVector.fromArray(SPECIES, roots, 0);
    int p = 0;
    for (; p + LANES <= width; p += LANES) {
      int square = at + p * LANES;
      for (int g = 0; g < LANES; g += 4) {
        turnNear(load(x, offsets[g], p), load(x, offsets[g + 1], p), load(x, offsets[g + 2], p), load(x, offsets[g + 3], p), out, square + g * LANES);
      }
      for (int g = 0; g < 4; g++) {
        turnFar(weights, scales, (p + g) * LANES, out, square + g * LANES);
      }
    }
    for (int g = 0; g < LANES; g++) {
      for (int rest = p; rest < width; rest++) {
        out[at + rest * LANES + g] = roots[g] * scales[rest * LANES + g] * x.get(FloatColumn.LAYOUT, offsets[g] + 4L * rest);
      }
    }
  }

  /** Of four rows, squares of 2 × 2 and then of 4 × 4 values are turned. */
  private static void turnNear(FloatVector a, FloatVector b, FloatVector c, FloatVector d, float[] out, int at) {
    var a1 = a.blend(b.rearrange(NEIGHBORS), ODD);
    var b1 = b.blend(a.rearrange(NEIGHBORS), EVEN);
    var c1 = c.blend(d.rearrange(NEIGHBORS), ODD);
    var d1 = d.blend(c.rearrange(NEIGHBORS), EVEN);
    a1.blend(c1.rearrange(PAIRS), ODD_PAIRS).intoArray(out, at);
    b1.blend(d1.rearrange(PAIRS), ODD_PAIRS).intoArray(out, at + LANES);
    c1.blend(a1.rearrange(PAIRS), EVEN_PAIRS).intoArray(out, at + 2 * LANES);
    d1.blend(b1.rearrange(PAIRS), EVEN_PAIRS).intoArray(out, at + 3 * LANES);
  }

  /** Of rows four apart, squares of 8 × 8 and, where vectors are so long, of 16 × 16 values are turned. */
  private static void turnFar(FloatVector weights, float[] scales, int from, float[] out, int at) {
    int apart = 4 * LANES;
    var a = FloatVector.fromArray(SPECIES, out, at);
    var b = FloatVector.fromArray(SPECIES, out, at + apart);
    if (LANES == 8) {
      scale(a.blend(b.rearrange(HALVES), SECOND_HALF), weights, scales, from, out, at);
      scale(b.blend(a.rearrange(HALVES), FIRST_HALF), weights, scales, from + apart, out, at + apart);
      return;
    }
    var c = FloatVector.fromArray(SPECIES, out, at + 2 * apart);
    var d = FloatVector.fromArray(SPECIES, out, at + 3 * apart);
    var a1 = a.blend(b.rearrange(QUARTERS), ODD_QUARTERS);
    var b1 = b.blend(a.rearrange(QUARTERS), EVEN_QUARTERS);
    var c1 = c.blend(d.rearrange(QUARTERS), ODD_QUARTERS);
    var d1 = d.blend(c.rearrange(QUARTERS), EVEN_QUARTERS);
    scale(a1.blend(c1.rearrange(HALVES), SECOND_HALF), weights, scales, from, out, at);
    scale(b1.blend(d1.rearrange(HALVES), SECOND_HALF), weights, scales, from + apart, out, at + apart);
    scale(c1.blend(a1.rearrange(HALVES), FIRST_HALF), weights, scales, from + 2 * apart, out, at + 2 * apart);
    scale(d1.blend(b1.rearrange(HALVES), FIRST_HALF), weights, scales, from + 3 * apart, out, at + 3 * apart);
  }

  private static void scale(FloatVector values, FloatVector weights, float[] scales, int from, float[] out, int at) {
    values.mul(FloatVector.fromArray(SPECIES, scales, from).mul(weights)).intoArray(out, at);
  }

  @Override
  public void laneGrams(float[] x, int rows, int depth, float[] k, int pitch) {
    if (NARROW) {
      PLAIN.laneGrams(x, rows, depth, k, pitch);
      return;
    }
    for (int i = 0; i < rows; i += 4) {
      for (int j = 0; j <= i; j += 4) {
        laneTile(x, i * depth * LANES, j * depth * LANES, depth * LANES, k, (i * pitch + j) * LANES, pitch * LANES);
      }
    }
  }

  /** Four rows with four; sums in registers, as in a tile of a product. */
  private static void laneTile(float[] x, int left, int right, int line, float[] k, int at, int row) {
    var s00 = FloatVector.zero(SPECIES);
    var s01 = FloatVector.zero(SPECIES);
    var s02 = FloatVector.zero(SPECIES);
    var s03 = FloatVector.zero(SPECIES);
    var s10 = FloatVector.zero(SPECIES);
    var s11 = FloatVector.zero(SPECIES);
    var s12 = FloatVector.zero(SPECIES);
    var s13 = FloatVector.zero(SPECIES);
    var s20 = FloatVector.zero(SPECIES);
    var s21 = FloatVector.zero(SPECIES);
    var s22 = FloatVector.zero(SPECIES);
    var s23 = FloatVector.zero(SPECIES);
    var s30 = FloatVector.zero(SPECIES);
    var s31 = FloatVector.zero(SPECIES);
    var s32 = FloatVector.zero(SPECIES);
    var s33 = FloatVector.zero(SPECIES);
    for (int p = 0; p < line; p += LANES) {
      var b0 = FloatVector.fromArray(SPECIES, x, right + p);
      var b1 = FloatVector.fromArray(SPECIES, x, right + line + p);
      var b2 = FloatVector.fromArray(SPECIES, x, right + 2 * line + p);
      var b3 = FloatVector.fromArray(SPECIES, x, right + 3 * line + p);
      var a0 = FloatVector.fromArray(SPECIES, x, left + p);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      var a1 = FloatVector.fromArray(SPECIES, x, left + line + p);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
      var a2 = FloatVector.fromArray(SPECIES, x, left + 2 * line + p);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      s22 = a2.fma(b2, s22);
      s23 = a2.fma(b3, s23);
      var a3 = FloatVector.fromArray(SPECIES, x, left + 3 * line + p);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      s32 = a3.fma(b2, s32);
      s33 = a3.fma(b3, s33);
    }
    s00.intoArray(k, at);
    s01.intoArray(k, at + LANES);
    s02.intoArray(k, at + 2 * LANES);
    s03.intoArray(k, at + 3 * LANES);
    s10.intoArray(k, at + row);
    s11.intoArray(k, at + row + LANES);
    s12.intoArray(k, at + row + 2 * LANES);
    s13.intoArray(k, at + row + 3 * LANES);
    s20.intoArray(k, at + 2 * row);
    s21.intoArray(k, at + 2 * row + LANES);
    s22.intoArray(k, at + 2 * row + 2 * LANES);
    s23.intoArray(k, at + 2 * row + 3 * LANES);
    s30.intoArray(k, at + 3 * row);
    s31.intoArray(k, at + 3 * row + LANES);
    s32.intoArray(k, at + 3 * row + 2 * LANES);
    s33.intoArray(k, at + 3 * row + 3 * LANES);
  }

  @Override
  public int laneSolve(float[] k, int order, int pitch, float least, float[] c) {
    if (NARROW) {
      return PLAIN.laneSolve(k, order, pitch, least, c);
    }
    var one = FloatVector.broadcast(SPECIES, 1f);
    var solved = one.compare(VectorOperators.EQ, one);
    int line = pitch * LANES;
    for (int j = 0; j < order; j++) {
      int row = j * line;
      var diagonal = FloatVector.fromArray(SPECIES, k, row + j * LANES).add(one);
      var taken = FloatVector.zero(SPECIES);
      for (int q = row; q < row + j * LANES; q += LANES) {
        var value = FloatVector.fromArray(SPECIES, k, q);
        taken = value.fma(value, taken);
      }
      var pivot = diagonal.sub(taken);
      solved = solved.and(pivot.compare(VectorOperators.GT, diagonal.mul(least))).and(pivot.test(VectorOperators.IS_FINITE));
      var inverse = one.div(pivot.sqrt());
      inverse.intoArray(k, row + j * LANES);
      for (int i = j + 1; i <= order; i += 4) { // rows beyond the last hold nothing that is read
        laneColumn(k, i * line, row, j * LANES, line, inverse);
      }
    }
    for (int i = order - 1; i >= 0; i--) {
      var rest = FloatVector.fromArray(SPECIES, k, order * line + i * LANES);
      for (int j = i + 1; j < order; j++) {
        rest = rest.sub(FloatVector.fromArray(SPECIES, k, j * line + i * LANES).mul(FloatVector.fromArray(SPECIES, c, j * LANES)));
      }
      rest.mul(FloatVector.fromArray(SPECIES, k, i * line + i * LANES)).intoArray(c, i * LANES);
    }
    return solved.allTrue() ? -1 : solved.not().firstTrue();
  }

  @Override
  public void laneSums(float[] c, float[] x, int rows, int depth, float[] sums) {
    if (NARROW) {
      PLAIN.laneSums(c, x, rows, depth, sums);
      return;
    }
    int line = depth * LANES;
    for (int p = 0; p < line; p += LANES) {
      var even = FloatVector.zero(SPECIES);
      var odd = even;
      int i = 0;
      for (; i + 2 <= rows; i += 2) {
        even = FloatVector.fromArray(SPECIES, c, i * LANES).fma(FloatVector.fromArray(SPECIES, x, i * line + p), even);
        odd = FloatVector.fromArray(SPECIES, c, (i + 1) * LANES).fma(FloatVector.fromArray(SPECIES, x, (i + 1) * line + p), odd);
      }
      if (i < rows) {
        even = FloatVector.fromArray(SPECIES, c, i * LANES).fma(FloatVector.fromArray(SPECIES, x, i * line + p), even);
      }
      even.add(odd).intoArray(sums, p);
    }
  }

  /** The values of four rows from {@code left} on in the column {@code depth}, when the columns before it are done in row {@code right}. */
  private static void laneColumn(float[] k, int left, int right, int depth, int line, FloatVector inverse) {
    var s0 = FloatVector.zero(SPECIES);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    for (int q = 0; q < depth; q += LANES) {
      var value = FloatVector.fromArray(SPECIES, k, right + q);
      s0 = FloatVector.fromArray(SPECIES, k, left + q).fma(value, s0);
      s1 = FloatVector.fromArray(SPECIES, k, left + line + q).fma(value, s1);
      s2 = FloatVector.fromArray(SPECIES, k, left + 2 * line + q).fma(value, s2);
      s3 = FloatVector.fromArray(SPECIES, k, left + 3 * line + q).fma(value, s3);
    }
    int at = left + depth;
    FloatVector.fromArray(SPECIES, k, at).sub(s0).mul(inverse).intoArray(k, at);
    FloatVector.fromArray(SPECIES, k, at + line).sub(s1).mul(inverse).intoArray(k, at + line);
    FloatVector.fromArray(SPECIES, k, at + 2 * line).sub(s2).mul(inverse).intoArray(k, at + 2 * line);
    FloatVector.fromArray(SPECIES, k, at + 3 * line).sub(s3).mul(inverse).intoArray(k, at + 3 * line);
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

  private static FloatVector load(MemorySegment values, long offset, int i) {
    return FloatVector.fromMemorySegment(SPECIES, values, offset + 4L * i, ByteOrder.LITTLE_ENDIAN);
  }
}
