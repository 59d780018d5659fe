package dev.tributary.nn;

import static dev.tributary.math.Require.require;

/**
 * The pairwise loss of a positive and a negative score.
 *
 * @param form hinge or logistic
 * @param sharpness the margin m of the hinge, the slope σ of the logistic; above 0
 */
public record TripletLoss(Form form, double sharpness) {
  /** How a positive that leads by too little is punished. */
  public enum Form {
    /** max(0, negative + m − positive). */
    HINGE,
    /** log(1 + e^(σ·(negative − positive))). */
    LOGISTIC
  }

  public TripletLoss {
    require(sharpness > 0 && sharpness < Double.POSITIVE_INFINITY, "the margin or slope is %s, must be above 0 and finite", sharpness);
  }

  /**
   * The loss and its gradients.
   *
   * @param positives added to: the gradient by each positive score
   * @param negatives overwritten: the gradient by each negative score
   * @param perPositive negatives of a positive, which lie one behind the other
   * @return the sum over all pairs
   */
  public double apply(float[] positive, float[] negative, int count, int perPositive, float[] positives, float[] negatives) {
    double sum = 0;
    for (int n = 0; n < count * perPositive; n++) {
      double behind = (double) negative[n] - positive[n / perPositive];
      double slope;
      if (form == Form.HINGE) {
        sum += Math.max(0, behind + sharpness);
        slope = behind + sharpness > 0 ? 1 : 0;
      } else {
        sum += LogisticLoss.softplus(sharpness * behind);
        slope = sharpness * LogisticLoss.sigmoid(sharpness * behind);
      }
      negatives[n] = (float) slope;
      positives[n / perPositive] -= (float) slope;
    }
    return sum;
  }
}
