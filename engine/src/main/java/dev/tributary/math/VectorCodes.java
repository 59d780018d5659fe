package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link PlainCodes} in the widest vectors of the machine. */
record VectorCodes() implements CodeArithmetic {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  /** As many bytes as there are shorts in a vector. */
  private static final VectorSpecies<Byte> HALF_BYTES = VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, BYTES.vectorBitSize() / 2)));
  /** Vectors of fewer than 8 lanes gain nothing in the kernels that need a number of lanes. */
  private static final boolean NARROW = LANES < 8;
  /** For what fills no vector, and for narrow vectors. */
  private static final PlainCodes PLAIN = new PlainCodes();

  private static final VectorShuffle<Integer> HALVES = swap(LANES / 2);
  private static final VectorShuffle<Integer> QUARTERS = swap(LANES / 4);
  private static final VectorShuffle<Integer> PAIRS = swap(2 % LANES);
  private static final VectorShuffle<Integer> NEIGHBORS = swap(1);
  private static final VectorMask<Integer> SECOND_HALF = lanesWith(LANES / 2);
  private static final VectorMask<Integer> ODD_QUARTERS = lanesWith(LANES / 4);

  /** The bytes that one instruction looks up. */
  private static final VectorSpecies<Byte> LOOKUP = BYTES.length() == 64 ? BYTES : ByteVector.SPECIES_128;
  private static final VectorSpecies<Short> LOOKED_UP = LOOKUP.length() == 64 ? SHORTS : ShortVector.SPECIES_128;

  /** The lanes whose number has this bit. */
  private static VectorMask<Integer> lanesWith(int bit) {
    return IntVector.zero(INTS).addIndex(1).and(bit).compare(VectorOperators.NE, 0);
  }

  /** Swaps runs of so many lanes. */
  private static VectorShuffle<Integer> swap(int lanes) {
    return VectorShuffle.fromOp(INTS, lane -> lane ^ lanes);
  }

  // A table of 16 entries stands four times in 64 bytes, so that the upper bits of an index choose among equal copies: codes need no mask, and a
  // shift by four leaves a neighbour's bits that do not matter. Where bytes are not permuted in 512 bits, pieces of 16 rows are, whose index has
  // four bits. Entries are at most 63, so four of them add up in a byte before these are widened: pairs of lanes are added as they are and the odd
  // ones apart, which are taken from the pairs in the end; what overflows on the way cancels. The order of rows in a block saves the last shuffle.
  // Simple form: PlainCodes.

  @Override
  public void tableSums(byte[] tables, MemorySegment codes, long offset, int blocks, short[] sums) {
    int length = tables.length / 2;
    for (int block = 0; block < blocks; block += 2) { // two at once take two thirds of the time; a single last one is taken twice
      int ahead = block + 1 < blocks ? 1 : 0;
      long first = offset + (long) block * length;
      long second = first + (long) ahead * length;
      for (int piece = 0; piece < 64; piece += LOOKUP.length()) {
        var pairs = ShortVector.zero(LOOKED_UP);
        var odd = pairs;
        var nextPairs = pairs;
        var nextOdd = pairs;
        for (int at = piece, table = 0; at < length; at += 128, table += 256) {
          var t0 = ByteVector.fromArray(LOOKUP, tables, table);
          var t1 = ByteVector.fromArray(LOOKUP, tables, table + 64);
          var t2 = ByteVector.fromArray(LOOKUP, tables, table + 128);
          var t3 = ByteVector.fromArray(LOOKUP, tables, table + 192);
          var p0 = ByteVector.fromMemorySegment(LOOKUP, codes, first + at, ByteOrder.LITTLE_ENDIAN);
          var p1 = ByteVector.fromMemorySegment(LOOKUP, codes, first + at + 64, ByteOrder.LITTLE_ENDIAN);
          var four = p0.selectFrom(t0)
              .add(p0.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().selectFrom(t1))
              .add(p1.selectFrom(t2))
              .add(p1.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().selectFrom(t3))
              .reinterpretAsShorts();
          var q0 = ByteVector.fromMemorySegment(LOOKUP, codes, second + at, ByteOrder.LITTLE_ENDIAN);
          var q1 = ByteVector.fromMemorySegment(LOOKUP, codes, second + at + 64, ByteOrder.LITTLE_ENDIAN);
          var nextFour = q0.selectFrom(t0)
              .add(q0.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().selectFrom(t1))
              .add(q1.selectFrom(t2))
              .add(q1.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().selectFrom(t3))
              .reinterpretAsShorts();
          pairs = pairs.add(four);
          odd = odd.add(four.lanewise(VectorOperators.LSHR, 8));
          nextPairs = nextPairs.add(nextFour);
          nextOdd = nextOdd.add(nextFour.lanewise(VectorOperators.LSHR, 8));
        }
        int to = 64 * block + piece / 2;
        pairs.sub(odd.lanewise(VectorOperators.LSHL, 8)).intoArray(sums, to);
        odd.intoArray(sums, to + 32);
        nextPairs.sub(nextOdd.lanewise(VectorOperators.LSHL, 8)).intoArray(sums, to + 64 * ahead);
        nextOdd.intoArray(sums, to + 64 * ahead + 32);
      }
    }
  }

  // A table is one vector. The least and the most of lanes are the same in any order.

  @Override
  public void codeTables(float[] query, float[] values, int length, float[] products, byte[] tables, float[] origin) {
    if (LANES != 16) {
      PLAIN.codeTables(query, values, length, products, tables, origin);
      return;
    }
    float widest = 0;
    float base = 0;
    float top = 0;
    for (int at = 0, from = 0; at < tables.length / 4; at += 16, from += length) {
      var sum = FloatVector.zero(FLOATS);
      for (int i = from; i < Math.min(from + length, query.length); i++) {
        sum = FloatVector.fromArray(FLOATS, values, 16 * i).fma(FloatVector.broadcast(FLOATS, query[i]), sum);
      }
      float least = sum.reduceLanes(VectorOperators.MIN);
      float most = sum.reduceLanes(VectorOperators.MAX);
      widest = Math.max(widest, most - least);
      base += least;
      top += most;
      sum.sub(least).intoArray(products, at);
    }
    origin[0] = widest == 0 ? 1 : widest / Kernels.LARGEST_IN_TABLE;
    origin[1] = base;
    origin[2] = top;
    var steps = FloatVector.broadcast(FLOATS, 1 / origin[0]);
    var half = FloatVector.broadcast(FLOATS, 0.5f);
    for (int at = 0; at < tables.length; at += 64) {
      var table = (ByteVector) FloatVector.fromArray(FLOATS, products, at / 4).fma(steps, half).convertShape(VectorOperators.F2B, ByteVector.SPECIES_128, 0);
      table.intoArray(tables, at);
      table.intoArray(tables, at + 16);
      table.intoArray(tables, at + 32);
      table.intoArray(tables, at + 48);
    }
  }

  // Four rows at once, as in dots. Bytes are widened to shorts, four products of 63 · 127 add up in a short, and then the shorts become ints, the
  // odd and the even ones apart. Sums of whole numbers are the same in any order. All is written out: for a method of our own the compiler
  // has no budget left, and the sums would live on the heap, at a seventh of the speed.

  @Override
  public void byteDots(short[] query, MemorySegment codes, int[] rows, int count, int[] out) {
    if (NARROW) {
      PLAIN.byteDots(query, codes, rows, count, out);
      return;
    }
    int length = query.length;
    int step = SHORTS.length();
    for (int n = 0; n < count; n += 4) {
      long first = (long) rows[n] * length;
      long second = (long) rows[Math.min(n + 1, count - 1)] * length;
      long third = (long) rows[Math.min(n + 2, count - 1)] * length;
      long fourth = (long) rows[Math.min(n + 3, count - 1)] * length;
      var a = IntVector.zero(INTS);
      var b = a;
      var c = a;
      var d = a;
      int i = 0;
      for (; i + 4 * step <= length; i += 4 * step) {
        var q0 = ShortVector.fromArray(SHORTS, query, i);
        var q1 = ShortVector.fromArray(SHORTS, query, i + step);
        var q2 = ShortVector.fromArray(SHORTS, query, i + 2 * step);
        var q3 = ShortVector.fromArray(SHORTS, query, i + 3 * step);
        var a4 = q0.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, first + i, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0))
            .add(q1.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, first + i + step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .add(q2.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, first + i + 2 * step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .add(q3.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, first + i + 3 * step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .reinterpretAsInts();
        var b4 = q0.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, second + i, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0))
            .add(q1.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, second + i + step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .add(q2.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, second + i + 2 * step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .add(q3.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, second + i + 3 * step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .reinterpretAsInts();
        var c4 = q0.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, third + i, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0))
            .add(q1.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, third + i + step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .add(q2.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, third + i + 2 * step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .add(q3.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, third + i + 3 * step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .reinterpretAsInts();
        var d4 = q0.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, fourth + i, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0))
            .add(q1.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, fourth + i + step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .add(q2.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, fourth + i + 2 * step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .add(q3.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, fourth + i + 3 * step, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)))
            .reinterpretAsInts();
        a = a.add(a4.lanewise(VectorOperators.ASHR, 16)).add(a4.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
        b = b.add(b4.lanewise(VectorOperators.ASHR, 16)).add(b4.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
        c = c.add(c4.lanewise(VectorOperators.ASHR, 16)).add(c4.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
        d = d.add(d4.lanewise(VectorOperators.ASHR, 16)).add(d4.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
      }
      for (; i < length; i += step) {
        var q = ShortVector.fromArray(SHORTS, query, i);
        var a1 = q.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, first + i, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)).reinterpretAsInts();
        var b1 = q.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, second + i, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)).reinterpretAsInts();
        var c1 = q.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, third + i, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)).reinterpretAsInts();
        var d1 = q.mul(ByteVector.fromMemorySegment(HALF_BYTES, codes, fourth + i, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.B2S, SHORTS, 0)).reinterpretAsInts();
        a = a.add(a1.lanewise(VectorOperators.ASHR, 16)).add(a1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
        b = b.add(b1.lanewise(VectorOperators.ASHR, 16)).add(b1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
        c = c.add(c1.lanewise(VectorOperators.ASHR, 16)).add(c1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
        d = d.add(d1.lanewise(VectorOperators.ASHR, 16)).add(d1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
      }
      var ab = a.blend(b, SECOND_HALF).add(b.blend(a, SECOND_HALF).rearrange(HALVES));
      var cd = c.blend(d, SECOND_HALF).add(d.blend(c, SECOND_HALF).rearrange(HALVES));
      var all = ab.blend(cd, ODD_QUARTERS).add(cd.blend(ab, ODD_QUARTERS).rearrange(QUARTERS));
      if (LANES >= 16) {
        all = all.add(all.rearrange(PAIRS));
      }
      all = all.add(all.rearrange(NEIGHBORS));
      out[n] = all.lane(0);
      if (n + 1 < count) {
        out[n + 1] = all.lane(LANES / 2);
      }
      if (n + 2 < count) {
        out[n + 2] = all.lane(LANES / 4);
      }
      if (n + 3 < count) {
        out[n + 3] = all.lane(LANES / 4 * 3);
      }
    }
  }

  // Bytes become whole numbers of 32 bits, whose lowest field is a float at a time. Four rows at once, as in byteDots.

  @Override
  public void planeDots(float[] weights, int width, MemorySegment codes, long from, int stride, int[] rows, int count, float[] sums) {
    if (LANES != 16) {
      PLAIN.planeDots(weights, width, codes, from, stride, rows, count, sums);
      return;
    }
    int mask = (1 << width) - 1;
    for (int n = 0; n < count; n += 4) {
      long first = from + (long) rows[n] * stride;
      long second = from + (long) rows[Math.min(n + 1, count - 1)] * stride;
      long third = from + (long) rows[Math.min(n + 2, count - 1)] * stride;
      long fourth = from + (long) rows[Math.min(n + 3, count - 1)] * stride;
      var a = FloatVector.zero(FLOATS);
      var b = a;
      var c = a;
      var d = a;
      for (int at = 0, weight = 0; weight < weights.length; at += 16) {
        var as = (IntVector) ByteVector.fromMemorySegment(ByteVector.SPECIES_128, codes, first + at, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
        var bs = (IntVector) ByteVector.fromMemorySegment(ByteVector.SPECIES_128, codes, second + at, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
        var cs = (IntVector) ByteVector.fromMemorySegment(ByteVector.SPECIES_128, codes, third + at, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
        var ds = (IntVector) ByteVector.fromMemorySegment(ByteVector.SPECIES_128, codes, fourth + at, ByteOrder.LITTLE_ENDIAN).convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
        for (int field = 0; field < 8; field += width, weight += 16) {
          var w = FloatVector.fromArray(FLOATS, weights, weight);
          a = ((FloatVector) as.and(mask).convertShape(VectorOperators.I2F, FLOATS, 0)).fma(w, a);
          as = as.lanewise(VectorOperators.LSHR, width);
          b = ((FloatVector) bs.and(mask).convertShape(VectorOperators.I2F, FLOATS, 0)).fma(w, b);
          bs = bs.lanewise(VectorOperators.LSHR, width);
          c = ((FloatVector) cs.and(mask).convertShape(VectorOperators.I2F, FLOATS, 0)).fma(w, c);
          cs = cs.lanewise(VectorOperators.LSHR, width);
          d = ((FloatVector) ds.and(mask).convertShape(VectorOperators.I2F, FLOATS, 0)).fma(w, d);
          ds = ds.lanewise(VectorOperators.LSHR, width);
        }
      }
      VectorArithmetic.addSums(a, b, c, d, sums, n, count);
    }
  }

  @Override
  public int select(float[] values, int from, int to, float least, int[] places, int at) {
    if (LANES < 16) { // such machines have no instruction that packs the chosen lanes
      return PLAIN.select(values, from, to, least, places, at);
    }
    int found = at;
    int n = from;
    var place = IntVector.zero(INTS).addIndex(1);
    for (; n + LANES <= to; n += LANES) {
      long reaching = FloatVector.fromArray(FLOATS, values, n).compare(VectorOperators.GE, least).toLong();
      if (reaching != 0) {
        place.add(n).compress(VectorMask.fromLong(INTS, reaching)).intoArray(places, found); // the lanes beyond the chosen are overwritten by the next ones
        found += Long.bitCount(reaching);
      }
    }
    return PLAIN.select(values, n, to, least, places, found);
  }

  @Override
  public int select(short[] values, int count, int least, int[] places) {
    if (least > Short.MAX_VALUE) {
      return 0;
    }
    var bound = ShortVector.broadcast(SHORTS, (short) Math.max(least, Short.MIN_VALUE));
    int found = 0;
    int n = 0;
    for (; n + SHORTS.length() <= count; n += SHORTS.length()) {
      long set = ShortVector.fromArray(SHORTS, values, n).compare(VectorOperators.GE, bound).toLong();
      if (LANES == 16 && set != 0 && found + 32 <= places.length) { // all at once: how many there are is hard to foresee
        var first = IntVector.broadcast(INTS, n).addIndex(1);
        first.compress(VectorMask.fromLong(INTS, set & 0xFFFF)).intoArray(places, found);
        found += Long.bitCount(set & 0xFFFF);
        first.add(16).compress(VectorMask.fromLong(INTS, set >>> 16)).intoArray(places, found);
        found += Long.bitCount(set >>> 16);
      } else {
        for (; set != 0; set &= set - 1) {
          places[found++] = n + Long.numberOfTrailingZeros(set);
        }
      }
    }
    for (; n < count; n++) {
      if (values[n] >= least) {
        places[found++] = n;
      }
    }
    return found;
  }

  @Override
  public int reaching(short[] values, int count, int least) {
    if (least > Short.MAX_VALUE) {
      return 0;
    }
    var bound = ShortVector.broadcast(SHORTS, (short) Math.max(least, Short.MIN_VALUE));
    int found = 0;
    int n = 0;
    for (; n + SHORTS.length() <= count; n += SHORTS.length()) {
      found += ShortVector.fromArray(SHORTS, values, n).compare(VectorOperators.GE, bound).trueCount();
    }
    for (; n < count; n++) {
      found += values[n] >= least ? 1 : 0;
    }
    return found;
  }

  @Override
  public int select(short[] values, int count, float scale, MemorySegment biases, long offset, float least, int[] places) {
    var factor = FloatVector.broadcast(FLOATS, scale);
    int found = 0;
    int n = 0;
    for (; n + SHORTS.length() <= count; n += SHORTS.length()) {
      var shorts = ShortVector.fromArray(SHORTS, values, n);
      for (int part = 0; part < 2; part++) {
        var floats = (FloatVector) shorts.convertShape(VectorOperators.S2F, FLOATS, part);
        long set = floats.fma(factor, FloatVector.fromMemorySegment(FLOATS, biases, offset + 4L * (n + part * LANES), ByteOrder.LITTLE_ENDIAN)).compare(VectorOperators.GE, least).toLong();
        for (; set != 0; set &= set - 1) {
          places[found++] = n + part * LANES + Long.numberOfTrailingZeros(set);
        }
      }
    }
    for (; n < count; n++) {
      if (Math.fma(values[n], scale, biases.get(FloatColumn.LAYOUT, offset + 4L * n)) >= least) {
        places[found++] = n;
      }
    }
    return found;
  }
}
