package dev.tributary.math;

import java.lang.foreign.MemorySegment;

/** The loops as anyone would write them. */
record PlainArithmetic() implements Arithmetic {
  @Override
  public float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Override
  public float dot(float[] a, MemorySegment b, long offset) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
    return sum;
  }

  @Override
  public void addScaled(float scale, float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += scale * x[i];
    }
  }

  @Override
  public void addScaled(float scale, MemorySegment x, long offset, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += scale * x.get(FloatColumn.LAYOUT, offset + 4L * i);
    }
  }

  @Override
  public String description() {
    return "plain loops";
  }
}
