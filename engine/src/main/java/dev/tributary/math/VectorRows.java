package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link PlainRows} in the widest vectors of the machine; what fills no vector goes through a plain loop or a mask. */
record VectorRows() implements RowArithmetic {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final PlainRows PLAIN = new PlainRows();

  // e^x = 2^n · e^r with n = round(x / ln 2): r lies within ±ln 2 / 2, where a polynomial of degree 6 is exact to half a unit in the last place
  // or so. ln 2 is taken off in two parts, of which the first has few bits, so that nothing is lost. Bounds keep 2^n a normal number.
  private static final float LOWEST = -87;
  /** Here n is -127, of which 2^n has the bits of zero. */
  private static final float NOTHING = -88.1f;
  private static final float HIGHEST = 88;
  private static final float LOG2_E = 1.4426950408889634f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  /** Adding this and taking it away again rounds to the nearest whole number. */
  private static final float ROUND = 12582912f;
  private static final int ONE = Float.floatToRawIntBits(1);

  // constants one by one: in an array the compiler would not take them for such
  private static final VectorShuffle<Float> HALVES = swap(LANES / 2);
  private static final VectorShuffle<Float> QUARTERS = swap(LANES / 4);
  private static final VectorShuffle<Float> PAIRS = swap(LANES / 8);
  private static final VectorShuffle<Float> NEIGHBORS = swap(LANES / 16);

  /** Swaps runs of so many lanes; with 0 all stay. */
  private static VectorShuffle<Float> swap(int lanes) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ lanes);
  }

  @Override
  public int tileColumns() {
    return 2 * LANES;
  }

  // Sums in registers, as in VectorArithmetic; six rows of two vectors are enough chains for two units of four cycles, fit 16 registers, and leave
  // room for six places in A, so that neither side needs to be packed.

  @Override
  public void tile(float[] a, int aFrom, int aRow, float[] b, int bFrom, int bRow, int depth, float[] c, int cFrom, int cRow, boolean add) {
    var l0 = FloatVector.zero(SPECIES);
    var r0 = l0;
    var l1 = FloatVector.zero(SPECIES);
    var r1 = l1;
    var l2 = FloatVector.zero(SPECIES);
    var r2 = l2;
    var l3 = FloatVector.zero(SPECIES);
    var r3 = l3;
    var l4 = FloatVector.zero(SPECIES);
    var r4 = l4;
    var l5 = FloatVector.zero(SPECIES);
    var r5 = l5;
    int i1 = aFrom + aRow;
    int i2 = aFrom + 2 * aRow;
    int i3 = aFrom + 3 * aRow;
    int i4 = aFrom + 4 * aRow;
    int i5 = aFrom + 5 * aRow;
    for (int p = 0; p < depth; p++) {
      var left = FloatVector.fromArray(SPECIES, b, bFrom + p * bRow);
      var right = FloatVector.fromArray(SPECIES, b, bFrom + p * bRow + LANES);
      var a0 = FloatVector.broadcast(SPECIES, a[aFrom + p]);
      l0 = a0.fma(left, l0);
      r0 = a0.fma(right, r0);
      var a1 = FloatVector.broadcast(SPECIES, a[i1 + p]);
      l1 = a1.fma(left, l1);
      r1 = a1.fma(right, r1);
      var a2 = FloatVector.broadcast(SPECIES, a[i2 + p]);
      l2 = a2.fma(left, l2);
      r2 = a2.fma(right, r2);
      var a3 = FloatVector.broadcast(SPECIES, a[i3 + p]);
      l3 = a3.fma(left, l3);
      r3 = a3.fma(right, r3);
      var a4 = FloatVector.broadcast(SPECIES, a[i4 + p]);
      l4 = a4.fma(left, l4);
      r4 = a4.fma(right, r4);
      var a5 = FloatVector.broadcast(SPECIES, a[i5 + p]);
      l5 = a5.fma(left, l5);
      r5 = a5.fma(right, r5);
    }
    put(l0, r0, c, cFrom, add);
    put(l1, r1, c, cFrom + cRow, add);
    put(l2, r2, c, cFrom + 2 * cRow, add);
    put(l3, r3, c, cFrom + 3 * cRow, add);
    put(l4, r4, c, cFrom + 4 * cRow, add);
    put(l5, r5, c, cFrom + 5 * cRow, add);
  }

  // the compiler checks the bounds of six neighbours once: a quarter more products in a second than with rows apart

  @Override
  public void turnedTile(float[] a, int aFrom, int aRow, float[] b, int bFrom, int bRow, int depth, float[] c, int cFrom, int cRow, boolean add) {
    var l0 = FloatVector.zero(SPECIES);
    var r0 = l0;
    var l1 = FloatVector.zero(SPECIES);
    var r1 = l1;
    var l2 = FloatVector.zero(SPECIES);
    var r2 = l2;
    var l3 = FloatVector.zero(SPECIES);
    var r3 = l3;
    var l4 = FloatVector.zero(SPECIES);
    var r4 = l4;
    var l5 = FloatVector.zero(SPECIES);
    var r5 = l5;
    for (int p = 0; p < depth; p++) {
      int at = aFrom + p * aRow;
      var left = FloatVector.fromArray(SPECIES, b, bFrom + p * bRow);
      var right = FloatVector.fromArray(SPECIES, b, bFrom + p * bRow + LANES);
      var a0 = FloatVector.broadcast(SPECIES, a[at]);
      l0 = a0.fma(left, l0);
      r0 = a0.fma(right, r0);
      var a1 = FloatVector.broadcast(SPECIES, a[at + 1]);
      l1 = a1.fma(left, l1);
      r1 = a1.fma(right, r1);
      var a2 = FloatVector.broadcast(SPECIES, a[at + 2]);
      l2 = a2.fma(left, l2);
      r2 = a2.fma(right, r2);
      var a3 = FloatVector.broadcast(SPECIES, a[at + 3]);
      l3 = a3.fma(left, l3);
      r3 = a3.fma(right, r3);
      var a4 = FloatVector.broadcast(SPECIES, a[at + 4]);
      l4 = a4.fma(left, l4);
      r4 = a4.fma(right, r4);
      var a5 = FloatVector.broadcast(SPECIES, a[at + 5]);
      l5 = a5.fma(left, l5);
      r5 = a5.fma(right, r5);
    }
    put(l0, r0, c, cFrom, add);
    put(l1, r1, c, cFrom + cRow, add);
    put(l2, r2, c, cFrom + 2 * cRow, add);
    put(l3, r3, c, cFrom + 3 * cRow, add);
    put(l4, r4, c, cFrom + 4 * cRow, add);
    put(l5, r5, c, cFrom + 5 * cRow, add);
  }

  private static void put(FloatVector left, FloatVector right, float[] c, int at, boolean add) {
    if (add) {
      left = left.add(FloatVector.fromArray(SPECIES, c, at));
      right = right.add(FloatVector.fromArray(SPECIES, c, at + LANES));
    }
    left.intoArray(c, at);
    right.intoArray(c, at + LANES);
  }

  private static FloatVector exp(FloatVector x) {
    var bounded = x.max(LOWEST).min(HIGHEST);
    var shifted = bounded.mul(LOG2_E).add(ROUND);
    var n = shifted.sub(ROUND);
    var r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), bounded);
    r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
    var sum = r.fma(FloatVector.broadcast(SPECIES, 1.9875691500e-4f), FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
    sum = sum.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
    sum = sum.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
    sum = sum.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
    sum = sum.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
    sum = sum.fma(r.mul(r), r).add(1f);
    var exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(ONE); // the lowest bits are those of n: a conversion would look for what is no number
    return sum.mul(exponent.reinterpretAsFloats());
  }

  /** The sum of all lanes in a fixed tree: see {@link VectorArithmetic}. */
  private static float sum(FloatVector a) {
    var sum = a.add(a.rearrange(HALVES));
    sum = sum.add(sum.rearrange(QUARTERS));
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(PAIRS));
    }
    if (LANES >= 16) {
      sum = sum.add(sum.rearrange(NEIGHBORS));
    }
    return sum.lane(0);
  }

  @Override
  public void exp(float[] x, int from, int count) {
    int end = from + count;
    int i = from;
    for (; i + LANES <= end; i += LANES) {
      exp(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
    if (i < end) {
      var rest = SPECIES.indexInRange(0, end - i);
      exp(FloatVector.fromArray(SPECIES, x, i, rest)).intoArray(x, i, rest);
    }
  }

  /** tanh x = 1 − 2 / (e^2x + 1), which near 0 is exact to 1e-7 absolutely. */
  @Override
  public void tanh(float[] x, int from, int count) {
    int end = from + count;
    int i = from;
    var one = FloatVector.broadcast(SPECIES, 1);
    var minusTwo = FloatVector.broadcast(SPECIES, -2);
    for (; i + LANES <= end; i += LANES) {
      minusTwo.div(exp(FloatVector.fromArray(SPECIES, x, i).mul(2f)).add(one)).add(one).intoArray(x, i);
    }
    if (i < end) {
      var rest = SPECIES.indexInRange(0, end - i);
      minusTwo.div(exp(FloatVector.fromArray(SPECIES, x, i, rest).mul(2f)).add(one)).add(one).intoArray(x, i, rest);
    }
  }

  // Comparing and choosing: FloatVector.max is several instructions more, for no numbers and the sign of zero. Four at a time, so that none waits for the last.

  @Override
  public float max(float[] x, int from, int count) {
    int end = from + count;
    var first = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    var second = first;
    var third = first;
    var fourth = first;
    int i = from;
    for (; i + 4 * LANES <= end; i += 4 * LANES) {
      first = larger(first, FloatVector.fromArray(SPECIES, x, i));
      second = larger(second, FloatVector.fromArray(SPECIES, x, i + LANES));
      third = larger(third, FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
      fourth = larger(fourth, FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
    }
    for (; i + LANES <= end; i += LANES) {
      first = larger(first, FloatVector.fromArray(SPECIES, x, i));
    }
    float most = larger(larger(first, second), larger(third, fourth)).reduceLanes(VectorOperators.MAX); // a maximum is the same in any order
    for (; i < end; i++) {
      most = x[i] > most ? x[i] : most;
    }
    return most;
  }

  private static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, b.compare(VectorOperators.GT, a));
  }

  @Override
  public double softmax(float[] x, int from, int count) {
    return softmax(x, from, count, max(x, from, count));
  }

  @Override
  public double softmax(float[] x, int from, int count, float[] offsets) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      FloatVector.fromArray(SPECIES, x, from + i).add(FloatVector.fromArray(SPECIES, offsets, i)).intoArray(x, from + i);
    }
    for (; i < count; i++) {
      x[from + i] += offsets[i];
    }
    return softmax(x, from, count, max(x, from, count));
  }

  private double softmax(float[] x, int from, int count, float most) {
    float sum = exp(x, from, count, most);
    int end = from + count;
    int i = from;
    for (; i + LANES <= end; i += LANES) {
      FloatVector.fromArray(SPECIES, x, i).mul(1 / sum).intoArray(x, i);
    }
    if (i < end) {
      var rest = SPECIES.indexInRange(0, end - i);
      FloatVector.fromArray(SPECIES, x, i, rest).mul(1 / sum).intoArray(x, i, rest);
    }
    return most + Math.log(sum);
  }

  // The loop has exp(FloatVector) written out, which makes this method too large to become a part of those that call it: there the compiler's budget may be spent before it comes to the
  // exponential, which then is a call between boxed vectors and takes five times as long.

  @Override
  public float exp(float[] x, int from, int count, float most) {
    int end = from + count;
    int whole = from + count / LANES * LANES;
    var first = FloatVector.broadcast(SPECIES, most);
    var sums = FloatVector.zero(SPECIES);
    for (int i = from; i < whole; i += LANES) {
      var ahead = FloatVector.fromArray(SPECIES, x, i).sub(first);
      var bounded = ahead.blend(NOTHING, ahead.compare(VectorOperators.LT, NOTHING)); // none lies above 0
      var shifted = bounded.mul(LOG2_E).add(ROUND);
      var n = shifted.sub(ROUND);
      var r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), bounded);
      r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
      var sum = r.fma(FloatVector.broadcast(SPECIES, 1.9875691500e-4f), FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
      sum = sum.fma(r.mul(r), r).add(1f);
      var value = sum.mul(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(ONE).reinterpretAsFloats());
      value.intoArray(x, i);
      sums = sums.add(value);
    }
    if (whole < end) {
      var rest = SPECIES.indexInRange(0, end - whole);
      var ahead = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY).blend(FloatVector.fromArray(SPECIES, x, whole, rest), rest).sub(first);
      var value = exp(ahead).blend(0, ahead.compare(VectorOperators.LT, LOWEST));
      value.intoArray(x, whole, rest);
      sums = sums.add(value);
    }
    return sum(sums);
  }

  @Override
  public float normalize(float[] x, int from, int count, float epsilon, float[] y, int at) {
    int whole = count / LANES * LANES;
    if (whole == 0) {
      return PLAIN.normalize(x, from, count, epsilon, y, at);
    }
    float mean = sum(x, from, count) / count;
    var middle = FloatVector.broadcast(SPECIES, mean);
    var squares = FloatVector.zero(SPECIES);
    for (int i = 0; i < whole; i += LANES) {
      var off = FloatVector.fromArray(SPECIES, x, from + i).sub(middle);
      squares = off.fma(off, squares);
    }
    float sum = sum(squares);
    for (int i = whole; i < count; i++) {
      sum += (x[from + i] - mean) * (x[from + i] - mean);
    }
    float inverse = (float) (1 / Math.sqrt(sum / count + epsilon));
    for (int i = 0; i < whole; i += LANES) {
      FloatVector.fromArray(SPECIES, x, from + i).sub(middle).mul(inverse).intoArray(y, at + i);
    }
    for (int i = whole; i < count; i++) {
      y[at + i] = (x[from + i] - mean) * inverse;
    }
    return inverse;
  }

  @Override
  public void drop(float[] x, int from, int count, long seed, int threshold, float scale) {
    var places = IntVector.zero(INTS).addIndex(1);
    int low = (int) seed;
    int high = (int) (seed >>> 32);
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      var chance = mix(mix(places.add(i).lanewise(VectorOperators.XOR, low)).lanewise(VectorOperators.XOR, high)).lanewise(VectorOperators.LSHR, 8);
      var kept = chance.compare(VectorOperators.GE, threshold).cast(SPECIES);
      FloatVector.zero(SPECIES).blend(FloatVector.fromArray(SPECIES, x, from + i).mul(scale), kept).intoArray(x, from + i);
    }
    for (; i < count; i++) {
      x[from + i] = RowArithmetic.chance(i, seed) < threshold ? 0 : x[from + i] * scale;
    }
  }

  /** The mixer of {@link RowArithmetic#chance}. */
  private static IntVector mix(IntVector h) {
    var first = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16)).mul(0x85EBCA6B);
    var second = first.lanewise(VectorOperators.XOR, first.lanewise(VectorOperators.LSHR, 13)).mul(0xC2B2AE35);
    return second.lanewise(VectorOperators.XOR, second.lanewise(VectorOperators.LSHR, 16));
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int count) {
    var even = FloatVector.zero(SPECIES);
    var odd = even;
    int i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
      even = FloatVector.fromArray(SPECIES, a, aFrom + i).fma(FloatVector.fromArray(SPECIES, b, bFrom + i), even);
      odd = FloatVector.fromArray(SPECIES, a, aFrom + i + LANES).fma(FloatVector.fromArray(SPECIES, b, bFrom + i + LANES), odd);
    }
    if (i + LANES <= count) {
      even = FloatVector.fromArray(SPECIES, a, aFrom + i).fma(FloatVector.fromArray(SPECIES, b, bFrom + i), even);
      i += LANES;
    }
    if (i < count) { // rows of attention have every length: value by value the rest would take as long as the whole
      var rest = SPECIES.indexInRange(0, count - i);
      odd = FloatVector.fromArray(SPECIES, a, aFrom + i, rest).fma(FloatVector.fromArray(SPECIES, b, bFrom + i, rest), odd);
    }
    return sum(even.add(odd));
  }

  @Override
  public float sum(float[] x, int from, int count) {
    var sums = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      sums = sums.add(FloatVector.fromArray(SPECIES, x, from + i));
    }
    float sum = sum(sums);
    for (; i < count; i++) {
      sum += x[from + i];
    }
    return sum;
  }

  @Override
  public void sumColumns(float[] x, int rows, int columns, float[] y, int at) {
    int i = 0;
    for (; i + LANES <= columns; i += LANES) {
      var even = FloatVector.zero(SPECIES);
      var odd = even;
      int row = 0;
      for (; row + 2 <= rows; row += 2) {
        even = even.add(FloatVector.fromArray(SPECIES, x, row * columns + i));
        odd = odd.add(FloatVector.fromArray(SPECIES, x, row * columns + columns + i));
      }
      if (row < rows) {
        even = even.add(FloatVector.fromArray(SPECIES, x, row * columns + i));
      }
      FloatVector.fromArray(SPECIES, y, at + i).add(even.add(odd)).intoArray(y, at + i);
    }
    PLAIN.sumColumns(x, rows, columns, i, y, at);
  }

  @Override
  public void keepPositive(float[] y, int count, float[] gradient) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      var positive = FloatVector.fromArray(SPECIES, y, i).compare(VectorOperators.GT, 0f);
      FloatVector.zero(SPECIES).blend(FloatVector.fromArray(SPECIES, gradient, i), positive).intoArray(gradient, i);
    }
    for (; i < count; i++) {
      gradient[i] = y[i] > 0 ? gradient[i] : 0;
    }
  }

  @Override
  public void addScaled(float scale, float[] x, int from, float[] y, int at, int count) {
    var factor = FloatVector.broadcast(SPECIES, scale);
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      FloatVector.fromArray(SPECIES, x, from + i).fma(factor, FloatVector.fromArray(SPECIES, y, at + i)).intoArray(y, at + i);
    }
    for (; i < count; i++) {
      y[at + i] = Math.fma(scale, x[from + i], y[at + i]);
    }
  }

  // two rows at a time in sums of their own, so that the next addition need not wait for the last

  @Override
  public void sumRows(float value, int[] rows, int from, int to, float[] x, int width, float[] y, int at) {
    var factor = FloatVector.broadcast(SPECIES, value);
    int i = 0;
    for (; i + 2 * LANES <= width; i += 2 * LANES) {
      var evenLeft = FloatVector.zero(SPECIES);
      var evenRight = evenLeft;
      var oddLeft = evenLeft;
      var oddRight = evenLeft;
      int n = from;
      for (; n + 2 <= to; n += 2) {
        int even = rows[n] * width + i;
        int odd = rows[n + 1] * width + i;
        evenLeft = evenLeft.add(FloatVector.fromArray(SPECIES, x, even));
        evenRight = evenRight.add(FloatVector.fromArray(SPECIES, x, even + LANES));
        oddLeft = oddLeft.add(FloatVector.fromArray(SPECIES, x, odd));
        oddRight = oddRight.add(FloatVector.fromArray(SPECIES, x, odd + LANES));
      }
      if (n < to) {
        int even = rows[n] * width + i;
        evenLeft = evenLeft.add(FloatVector.fromArray(SPECIES, x, even));
        evenRight = evenRight.add(FloatVector.fromArray(SPECIES, x, even + LANES));
      }
      evenLeft.add(oddLeft).mul(factor).intoArray(y, at + i);
      evenRight.add(oddRight).mul(factor).intoArray(y, at + i + LANES);
    }
    for (; i < width; i += LANES) {
      var rest = SPECIES.indexInRange(0, width - i);
      var sum = FloatVector.zero(SPECIES);
      for (int n = from; n < to; n++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, x, rows[n] * width + i, rest));
      }
      sum.mul(factor).intoArray(y, at + i, rest);
    }
  }

  @Override
  public void sumRows(float value, int[] rows, int from, int to, MemorySegment x, int width, float[] y, int at) {
    var factor = FloatVector.broadcast(SPECIES, value);
    long pitch = 4L * width;
    int i = 0;
    for (; i + 2 * LANES <= width; i += 2 * LANES) {
      var evenLeft = FloatVector.zero(SPECIES);
      var evenRight = evenLeft;
      var oddLeft = evenLeft;
      var oddRight = evenLeft;
      int n = from;
      for (; n + 2 <= to; n += 2) {
        long even = rows[n] * pitch + 4L * i;
        long odd = rows[n + 1] * pitch + 4L * i;
        evenLeft = evenLeft.add(load(x, even));
        evenRight = evenRight.add(load(x, even + 4L * LANES));
        oddLeft = oddLeft.add(load(x, odd));
        oddRight = oddRight.add(load(x, odd + 4L * LANES));
      }
      if (n < to) {
        long even = rows[n] * pitch + 4L * i;
        evenLeft = evenLeft.add(load(x, even));
        evenRight = evenRight.add(load(x, even + 4L * LANES));
      }
      evenLeft.add(oddLeft).mul(factor).intoArray(y, at + i);
      evenRight.add(oddRight).mul(factor).intoArray(y, at + i + LANES);
    }
    for (; i < width; i += LANES) {
      var rest = SPECIES.indexInRange(0, width - i);
      var sum = FloatVector.zero(SPECIES);
      for (int n = from; n < to; n++) {
        sum = sum.add(FloatVector.fromMemorySegment(SPECIES, x, rows[n] * pitch + 4L * i, ByteOrder.LITTLE_ENDIAN, rest));
      }
      sum.mul(factor).intoArray(y, at + i, rest);
    }
  }

  private static FloatVector load(MemorySegment x, long at) {
    return FloatVector.fromMemorySegment(SPECIES, x, at, ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void adam(float[] w, int at, float[] first, float[] second, int momentsAt, float[] gradient, int from, int count, AdamStep step) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      var g = FloatVector.fromArray(SPECIES, gradient, from + i).mul(step.scale());
      var mean = mean(FloatVector.fromArray(SPECIES, first, momentsAt + i), g, step);
      var square = square(FloatVector.fromArray(SPECIES, second, momentsAt + i), g, step);
      mean.intoArray(first, momentsAt + i);
      square.intoArray(second, momentsAt + i);
      moved(FloatVector.fromArray(SPECIES, w, at + i), mean, square, step).intoArray(w, at + i);
    }
    PLAIN.adam(w, at, first, second, momentsAt, gradient, from, i, count, step);
  }

  @Override
  public void adam(MemorySegment w, long at, MemorySegment moments, long momentsAt, float[] gradient, int from, int count, AdamStep step) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      long firstAt = momentsAt + 4L * i;
      long secondAt = firstAt + 4L * count;
      var g = FloatVector.fromArray(SPECIES, gradient, from + i).mul(step.scale());
      var mean = mean(load(moments, firstAt), g, step);
      var square = square(load(moments, secondAt), g, step);
      mean.intoMemorySegment(moments, firstAt, ByteOrder.LITTLE_ENDIAN);
      square.intoMemorySegment(moments, secondAt, ByteOrder.LITTLE_ENDIAN);
      moved(load(w, at + 4L * i), mean, square, step).intoMemorySegment(w, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
    }
    PLAIN.adam(w, at, moments, momentsAt, gradient, from, i, count, step);
  }

  private static FloatVector mean(FloatVector before, FloatVector g, AdamStep step) {
    return before.mul(step.keep1()).add(g.mul(step.new1()));
  }

  private static FloatVector square(FloatVector before, FloatVector g, AdamStep step) {
    return before.mul(step.keep2()).add(g.mul(step.new2()).mul(g));
  }

  private static FloatVector moved(FloatVector w, FloatVector mean, FloatVector square, AdamStep step) {
    var way = mean.mul(step.rate()).div(square.sqrt().mul(step.correction()).add(step.epsilon()));
    return w.mul(step.stay()).sub(way);
  }
}
