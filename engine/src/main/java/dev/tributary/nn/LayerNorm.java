package dev.tributary.nn;

import dev.tributary.math.Kernels;

/**
 * Layer normalisation (Ba, Kiros, Hinton: arXiv 1607.06450): each row less its mean, over its deviation, times γ plus β, which start at 1 and 0. Thread-safe:
 * stateless beside its weights.
 */
public final class LayerNorm {
  private static final float EPSILON = 1e-6f;

  private final Weights weights;
  private final int width;
  private final int gamma;
  private final int beta;

  /** A layer whose weights are added under {@code name}. */
  public LayerNorm(Weights weights, String name, int width) {
    this.weights = weights;
    this.width = width;
    gamma = weights.addConstant(name + ".gamma", width, 1);
    beta = weights.addConstant(name + ".beta", width, 0);
  }

  /**
   * The way forwards for so many rows.
   *
   * @param normal overwritten: the rows before γ and β
   * @param inverse overwritten: 1 / deviation of each row
   * @param y overwritten; not {@code normal}
   */
  public void forward(float[] x, int rows, float[] normal, float[] inverse, float[] y) {
    var values = weights.values();
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      inverse[row] = Kernels.normalize(x, at, width, EPSILON, normal, at);
      for (int i = 0; i < width; i++) {
        y[at + i] = normal[at + i] * values[gamma + i] + values[beta + i];
      }
    }
  }

  /**
   * The way back.
   *
   * @param dy the gradient by y; overwritten
   * @param dx the gradient by x is added to it; not {@code dy}
   * @param gradient of the weights: added to
   */
  public void backward(float[] normal, float[] inverse, float[] dy, int rows, float[] dx, float[] gradient) {
    var values = weights.values();
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      for (int i = 0; i < width; i++) {
        gradient[gamma + i] += dy[at + i] * normal[at + i];
      }
      for (int i = 0; i < width; i++) {
        gradient[beta + i] += dy[at + i];
      }
      for (int i = 0; i < width; i++) {
        dy[at + i] *= values[gamma + i];
      }
      float mean = Kernels.sum(dy, at, width) / width;
      float slope = Kernels.dot(dy, at, normal, at, width) / width;
      for (int i = 0; i < width; i++) {
        dx[at + i] += inverse[row] * (dy[at + i] - mean - normal[at + i] * slope);
      }
    }
  }
}
