package dev.tributary.nn;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Kernels;

/**
 * A fully connected layer: y = f(x·W + b) for each row x, with W of in × out. Weights start normal with variance 2/in before a ReLU or GELU (He and others,
 * ICCV 2015), else 2/(in + out) (Glorot, Bengio, AISTATS 2010); b starts at 0. Thread-safe: stateless beside its weights.
 */
public final class Dense {
  private final Weights weights;
  private final int in;
  private final int out;
  private final Activation activation;
  private final int matrix;
  private final int bias;

  /** A layer whose weights are added under {@code name}. */
  public Dense(Weights weights, String name, int in, int out, Activation activation) {
    this.weights = weights;
    this.in = in;
    this.out = out;
    this.activation = activation;
    boolean rectified = activation == Activation.RELU || activation == Activation.GELU;
    matrix = weights.addNormal(name + ".weight", in, out, Math.sqrt(rectified ? 2.0 / in : 2.0 / (in + out)));
    bias = weights.addConstant(name + ".bias", out, 0);
  }

  public int in() {
    return in;
  }

  public int out() {
    return out;
  }

  public Activation activation() {
    return activation;
  }

  /**
   * The way forwards for so many rows.
   *
   * @param z overwritten: the sums x·W + b; may be {@code y} unless {@link Activation#needsSums}
   * @param y overwritten
   */
  public void forward(float[] x, int rows, float[] z, float[] y, ArrayProduct product) {
    var values = weights.values();
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, bias, z, row * out, out);
    }
    product.multiply(Rows.of(x, in), new Rows(values, matrix, out), Rows.of(z, out), rows, out, in, Part.ALL, true);
    activation.forward(z, rows * out, y);
  }

  /**
   * The way back.
   *
   * @param z as {@link #forward} left it
   * @param dy the gradient by y; becomes that by z
   * @param dx added to, or overwritten: the gradient by x
   * @param add whether it is added to
   * @param gradient of the weights: added to
   */
  public void backward(float[] x, float[] z, float[] y, float[] dy, int rows, float[] dx, boolean add, float[] gradient, ArrayProduct product) {
    backwardWeights(x, z, y, dy, rows, gradient, product);
    product.multiplyTransposed(Rows.of(dy, out), new Rows(weights.values(), matrix, out), Rows.of(dx, in), rows, in, out, Part.ALL, add);
  }

  /** The same where nobody asks for the gradient by x. */
  public void backwardWeights(float[] x, float[] z, float[] y, float[] dy, int rows, float[] gradient, ArrayProduct product) {
    activation.backward(z, y, rows * out, dy);
    product.transposedMultiply(Rows.of(x, in), Rows.of(dy, out), new Rows(gradient, matrix, out), in, out, rows, Part.ALL, true);
    Kernels.sumColumns(dy, rows, out, gradient, bias);
  }
}
