package dev.tributary.retrieval.sgd;

/**
 * The highest of a few draws from a standard normal distribution.
 *
 * @param mean of one draw 0, growing with the number of draws
 * @param variance of one draw 1, shrinking
 */
record Highest(double mean, double variance) {
  private static final double END = 9; // nothing a float could tell lies beyond
  private static final int STEPS = 9000;

  /** By the trapezoidal rule over the density n·φ·Φⁿ⁻¹; the errors lie below 1e-6. */
  static Highest of(int draws) {
    double width = 2 * END / STEPS;
    double below = 0; // Φ
    double last = 0;
    double first = 0;
    double second = 0;
    for (int n = 0; n <= STEPS; n++) {
      double x = -END + n * width;
      double density = StrictMath.exp(-x * x / 2) / StrictMath.sqrt(2 * Math.PI);
      below += width * (last + density) / 2;
      last = density;
      double share = width * draws * density * StrictMath.pow(below, draws - 1.0);
      first += share * x;
      second += share * x * x;
    }
    return new Highest(first, second - first * first);
  }
}
