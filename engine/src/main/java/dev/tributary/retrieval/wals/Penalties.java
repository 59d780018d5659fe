package dev.tributary.retrieval.wals;

/**
 * What each factor of a row costs while the other side stands still in its basis: d = w₀·spectrum + r. Holds the last row's: confined, one
 * per thread.
 */
final class Penalties {
  private final float[] everywhere; // w₀·spectrum
  private final float[] values;

  Penalties(WalsConfig config, float[] spectrum) {
    everywhere = new float[spectrum.length];
    for (int p = 0; p < spectrum.length; p++) {
      everywhere[p] = (float) (config.everywhere() * spectrum[p]);
    }
    values = new float[spectrum.length];
  }

  int width() {
    return values.length;
  }

  /** What every row pays: w₀·spectrum. Not to be changed. */
  float[] everywhere() {
    return everywhere;
  }

  /** d of a row with this r, valid until the next call. */
  float[] of(double penalty) {
    for (int p = 0; p < values.length; p++) {
      values[p] = everywhere[p] + (float) penalty;
    }
    return values;
  }

  /** Whether r and what is unobserved decide every factor of a row, rounding apart. The spectrum descends. */
  boolean decide(double penalty) {
    float least = everywhere[everywhere.length - 1] + (float) penalty;
    return least >= Float.MIN_NORMAL && least > 1e-6f * (everywhere[0] + (float) penalty);
  }
}
