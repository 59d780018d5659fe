package dev.tributary.nn;

import dev.tributary.math.Kernels;
import dev.tributary.onnx.OnnxGraph;
import java.util.Arrays;

/** L2 normalisation: each row over its length. A row of zeros stays so, and its gradient is 0. Stateless and thread-safe. */
public final class UnitLength {
  private UnitLength() {}

  /**
   * The way forwards.
   *
   * @param lengths overwritten: of each row before; empty where nobody goes back
   * @param y overwritten; may be {@code x}
   */
  public static void forward(float[] x, int rows, int width, float[] lengths, float[] y) {
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      float length = (float) Math.sqrt(Kernels.dot(x, at, x, at, width));
      float scale = length == 0 ? 0 : 1 / length;
      for (int i = 0; i < width; i++) {
        y[at + i] = x[at + i] * scale;
      }
      if (lengths.length > 0) {
        lengths[row] = length;
      }
    }
  }

  /** Adds the way forwards to a graph; answers the name of y. */
  public static String export(String x, OnnxGraph graph) {
    String length = graph.apply("Max", graph.apply("ReduceL2", x, graph.constants(1)), graph.constant(Float.MIN_NORMAL)); // zeros stay zeros
    return graph.apply("Div", x, length);
  }

  /** The way back: what points along y is taken away, the rest is divided by the length; {@code gradient} by y becomes that by x, in place. */
  public static void backward(float[] y, float[] lengths, int rows, int width, float[] gradient) {
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      if (lengths[row] == 0) {
        Arrays.fill(gradient, at, at + width, 0f);
        continue;
      }
      float along = Kernels.dot(y, at, gradient, at, width);
      float scale = 1 / lengths[row];
      for (int i = 0; i < width; i++) {
        gradient[at + i] = scale * (gradient[at + i] - along * y[at + i]);
      }
    }
  }
}
