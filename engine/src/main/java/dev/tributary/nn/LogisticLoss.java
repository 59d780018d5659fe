package dev.tributary.nn;

/** The pointwise logistic loss: Σ log(1 + e^(−y·s)) over scores s with labels y of +1 or −1. Stateless and thread-safe. */
public final class LogisticLoss {
  private LogisticLoss() {}

  /**
   * The loss and its gradient.
   *
   * @param labels +1 or −1
   * @param gradient overwritten: by the scores; may be {@code scores}
   * @return the sum over the first {@code count}
   */
  public static double apply(float[] scores, float[] labels, int count, float[] gradient) {
    double sum = 0;
    for (int n = 0; n < count; n++) {
      double lead = labels[n] * scores[n];
      sum += softplus(-lead);
      gradient[n] = (float) (-labels[n] * sigmoid(-lead));
    }
    return sum;
  }

  /** log(1 + e^x) without overflow. */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** 1 / (1 + e^−x) without overflow. */
  static double sigmoid(double x) {
    double small = Math.exp(-Math.abs(x));
    return (x < 0 ? small : 1) / (1 + small);
  }
}
