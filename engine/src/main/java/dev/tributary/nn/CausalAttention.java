package dev.tributary.nn;

import static dev.tributary.math.Require.require;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Kernels;
import java.util.Arrays;

/**
 * Causal multi-head attention (Vaswani and others, NeurIPS 2017): each row of a sequence is a mean of the values of itself and the rows before it, weighted by
 * softmax(⟨q, k⟩ / √(width / heads)). Sequences are ragged and lie end to end: nothing is padded, and what lies after a row is not computed. The projections
 * around it are {@link Dense}.
 *
 * <p>A row in is q, k and v side by side, 3 × width; heads are their consecutive parts.
 *
 * @param width of a row out
 * @param heads a divisor of the width
 */
public record CausalAttention(int width, int heads) {
  public CausalAttention {
    require(heads >= 1 && width % heads == 0, "%d heads do not divide a width of %d", heads, width);
  }

  /** How many values {@link #forward} keeps for the way back. */
  public int kept(int[] starts, int sequences) {
    int sum = 0;
    for (int n = 0; n < sequences; n++) {
      sum = Math.addExact(sum, Math.multiplyExact(heads, Math.multiplyExact(starts[n + 1] - starts[n], starts[n + 1] - starts[n])));
    }
    return sum;
  }

  /**
   * The way forwards.
   *
   * @param x rows of q, k and v
   * @param starts first row of each sequence, and the end
   * @param attention overwritten: the weights, {@link #kept} values
   * @param y overwritten
   */
  public void forward(float[] x, int[] starts, int sequences, float[] attention, float[] y, ArrayProduct product) {
    int head = width / heads;
    float scale = (float) (1 / Math.sqrt(head));
    int at = 0;
    for (int n = 0; n < sequences; n++) {
      int rows = starts[n + 1] - starts[n];
      for (int h = 0; h < heads; h++, at += rows * rows) {
        var weights = new Rows(attention, at, rows);
        product.multiplyTransposed(part(x, starts[n], h, 0), part(x, starts[n], h, 1), weights, rows, rows, head, Part.RESULT_LOWER, false);
        for (int row = 0, first = at; row < rows; row++, first += rows) {
          for (int i = 0; i <= row; i++) {
            attention[first + i] *= scale;
          }
          Kernels.softmax(attention, first, row + 1);
          Arrays.fill(attention, first + row + 1, first + rows, 0f);
        }
        product.multiply(weights, part(x, starts[n], h, 2), new Rows(y, starts[n] * width + h * head, width), rows, head, rows, Part.LEFT_LOWER, false);
      }
    }
  }

  /**
   * The way back.
   *
   * @param attention as {@link #forward} left it
   * @param dy the gradient by y
   * @param dx overwritten: the gradient by q, k and v
   * @param scratch at least the square of the longest sequence
   */
  public void backward(float[] x, int[] starts, int sequences, float[] attention, float[] dy, float[] dx, float[] scratch, ArrayProduct product) {
    int head = width / heads;
    float scale = (float) (1 / Math.sqrt(head));
    int at = 0;
    for (int n = 0; n < sequences; n++) {
      int rows = starts[n + 1] - starts[n];
      for (int h = 0; h < heads; h++, at += rows * rows) {
        var weights = new Rows(attention, at, rows);
        var logits = new Rows(scratch, 0, rows);
        var back = new Rows(dy, starts[n] * width + h * head, width);
        product.multiplyTransposed(back, part(x, starts[n], h, 2), logits, rows, rows, head, Part.RESULT_LOWER, false);
        for (int row = 0; row < rows; row++) {
          int first = row * rows;
          float mean = Kernels.dot(attention, at + first, scratch, first, row + 1);
          for (int i = 0; i <= row; i++) {
            scratch[first + i] = scale * attention[at + first + i] * (scratch[first + i] - mean);
          }
          Arrays.fill(scratch, first + row + 1, first + rows, 0f);
        }
        product.multiply(logits, part(x, starts[n], h, 1), part(dx, starts[n], h, 0), rows, head, rows, Part.LEFT_LOWER, false);
        product.transposedMultiply(logits, part(x, starts[n], h, 0), part(dx, starts[n], h, 1), rows, head, rows, Part.LEFT_UPPER, false);
        product.transposedMultiply(weights, back, part(dx, starts[n], h, 2), rows, head, rows, Part.LEFT_UPPER, false);
      }
    }
  }

  /**
   * The last row of one sequence alone, for serving.
   *
   * @param x rows of q, k and v; the last row's q counts
   * @param weights scratch, a value for each row
   * @param y overwritten: one row
   */
  public void last(float[] x, int rows, float[] weights, float[] y) {
    int head = width / heads;
    float scale = (float) (1 / Math.sqrt(head));
    Arrays.fill(y, 0, width, 0f);
    for (int h = 0; h < heads; h++) {
      int q = (rows - 1) * 3 * width + h * head;
      for (int row = 0; row < rows; row++) {
        weights[row] = scale * Kernels.dot(x, q, x, row * 3 * width + width + h * head, head);
      }
      Kernels.softmax(weights, 0, rows);
      for (int row = 0; row < rows; row++) {
        int v = row * 3 * width + 2 * width + h * head;
        for (int i = 0; i < head; i++) {
          y[h * head + i] += weights[row] * x[v + i];
        }
      }
    }
  }

  /** q, k or v (0, 1, 2) of one head, from a row on. */
  private Rows part(float[] x, int row, int head, int which) {
    return new Rows(x, row * 3 * width + which * width + head * (width / heads), 3 * width);
  }
}
