package dev.tributary.math;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link PlainArithmetic} in the widest vectors of the machine. Two accumulators with fused multiply-add hide
 * the latency of one; the rest that fills no vector goes through a plain loop. The only file that needs jdk.incubator.vector.
 */
record VectorArithmetic() implements Arithmetic {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  @Override
  public float dot(float[] a, float[] b) {
    var even = FloatVector.zero(SPECIES);
    var odd = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 2 * LANES <= a.length; i += 2 * LANES) {
      even = FloatVector.fromArray(SPECIES, a, i).fma(FloatVector.fromArray(SPECIES, b, i), even);
      odd = FloatVector.fromArray(SPECIES, a, i + LANES).fma(FloatVector.fromArray(SPECIES, b, i + LANES), odd);
    }
    for (; i + LANES <= a.length; i += LANES) {
      even = FloatVector.fromArray(SPECIES, a, i).fma(FloatVector.fromArray(SPECIES, b, i), even);
    }
    float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
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
    float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (; i < a.length; i++) {
      sum += a[i] * b.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
    return sum;
  }

  @Override
  public void addScaled(float scale, float[] x, float[] y) {
    var factor = FloatVector.broadcast(SPECIES, scale);
    int i = 0;
    for (; i + LANES <= y.length; i += LANES) {
      FloatVector.fromArray(SPECIES, x, i).fma(factor, FloatVector.fromArray(SPECIES, y, i)).intoArray(y, i);
    }
    for (; i < y.length; i++) {
      y[i] += scale * x[i];
    }
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

  @Override
  public String description() {
    return "vectors of " + SPECIES.vectorBitSize() + " bits";
  }

  private static FloatVector load(MemorySegment values, long offset, int i) {
    return FloatVector.fromMemorySegment(SPECIES, values, offset + 4L * i, ByteOrder.LITTLE_ENDIAN);
  }
}
