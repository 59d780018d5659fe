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
