package dev.tributary.nn;

import dev.tributary.math.Kernels;

/**
 * The listwise loss: −log softmax of the target among a row's candidates. A candidate that was drawn with a probability is corrected by it (Bengio, Senécal,
 * IEEE TNN 2008): its logit less the logarithm. What must not be a candidate has the logit −∞. Stateless and thread-safe.
 */
public final class SoftmaxLoss {
  private SoftmaxLoss() {}

  /** Takes the logarithm of each column's probability off the logits of all rows, before {@link #apply}. */
  public static void correct(float[] logits, int rows, int columns, int stride, float[] logProbabilities) {
    for (int row = 0; row < rows; row++) {
      int at = row * stride;
      for (int i = 0; i < columns; i++) {
        logits[at + i] -= logProbabilities[i];
      }
    }
  }

  /**
   * The loss; the logits become its gradient by them.
   *
   * @param stride from a row to the next
   * @param targets the column of each row's target, whose logit is finite
   * @return the sum over the rows; no number where a logit is none
   */
  public static double apply(float[] logits, int rows, int columns, int stride, int[] targets) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      int at = row * stride;
      float target = logits[at + targets[row]];
      sum += Kernels.softmax(logits, at, columns) - target;
      logits[at + targets[row]] -= 1;
    }
    return sum;
  }
}
