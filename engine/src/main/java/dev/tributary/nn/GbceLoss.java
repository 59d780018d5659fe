package dev.tributary.nn;

/**
 * Generalised binary cross-entropy (Petrov, Macdonald: "gSASRec", RecSys 2023): −β·log σ(s⁺) − Σ log(1 − σ(s⁻)), where β < 1 undoes the overconfidence that comes from
 * drawing few negatives. A candidate with the logit −∞ costs nothing.
 *
 * @param beta the power of the positive's probability
 */
public record GbceLoss(double beta) {
  /**
   * The loss whose scores are calibrated as far as wanted.
   *
   * @param negatives drawn for each positive
   * @param items that can be drawn
   * @param calibration t: 0 is plain binary cross-entropy, 1 gives scores that are probabilities
   */
  public static GbceLoss of(int negatives, int items, double calibration) {
    double rate = Math.min(1, negatives / Math.max(1.0, items - 1.0));
    return new GbceLoss(rate * (calibration * (1 - 1 / rate) + 1 / rate));
  }

  /** The loss; the logits, of which each row's target is positive and all others are negatives, become its gradient by them. As {@link SoftmaxLoss#apply}. */
  public double apply(float[] logits, int rows, int columns, int stride, int[] targets) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        int at = row * stride + i;
        double score = logits[at];
        if (i == targets[row]) {
          sum += beta * LogisticLoss.softplus(-score);
          logits[at] = (float) (-beta * LogisticLoss.sigmoid(-score));
        } else {
          sum += LogisticLoss.softplus(score);
          logits[at] = (float) LogisticLoss.sigmoid(score);
        }
      }
    }
    return sum;
  }
}
