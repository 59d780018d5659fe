package dev.tributary.nn;

import dev.tributary.math.Kernels;

/** What a layer makes of its sums, value by value. */
public enum Activation {
  /** z. */
  NONE,
  /** max(0, z). */
  RELU,
  /** tanh z. */
  TANH,
  /** z·Φ(z) with the Gaussian distribution by its tanh approximation (Hendrycks, Gimpel: "Gaussian error linear units", arXiv 1606.08415). */
  GELU;

  private static final float CUBIC = 0.044715f;
  private static final float ROOT = 0.7978845608f; // √(2/π)

  /** Whether {@link #backward} reads z, which then may not share its array with y. */
  public boolean needsSums() {
    return this == GELU;
  }

  /** y = f(z) for the first {@code count} values. */
  void forward(float[] z, int count, float[] y) {
    switch (this) {
      case NONE -> {
        if (z != y) {
          System.arraycopy(z, 0, y, 0, count);
        }
      }
      case RELU -> {
        for (int i = 0; i < count; i++) {
          y[i] = Math.max(0f, z[i]);
        }
      }
      case TANH -> {
        if (z != y) {
          System.arraycopy(z, 0, y, 0, count);
        }
        Kernels.tanh(y, 0, count);
      }
      case GELU -> {
        for (int i = 0; i < count; i++) {
          y[i] = ROOT * (z[i] + CUBIC * z[i] * z[i] * z[i]);
        }
        Kernels.tanh(y, 0, count);
        for (int i = 0; i < count; i++) {
          y[i] = 0.5f * z[i] * (1 + y[i]);
        }
      }
    }
  }

  /** The gradient by y becomes that by z, in place. */
  void backward(float[] z, float[] y, int count, float[] gradient) {
    switch (this) {
      case NONE -> {}
      case RELU -> Kernels.keepPositive(y, count, gradient);
      case TANH -> {
        for (int i = 0; i < count; i++) {
          gradient[i] *= 1 - y[i] * y[i];
        }
      }
      case GELU -> {
        // y = z·(1 + t)/2, so (1 + t)/2 is y/z; where z is nearly 0 it is 1/2
        for (int i = 0; i < count; i++) {
          float half = Math.abs(z[i]) < 1e-6f ? 0.5f : y[i] / z[i];
          float t = 2 * half - 1;
          gradient[i] *= half + 0.5f * z[i] * (1 - t * t) * ROOT * (1 + 3 * CUBIC * z[i] * z[i]);
        }
      }
    }
  }
}
