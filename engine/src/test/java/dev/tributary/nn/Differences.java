package dev.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.Seeds;
import java.util.function.DoubleSupplier;

/** Gradients against central differences of the fourth order, whose step may be large enough to rise above the rounding of floats. */
final class Differences {
  private static final float STEP = 0.02f;

  private Differences() {}

  /** Compares the gradient by some values of x, which are moved one by one. */
  static void check(String what, float[] x, int from, int count, float[] gradient, DoubleSupplier loss) {
    double most = 1e-3;
    for (int i = from; i < from + count; i++) {
      most = Math.max(most, Math.abs(gradient[i]));
    }
    for (int i = from; i < from + count; i += Math.max(1, count / 40)) {
      float before = x[i];
      double near = at(x, i, before + STEP, loss) - at(x, i, before - STEP, loss);
      double far = at(x, i, before + 2 * STEP, loss) - at(x, i, before - 2 * STEP, loss);
      x[i] = before;
      double slope = (8 * near - far) / (12 * STEP);
      assertThat((double) gradient[i]).as("%s, value %d", what, i).isCloseTo(slope, within(2e-3 * most));
    }
  }

  private static double at(float[] x, int i, float value, DoubleSupplier loss) {
    x[i] = value;
    return loss.getAsDouble();
  }

  static float[] random(int size, long seed) {
    var random = Seeds.random(seed);
    var values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Σ c·y: a loss whose gradient by y is c. */
  static double weighted(float[] c, float[] y) {
    double sum = 0;
    for (int i = 0; i < c.length; i++) {
      sum += (double) c[i] * y[i];
    }
    return sum;
  }
}
