package dev.tributary.simulation;

import dev.tributary.math.Seeds;
import java.util.SplittableRandom;

/**
 * Draws from the distributions that the community needs. Only {@link StrictMath} and exact arithmetic, so that the same seed
 * gives the same bits on every machine. Confined: one thread.
 */
final class Dice {
  private SplittableRandom random;

  Dice(long seed) {
    random = Seeds.random(seed);
  }

  /** Starts again from another seed. */
  void reset(long seed) {
    random = Seeds.random(seed);
  }

  /** Uniform in [0, 1). */
  double unit() {
    return random.nextDouble();
  }

  /** Uniform in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Uniform in 0..bound-1. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Normal with mean 0 and variance 1, by the polar method (Marsaglia, Bray 1964). */
  double normal() {
    while (true) {
      double x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      double square = x * x + y * y;
      if (square < 1 && square > 0) {
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }

  /** Log-normal with mean 1. */
  double logNormal(double sigma) {
    return StrictMath.exp(sigma * normal() - 0.5 * sigma * sigma);
  }

  /** Exponential with a mean. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  /** Poisson, by inversion in steps of at most 30, of which sums are Poisson again. */
  int poisson(double mean) {
    int count = 0;
    for (double left = mean; left > 0; left -= 30) {
      double floor = StrictMath.exp(-Math.min(left, 30));
      for (double product = random.nextDouble(); product > floor; product *= random.nextDouble()) {
        count++;
      }
    }
    return count;
  }

  /** An index with probability in proportion to its place in an ascending sum of weights. */
  int fromSums(double[] sums) {
    double target = random.nextDouble() * sums[sums.length - 1];
    int low = 0;
    for (int high = sums.length - 1; low < high; ) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
