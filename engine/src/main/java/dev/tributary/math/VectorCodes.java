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

  private static final ByteVector TABLE_OF_LANE = ByteVector.zero(BYTES).addIndex(1).and((byte) 0xF0);
  private static final VectorShuffle<Short> SHORT_HALVES = VectorShuffle.fromOp(SHORTS, lane -> lane ^ SHORTS.length() / 2);
  private static final VectorShuffle<Short> SHORT_QUARTERS = VectorShuffle.fromOp(SHORTS, lane -> lane ^ SHORTS.length() / 4);
  private static final VectorMask<Short> SECOND_SHORTS = VectorMask.fromLong(SHORTS, 0xFFFF_0000L);
  private static final VectorMask<Short> ODD_SHORT_QUARTERS = VectorMask.fromLong(SHORTS, 0xFF00_FF00L);
  /** Where the sum of a row lies among those of even rows, odd rows, even rows from 16 on, odd rows from 17 on. */
  private static final VectorShuffle<Short> ROWS = VectorShuffle.fromOp(SHORTS, row -> row / 16 * 16 + row % 2 * 8 + row % 16 / 2);

  /** The lanes whose number has this bit. */
  private static VectorMask<Integer> lanesWith(int bit) {
    return IntVector.zero(INTS).addIndex(1).and(bit).compare(VectorOperators.NE, 0);
  }

  /** Swaps runs of so many lanes. */
  private static VectorShuffle<Integer> swap(int lanes) {
    return VectorShuffle.fromOp(INTS, lane -> lane ^ lanes);
  }

  // Four tables of 16 entries lie in 64 bytes and are looked up at once: the index of a lane is its code plus 16 for each table before it.
  // A vector of 32 or 16 bytes takes the 64 in pieces, which add to the same sums. Entries are at most 63, so four of them add up in a byte
  // before these are widened: pairs of lanes are added as they are and the odd ones apart, which are taken from the pairs in the end; what
  // overflows on the way cancels. Simple form: PlainCodes.

  @Override
  public void tableSums(byte[] tables, MemorySegment codes, long offset, int blocks, short[] sums) {
    var nibble = ByteVector.broadcast(BYTES, 0x0F);
    for (int block = 0; block < blocks; block++) {
      var a = ShortVector.zero(SHORTS); // rows 0, 2 .. 14
      var b = a; // rows 16, 18 .. 30
      var c = a; // rows 1, 3 .. 15
      var d = a; // rows 17, 19 .. 31
      long start = offset + (long) block * tables.length;
      for (int piece = 0; piece < 64; piece += BYTES.length()) {
        int at = piece;
        for (; at + 192 < tables.length; at += 256) {
          var p0 = ByteVector.fromMemorySegment(BYTES, codes, start + at, ByteOrder.LITTLE_ENDIAN);
          var p1 = ByteVector.fromMemorySegment(BYTES, codes, start + at + 64, ByteOrder.LITTLE_ENDIAN);
          var p2 = ByteVector.fromMemorySegment(BYTES, codes, start + at + 128, ByteOrder.LITTLE_ENDIAN);
          var p3 = ByteVector.fromMemorySegment(BYTES, codes, start + at + 192, ByteOrder.LITTLE_ENDIAN);
          var t0 = ByteVector.fromArray(BYTES, tables, at);
          var t1 = ByteVector.fromArray(BYTES, tables, at + 64);
          var t2 = ByteVector.fromArray(BYTES, tables, at + 128);
          var t3 = ByteVector.fromArray(BYTES, tables, at + 192);
          var low = p0.and(nibble).or(TABLE_OF_LANE).selectFrom(t0)
              .add(p1.and(nibble).or(TABLE_OF_LANE).selectFrom(t1))
              .add(p2.and(nibble).or(TABLE_OF_LANE).selectFrom(t2))
              .add(p3.and(nibble).or(TABLE_OF_LANE).selectFrom(t3))
              .reinterpretAsShorts();
          var high = p0.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().and(nibble).or(TABLE_OF_LANE).selectFrom(t0)
              .add(p1.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().and(nibble).or(TABLE_OF_LANE).selectFrom(t1))
              .add(p2.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().and(nibble).or(TABLE_OF_LANE).selectFrom(t2))
              .add(p3.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().and(nibble).or(TABLE_OF_LANE).selectFrom(t3))
              .reinterpretAsShorts();
          a = a.add(low);
          b = b.add(high);
          c = c.add(low.lanewise(VectorOperators.LSHR, 8));
          d = d.add(high.lanewise(VectorOperators.LSHR, 8));
        }
        for (; at < tables.length; at += 64) {
          var pair = ByteVector.fromMemorySegment(BYTES, codes, start + at, ByteOrder.LITTLE_ENDIAN);
          var table = ByteVector.fromArray(BYTES, tables, at);
          var low = pair.and(nibble).or(TABLE_OF_LANE).selectFrom(table).reinterpretAsShorts();
          var high = pair.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes().and(nibble).or(TABLE_OF_LANE).selectFrom(table)
              .reinterpretAsShorts();
          a = a.add(low);
          b = b.add(high);
          c = c.add(low.lanewise(VectorOperators.LSHR, 8));
          d = d.add(high.lanewise(VectorOperators.LSHR, 8));
        }
      }
      a = a.sub(c.lanewise(VectorOperators.LSHL, 8));
      b = b.sub(d.lanewise(VectorOperators.LSHL, 8));
      // now each of the four has sums of 8 rows, in as many parts as there are tables in a vector
      if (BYTES.length() == 64) {
        var ab = a.blend(b, SECOND_SHORTS).add(b.blend(a, SECOND_SHORTS).rearrange(SHORT_HALVES));
        var cd = c.blend(d, SECOND_SHORTS).add(d.blend(c, SECOND_SHORTS).rearrange(SHORT_HALVES));
        ab.blend(cd, ODD_SHORT_QUARTERS).add(cd.blend(ab, ODD_SHORT_QUARTERS).rearrange(SHORT_QUARTERS)).rearrange(ROWS).intoArray(sums, 32 * block);
      } else {
        spread(a, sums, 32 * block);
        spread(b, sums, 32 * block + 16);
        spread(c, sums, 32 * block + 1);
        spread(d, sums, 32 * block + 17);
      }
    }
  }

  /** Adds the parts up and writes the eight sums to every second place. */
  private static void spread(ShortVector parts, short[] sums, int at) {
    for (int n = 0; n < 8; n++) {
      sums[at + 2 * n] = (short) (parts.lane(n) + (BYTES.length() == 32 ? parts.lane(8 + n) : 0));
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

  @Override
  public int select(float[] values, int from, int to, float least, int[] places, int at) {
    if (LANES < 16) { // such machines have no instruction that packs the chosen lanes
      return PLAIN.select(values, from, to, least, places, at);
    }
    int found = at;
    int n = from;
    var place = IntVector.broadcast(INTS, from).addIndex(1);
    for (; n + LANES <= to; n += LANES) {
      var reaches = FloatVector.fromArray(FLOATS, values, n).compare(VectorOperators.GE, least);
      place.compress(reaches.cast(INTS)).intoArray(places, found); // the lanes beyond the chosen are overwritten by the next ones
      found += reaches.trueCount();
      place = place.add(LANES);
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
      for (long set = ShortVector.fromArray(SHORTS, values, n).compare(VectorOperators.GE, bound).toLong(); set != 0; set &= set - 1) {
        places[found++] = n + Long.numberOfTrailingZeros(set);
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
