package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link PlainSystems} in the widest vectors of the machine. */
record VectorSystems() implements SystemArithmetic {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  /** Vectors of fewer than 8 lanes gain nothing in loops that need a number of lanes. */
  private static final boolean NARROW = LANES < 8;
  /** For narrow vectors. */
  private static final PlainSystems PLAIN = new PlainSystems();

  private static final VectorShuffle<Float> HALVES = VectorArithmetic.swap(LANES / 2);
  private static final VectorShuffle<Float> QUARTERS = VectorArithmetic.swap(LANES / 4);
  private static final VectorShuffle<Float> PAIRS = VectorArithmetic.swap(2 % LANES);
  private static final VectorShuffle<Float> NEIGHBORS = VectorArithmetic.swap(1);
  private static final VectorMask<Float> SECOND_HALF = VectorArithmetic.lanesWith(LANES / 2);
  private static final VectorMask<Float> FIRST_HALF = SECOND_HALF.not();
  private static final VectorMask<Float> ODD_QUARTERS = VectorArithmetic.lanesWith(LANES / 4);
  private static final VectorMask<Float> EVEN_QUARTERS = ODD_QUARTERS.not();
  private static final VectorMask<Float> ODD_PAIRS = VectorArithmetic.lanesWith(2 % LANES);
  private static final VectorMask<Float> EVEN_PAIRS = ODD_PAIRS.not();
  private static final VectorMask<Float> ODD = VectorArithmetic.lanesWith(1);
  private static final VectorMask<Float> EVEN = ODD.not();

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
        turnNear(VectorArithmetic.load(x, offsets[g], p), VectorArithmetic.load(x, offsets[g + 1], p), VectorArithmetic.load(x, offsets[g + 2], p), VectorArithmetic.load(x, offsets[g + 3], p), out, square + g * LANES);
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
}
