package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Predicted scores beside what happened, pair by pair, in groups (a user's impressions, as a rule): the measures of rankers. A
 * label above 0 is a positive. A measure that the data cannot give is empty, never NaN. Immutable, thread-safe.
 */
public final class Predictions {
  private static final double CLIP = 1e-7;

  private final double[] label;
  private final double[] score;
  private final int[] group;

  private Predictions(double[] label, double[] score, int[] group) {
    this.label = label;
    this.score = score;
    this.group = group;
  }

  /**
   * Copies three columns of equal length.
   *
   * @param label what happened: 0 or 1 for clicks, stars for ratings
   * @param score what was predicted
   * @param group whose it is; any ints
   */
  public static Predictions of(double[] label, double[] score, int[] group) {
    require(label.length == score.length && label.length == group.length, "%d labels, %d scores and %d groups differ in number", label.length, score.length, group.length);
    for (int n = 0; n < label.length; n++) {
      require(Double.isFinite(label[n]) && Double.isFinite(score[n]), "row %d has label %s and score %s, both must be finite", n, label[n], score[n]);
    }
    return new Predictions(label.clone(), score.clone(), group.clone());
  }

  /** Number of pairs. */
  public int size() {
    return label.length;
  }

  /** Probability that a positive is above a negative, ties one half; empty when one class is missing. */
  public OptionalDouble auc() {
    Integer[] order = byScore();
    return auc(order, 0, order.length);
  }

  /** How the groups of {@link Predictions#gauc} are weighed. */
  public enum Weight {
    /** By the number of pairs: the usual GAUC. */
    IMPRESSIONS,
    /** By the number of positives. */
    POSITIVES,
    /** All alike. */
    EQUAL
  }

  /** Mean of the groups' AUC, weighed by impressions; groups of one class are left out; empty when none is left. */
  public OptionalDouble gauc() {
    return gauc(Weight.IMPRESSIONS);
  }

  /** The same with other weights. */
  public OptionalDouble gauc(Weight weight) {
    double sum = 0;
    double weights = 0;
    Integer[] order = byGroup();
    for (int from = 0, to; from < order.length; from = to) {
      to = endOfGroup(order, from);
      var auc = auc(order, from, to);
      if (auc.isPresent()) {
        double w = switch (weight) {
          case IMPRESSIONS -> to - from;
          case POSITIVES -> positives(order, from, to);
          case EQUAL -> 1;
        };
        sum += w * auc.getAsDouble();
        weights += w;
      }
    }
    return weights > 0 ? OptionalDouble.of(sum / weights) : OptionalDouble.empty();
  }

  /** How many groups have both classes. */
  public int groupsCounted() {
    int counted = 0;
    Integer[] order = byGroup();
    for (int from = 0, to; from < order.length; from = to) {
      to = endOfGroup(order, from);
      int positives = positives(order, from, to);
      counted += positives > 0 && positives < to - from ? 1 : 0;
    }
    return counted;
  }

  /** Mean precision at the thresholds, weighed by the recall they add; empty without a positive. */
  public OptionalDouble averagePrecision() {
    Integer[] order = byScore();
    int all = positives(order, 0, order.length);
    double sum = 0;
    int positives = 0;
    for (int to = order.length, from; to > 0; to = from) {
      from = startOfTie(order, to);
      int added = positives(order, from, to);
      positives += added;
      sum += (double) added * positives / (order.length - from);
    }
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / all);
  }

  /**
   * Mean of −log of the probability given to what happened, probabilities clipped to 1e-7..1−1e-7; empty when there is no pair, or
   * a score lies outside 0..1 or a label is neither 0 nor 1: then the scores are no probabilities of clicks.
   */
  public OptionalDouble logLoss() {
    if (!areProbabilities()) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int n = 0; n < label.length; n++) {
      double p = Math.clamp(score[n], CLIP, 1 - CLIP);
      sum -= label[n] > 0 ? Math.log(p) : Math.log1p(-p);
    }
    return OptionalDouble.of(sum / label.length);
  }

  /** Calibration: clicks / Σ of predicted probabilities (COPC), 1 is right; empty where {@link #logLoss} is, or the sum is 0. */
  public OptionalDouble calibration() {
    double predicted = Arrays.stream(score).sum();
    return !areProbabilities() || predicted == 0 ? OptionalDouble.empty() : OptionalDouble.of(Arrays.stream(label).sum() / predicted);
  }

  private boolean areProbabilities() {
    boolean all = label.length > 0;
    for (int n = 0; n < label.length; n++) {
      all &= (label[n] == 0 || label[n] == 1) && score[n] >= 0 && score[n] <= 1;
    }
    return all;
  }

  /** Root of the mean squared difference of score and label, in the label's unit; empty without a pair. */
  public OptionalDouble rmse() {
    double sum = 0;
    for (int n = 0; n < label.length; n++) {
      sum += (score[n] - label[n]) * (score[n] - label[n]);
    }
    return label.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(sum / label.length));
  }

  /** Mean absolute difference of score and label, in the label's unit; empty without a pair. */
  public OptionalDouble mae() {
    double sum = 0;
    for (int n = 0; n < label.length; n++) {
      sum += Math.abs(score[n] - label[n]);
    }
    return label.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / label.length);
  }

  /** What the data can give of AUC, GAUC, log loss and calibration, for JSON. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("pairs", size());
    auc().ifPresent(v -> map.put("auc", v));
    gauc().ifPresent(v -> map.put("gauc", v));
    map.put("gaucGroups", groupsCounted());
    averagePrecision().ifPresent(v -> map.put("averagePrecision", v));
    logLoss().ifPresent(v -> map.put("logLoss", v));
    calibration().ifPresent(v -> map.put("calibration", v));
    return map;
  }

  private Integer[] byScore() {
    var order = new Integer[label.length];
    Arrays.setAll(order, n -> n);
    Arrays.sort(order, (a, b) -> Double.compare(score[a] + 0.0, score[b] + 0.0)); // + 0.0: minus zero becomes zero
    return order;
  }

  private Integer[] byGroup() {
    Integer[] order = byScore();
    Arrays.sort(order, (a, b) -> Integer.compare(group[a], group[b])); // stable: by score within a group
    return order;
  }

  private int endOfGroup(Integer[] order, int from) {
    int to = from + 1;
    while (to < order.length && group[order[to]] == group[order[from]]) {
      to++;
    }
    return to;
  }

  private int startOfTie(Integer[] order, int to) {
    int from = to - 1;
    while (from > 0 && score[order[from - 1]] == score[order[to - 1]]) {
      from--;
    }
    return from;
  }

  private int positives(Integer[] order, int from, int to) {
    int positives = 0;
    for (int n = from; n < to; n++) {
      positives += label[order[n]] > 0 ? 1 : 0;
    }
    return positives;
  }

  /** Counts, for each positive, the negatives below it and half of those level with it. */
  private OptionalDouble auc(Integer[] order, int from, int to) {
    double wins = 0;
    long negativesBelow = 0;
    int positives = 0;
    for (int start = from, end; start < to; start = end) {
      end = start + 1;
      while (end < to && score[order[end]] == score[order[start]]) {
        end++;
      }
      int up = positives(order, start, end);
      int down = end - start - up;
      wins += up * (negativesBelow + down / 2.0);
      negativesBelow += down;
      positives += up;
    }
    return positives == 0 || negativesBelow == 0 ? OptionalDouble.empty() : OptionalDouble.of(wins / ((double) positives * negativesBelow));
  }
}
