package dev.tributary.ranking.blend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Non-negative weights by listwise logistic loss: for each list, minus the mean log of the softmax at its relevant rows,
 * averaged over lists, plus a small ridge. Convex; solved by projected gradient with momentum (FISTA) and a step found by
 * backtracking. Confined: one thread; sums in a fixed order.
 */
final class ListwiseFit {
  private static final int ROUNDS = 300;
  private static final double RIDGE = 1e-4;

  private final int features;
  private final List<float[]> lists = new ArrayList<>(); // rows × features, row-major
  private final List<int[]> relevant = new ArrayList<>();

  ListwiseFit(int features) {
    this.features = features;
  }

  /** Adds a list: its rows' features and which rows are relevant (at least one). */
  void add(float[] rows, int[] relevantRows) {
    lists.add(rows);
    relevant.add(relevantRows);
  }

  int size() {
    return lists.size();
  }

  /** The weights of least loss, from {@code start}. */
  double[] solve(double[] start) {
    double[] x = start.clone();
    double[] y = start.clone();
    double momentum = 1;
    double step = 1;
    double[] gradient = new double[features];
    double loss = loss(x, new double[features]);
    for (int round = 0; round < ROUNDS; round++) {
      double at = loss(y, gradient);
      double[] next;
      double nextLoss;
      while (true) {
        next = project(y, gradient, step);
        nextLoss = loss(next, new double[features]);
        if (nextLoss <= at + bound(y, next, gradient, step) + 1e-12 || step < 1e-9) {
          break;
        }
        step /= 2;
      }
      if (nextLoss > loss) { // momentum overshot: start it anew from the best point
        y = x.clone();
        if (momentum == 1) {
          break;
        }
        momentum = 1;
        continue;
      }
      double grown = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      for (int f = 0; f < features; f++) {
        y[f] = Math.max(0, next[f] + (momentum - 1) / grown * (next[f] - x[f]));
      }
      boolean still = loss - nextLoss < 1e-9;
      x = next;
      loss = nextLoss;
      momentum = grown;
      step *= 1.5;
      if (still && round > 20) {
        break;
      }
    }
    return x;
  }

  private static double[] project(double[] from, double[] gradient, double step) {
    var next = new double[from.length];
    Arrays.setAll(next, f -> Math.max(0, from[f] - step * gradient[f]));
    return next;
  }

  private static double bound(double[] from, double[] to, double[] gradient, double step) {
    double linear = 0;
    double squared = 0;
    for (int f = 0; f < from.length; f++) {
      linear += gradient[f] * (to[f] - from[f]);
      squared += (to[f] - from[f]) * (to[f] - from[f]);
    }
    return linear + squared / (2 * step);
  }

  /** The loss at some weights; the gradient is overwritten. */
  double loss(double[] weights, double[] gradient) {
    Arrays.fill(gradient, 0);
    double sum = 0;
    double[] expected = new double[features];
    for (int l = 0; l < lists.size(); l++) {
      float[] rows = lists.get(l);
      int count = rows.length / features;
      double[] scores = new double[count];
      double max = Double.NEGATIVE_INFINITY;
      for (int r = 0; r < count; r++) {
        double score = 0;
        for (int f = 0; f < features; f++) {
          score += weights[f] * rows[r * features + f];
        }
        scores[r] = score;
        max = Math.max(max, score);
      }
      double total = 0;
      Arrays.fill(expected, 0);
      for (int r = 0; r < count; r++) {
        double e = Math.exp(scores[r] - max);
        total += e;
        for (int f = 0; f < features; f++) {
          expected[f] += e * rows[r * features + f];
        }
      }
      double share = 1.0 / relevant.get(l).length;
      for (int r : relevant.get(l)) {
        sum += share * (Math.log(total) + max - scores[r]);
        for (int f = 0; f < features; f++) {
          gradient[f] -= share * rows[r * features + f];
        }
      }
      for (int f = 0; f < features; f++) {
        gradient[f] += expected[f] / total;
      }
    }
    double scale = 1.0 / lists.size();
    for (int f = 0; f < features; f++) {
      gradient[f] = gradient[f] * scale + RIDGE * weights[f];
      sum += lists.size() * RIDGE / 2 * weights[f] * weights[f];
    }
    return sum * scale;
  }
}
