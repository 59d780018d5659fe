package dev.tributary.ranking.blend;

import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import java.util.Arrays;

/**
 * How much a taken item counts: the inverse of how often it was shown, smoothed by the mean exposure, so that rare items do
 * not run away (clipped inverse propensity: Schnabel et al., "Recommendations as Treatments", ICML 2016). On average
 * over what was taken the weight is 1. Where the log tells of no impressions, every item counts alike. Immutable.
 */
final class Exposure {
  private final Interactions log;
  private final double[] weights;
  private final boolean told;

  private Exposure(Interactions log, double[] weights, boolean told) {
    this.log = log;
    this.weights = weights;
    this.told = told;
  }

  /** The exposure in a log. O(rows). */
  static Exposure of(Interactions log) {
    var shown = new long[log.items().size()];
    var others = new long[log.items().size()];
    long impressions = 0;
    for (long row = 0; row < log.size(); row++) {
      if (log.signal(row) == Signal.IMPRESSION) {
        shown[log.item(row)]++;
        impressions++;
      } else {
        others[log.item(row)]++;
      }
    }
    var weights = new double[shown.length];
    Arrays.fill(weights, 1);
    boolean told = impressions * 2 > log.size(); // fewer impressions than actions: the log does not tell what was shown
    if (told) {
      double smoothing = (double) impressions / shown.length;
      double sum = 0;
      double taken = 0;
      for (int item = 0; item < shown.length; item++) {
        weights[item] = 1 / (shown[item] + smoothing);
        sum += others[item] * weights[item];
        taken += others[item];
      }
      double scale = taken / sum;
      Arrays.setAll(weights, item -> weights[item] * scale);
    }
    return new Exposure(log, weights, told);
  }

  /** Whether the log tells what users were shown. */
  boolean told() {
    return told;
  }

  double weight(String item) {
    int index = log.items().indexOf(item);
    return index < 0 ? 1 : weights[index];
  }
}
