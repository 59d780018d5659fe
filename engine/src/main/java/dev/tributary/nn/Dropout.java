package dev.tributary.nn;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Kernels;

/**
 * Inverted dropout (Srivastava and others, JMLR 2014). Nothing is kept for the way back: the same seed drops the same places of the gradient.
 *
 * @param rate of values that are dropped, 0 or more and below 1
 */
public record Dropout(double rate) {
  public Dropout {
    require(rate >= 0 && rate < 1, "dropout is %s, allowed 0..1, 1 excluded; start with 0.2", rate);
  }

  /** Drops among the first {@code count} values, forwards as well as back. */
  public void apply(float[] x, int count, long seed) {
    if (rate > 0) {
      Kernels.drop(x, 0, count, seed, rate);
    }
  }
}
