package dev.tributary.nn;

import static dev.tributary.math.Require.require;

/**
 * How the learning rate changes from step to step: it rises linearly to its full height over the warm-up, and then stays or falls to 0 at the last step.
 *
 * @param decay how it falls
 * @param warmUp steps of the warm-up, 0 or more
 * @param steps all steps
 */
public record Schedule(Decay decay, long warmUp, long steps) {
  /** How a rate falls after the warm-up. */
  public enum Decay {
    /** Not at all. */
    CONSTANT,
    /** In a straight line. */
    LINEAR,
    /** As half a wave of the cosine (Loshchilov, Hutter, ICLR 2017, without restarts). */
    COSINE
  }

  /** The full rate in every step. */
  public static final Schedule CONSTANT = new Schedule(Decay.CONSTANT, 0, Long.MAX_VALUE);

  /** Down to nothing in a straight line. */
  public static Schedule cooling(long steps) {
    return new Schedule(Decay.LINEAR, 0, steps);
  }

  public Schedule {
    require(warmUp >= 0 && steps >= warmUp, "a warm-up of %d among %d steps, allowed 0 to all", warmUp, steps);
  }

  /** What the rate is multiplied by in a step, 0 being the first. */
  public double factor(long step) {
    if (step < warmUp) {
      return (step + 1.0) / warmUp;
    }
    double way = Math.clamp((step - warmUp) / (double) Math.max(1, steps - warmUp), 0.0, 1.0);
    return switch (decay) {
      case CONSTANT -> 1;
      case LINEAR -> 1 - way;
      case COSINE -> (1 + StrictMath.cos(Math.PI * way)) / 2;
    };
  }
}
