package dev.tributary.nn;

/**
 * What a mean that started at 0 holds of the whole after so many steps, {@code 1 − beta^step}, in a table: where every row of a table of vectors has steps of its own, to compute the
 * powers costs more than the steps themselves. Immutable.
 */
final class BiasCorrection {
  private static final double NOTHING = 1e-9; // far below the precision of a float
  private static final int LONGEST = 1 << 20;

  private final double beta;
  private final double[] bySteps;

  BiasCorrection(double beta) {
    this.beta = beta;
    bySteps = new double[beta == 0 ? 1 : (int) Math.clamp((long) Math.ceil(StrictMath.log(NOTHING) / StrictMath.log(beta)), 1, LONGEST)];
    for (int step = 0; step < bySteps.length; step++) {
      bySteps[step] = of(beta, step + 1);
    }
  }

  static double of(double beta, long step) {
    return 1 - StrictMath.pow(beta, step);
  }

  /** The correction after so many steps, 1 or more. */
  double at(int step) {
    return step <= bySteps.length ? bySteps[step - 1] : bySteps.length < LONGEST ? 1 : of(beta, step);
  }
}
