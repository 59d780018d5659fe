package dev.tributary.retrieval.ratings;

import java.util.random.RandomGenerator;

/** Draws from gamma distributions (Marsaglia, Tsang: "A simple method for generating gamma variables", ACM TOMS 2000). */
final class Gamma {
  private Gamma() {}

  /**
   * One draw, of mean {@code shape / rate}.
   *
   * @param shape 1 or more
   * @param rate above 0
   */
  static double draw(double shape, double rate, RandomGenerator random) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      if (v > 0 && StrictMath.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * StrictMath.log(v)) {
        return d * v / rate;
      }
    }
  }
}
