package dev.tributary.nn;

import dev.tributary.math.FloatColumn;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.util.Arrays;

/**
 * Batch normalisation (Ioffe, Szegedy, ICML 2015): each column less its mean, over its deviation, times γ plus β, which start at 1 and 0. In training mean
 * and deviation are those of the rows given, a slice of the batch, so that slices stay independent (Hoffer, Hubara, Soudry, "ghost batches", NeurIPS 2017); in
 * serving they are running means over {@link #absorb absorbed} slices. Confined while it absorbs, else thread-safe.
 */
public final class BatchNorm implements Checkpointed {
  private static final float EPSILON = 1e-5f;
  private static final float MOMENTUM = 0.1f;

  private final Weights weights;
  private final int width;
  private final int gamma;
  private final int beta;
  private final float[] mean;
  private final float[] variance;

  /** A layer whose weights are added under {@code name}. */
  public BatchNorm(Weights weights, String name, int width) {
    this.weights = weights;
    this.width = width;
    gamma = weights.addConstant(name + ".gamma", width, 1);
    beta = weights.addConstant(name + ".beta", width, 0);
    mean = new float[width];
    variance = new float[width];
    Arrays.fill(variance, 1);
  }

  /**
   * The way forwards in training.
   *
   * @param normal overwritten: the rows before γ and β
   * @param moments overwritten: means and then variances of the columns, 2 × width, to be {@link #absorb absorbed} in the order of slices
   * @param y overwritten
   */
  public void forward(float[] x, int rows, float[] normal, float[] moments, float[] y) {
    for (int i = 0; i < width; i++) {
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += x[row * width + i];
      }
      double middle = sum / Math.max(1, rows);
      double squares = 0;
      for (int row = 0; row < rows; row++) {
        squares += (x[row * width + i] - middle) * (x[row * width + i] - middle);
      }
      moments[i] = (float) middle;
      moments[width + i] = (float) (squares / Math.max(1, rows));
    }
    scale(x, rows, moments, normal, y);
  }

  private void scale(float[] x, int rows, float[] moments, float[] normal, float[] y) {
    var values = weights.values();
    for (int i = 0; i < width; i++) {
      float inverse = inverse(moments[width + i]);
      for (int row = 0; row < rows; row++) {
        int at = row * width + i;
        normal[at] = (x[at] - moments[i]) * inverse;
        y[at] = normal[at] * values[gamma + i] + values[beta + i];
      }
    }
  }

  private static float inverse(float variance) {
    return (float) (1 / Math.sqrt(variance + EPSILON));
  }

  /** The way forwards in serving, in place. */
  public void serve(float[] x, int rows) {
    var values = weights.values();
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        int at = row * width + i;
        x[at] = (x[at] - mean[i]) * inverse(variance[i]) * values[gamma + i] + values[beta + i];
      }
    }
  }

  /**
   * The way back.
   *
   * @param moments as {@link #forward} left them
   * @param dy the gradient by y
   * @param dx overwritten: the gradient by x; may be {@code dy}
   * @param gradient of the weights: added to
   */
  public void backward(float[] normal, float[] moments, float[] dy, int rows, float[] dx, float[] gradient) {
    var values = weights.values();
    for (int i = 0; i < width; i++) {
      double sum = 0;
      double slope = 0;
      for (int row = 0; row < rows; row++) {
        int at = row * width + i;
        sum += dy[at];
        slope += dy[at] * normal[at];
      }
      gradient[beta + i] += (float) sum;
      gradient[gamma + i] += (float) slope;
      float scale = values[gamma + i] * inverse(moments[width + i]);
      float middle = (float) (sum / rows);
      float tilt = (float) (slope / rows);
      for (int row = 0; row < rows; row++) {
        int at = row * width + i;
        dx[at] = scale * (dy[at] - middle - normal[at] * tilt);
      }
    }
  }

  /** Moves the running means a tenth of the way to a slice's; to be called in the order of slices. */
  public void absorb(float[] moments) {
    for (int i = 0; i < width; i++) {
      mean[i] += MOMENTUM * (moments[i] - mean[i]);
      variance[i] += MOMENTUM * (moments[width + i] - variance[i]);
    }
  }

  @Override
  public void save(String name, Tensors.Builder file) {
    file.floats(name + ".mean", FloatColumn.copyOf(mean));
    file.floats(name + ".variance", FloatColumn.copyOf(variance));
  }

  @Override
  public void load(String name, Tensors file) throws CorruptFileException {
    Checkpointed.floats(file, name + ".mean", width).copyTo(0, width, mean, 0);
    Checkpointed.floats(file, name + ".variance", width).copyTo(0, width, variance, 0);
  }
}
