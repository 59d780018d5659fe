package dev.tributary.ranking.blend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Non-negative weights by listwise logistic loss: for each list, minus the weighted mean log of the softmax at its relevant rows,
 * averaged over lists, plus a small ridge. Convex; solved by Newton steps whose quadratic model is minimised under w ≥ 0 by
 * coordinate descent, with backtracking: some twenty passes over the data. Confined: one thread; sums in a fixed order.
 */
final class ListwiseFit {
  private static final int ROUNDS = 50;
  private static final int SWEEPS = 200;
  private static final double RIDGE = 1e-4;

  private final int features;
  private final List<float[]> lists = new ArrayList<>(); // rows × features, row-major
  private final List<int[]> relevant = new ArrayList<>();
  private final List<double[]> shares = new ArrayList<>(); // of each relevant row in its list's loss

  ListwiseFit(int features) {
    this.features = features;
  }

  /**
   * Adds a list.
   *
   * @param rows the rows' features, row-major
   * @param relevantRows which rows are relevant, at least one
   * @param weights how much each of these counts, above 0; the list counts as much as their mean
   */
  void add(float[] rows, int[] relevantRows, double[] weights) {
    lists.add(rows);
    relevant.add(relevantRows);
    var share = new double[weights.length];
    Arrays.setAll(share, r -> weights[r] / weights.length);
    shares.add(share);
  }

  /** The weights of least loss, from {@code start}. */
  double[] solve(double[] start) {
    double[] weights = start.clone();
    var gradient = new double[features];
    var hessian = new double[features][features];
    for (int round = 0; round < ROUNDS; round++) {
      double loss = loss(weights, gradient, hessian);
      double[] goal = leastOfModel(weights, gradient, hessian);
      double slope = 0;
      for (int f = 0; f < features; f++) {
        slope += gradient[f] * (goal[f] - weights[f]);
      }
      if (slope > -1e-10) {
        break;
      }
      double step = 1;
      double[] next = between(weights, goal, step);
      while (loss(next) > loss + 1e-4 * step * slope && step > 1e-6) {
        step /= 2;
        next = between(weights, goal, step);
      }
      weights = next;
    }
    return weights;
  }

  private static double[] between(double[] from, double[] to, double share) {
    var point = new double[from.length];
    Arrays.setAll(point, f -> from[f] + share * (to[f] - from[f]));
    return point;
  }

  /** Where the quadratic model at {@code weights} is least among weights of 0 or more. */
  private double[] leastOfModel(double[] weights, double[] gradient, double[][] hessian) {
    double[] goal = weights.clone();
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double moved = 0;
      for (int f = 0; f < features; f++) {
        double slope = gradient[f];
        for (int g = 0; g < features; g++) {
          slope += hessian[f][g] * (goal[g] - weights[g]);
        }
        double next = Math.max(0, goal[f] - slope / hessian[f][f]);
        moved = Math.max(moved, Math.abs(next - goal[f]));
        goal[f] = next;
      }
      if (moved < 1e-9) {
        break;
      }
    }
    return goal;
  }

  /** The loss at some weights. */
  double loss(double[] weights) {
    return loss(weights, new double[features], new double[0][]);
  }

  /**
   * The loss at some weights.
   *
   * @param gradient overwritten
   * @param hessian overwritten; of length 0 when it is not wanted
   */
  double loss(double[] weights, double[] gradient, double[][] hessian) {
    Arrays.fill(gradient, 0);
    for (double[] row : hessian) {
      Arrays.fill(row, 0);
    }
    double sum = 0;
    for (int l = 0; l < lists.size(); l++) {
      sum += addList(lists.get(l), relevant.get(l), shares.get(l), weights, gradient, hessian);
    }
    double scale = 1.0 / lists.size();
    for (int f = 0; f < features; f++) {
      gradient[f] = gradient[f] * scale + RIDGE * weights[f];
      sum += lists.size() * RIDGE / 2 * weights[f] * weights[f];
      for (int g = 0; g < features && hessian.length > 0; g++) {
        hessian[f][g] = hessian[f][g] * scale + (f == g ? RIDGE : 0);
      }
    }
    return sum * scale;
  }

  private double addList(float[] rows, int[] relevantRows, double[] part, double[] weights, double[] gradient, double[][] hessian) {
    int count = rows.length / features;
    var share = new double[count]; // first the score, then the softmax
    double max = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < count; r++) {
      for (int f = 0; f < features; f++) {
        share[r] += weights[f] * rows[r * features + f];
      }
      max = Math.max(max, share[r]);
    }
    double loss = 0;
    double listWeight = 0;
    for (int n = 0; n < part.length; n++) {
      loss -= part[n] * (share[relevantRows[n]] - max);
      listWeight += part[n];
    }
    double total = 0;
    for (int r = 0; r < count; r++) {
      share[r] = Math.exp(share[r] - max);
      total += share[r];
    }
    var expected = new double[features];
    for (int r = 0; r < count; r++) {
      share[r] /= total;
      for (int f = 0; f < features; f++) {
        double weighted = share[r] * rows[r * features + f];
        expected[f] += weighted;
        for (int g = 0; g <= f && hessian.length > 0 && weighted != 0; g++) {
          hessian[f][g] += listWeight * weighted * rows[r * features + g];
        }
      }
    }
    for (int f = 0; f < features; f++) {
      gradient[f] += listWeight * expected[f];
      for (int n = 0; n < part.length; n++) {
        gradient[f] -= part[n] * rows[relevantRows[n] * features + f];
      }
      for (int g = 0; g <= f && hessian.length > 0; g++) {
        hessian[f][g] -= listWeight * expected[f] * expected[g];
        hessian[g][f] = hessian[f][g];
      }
    }
    return loss + listWeight * Math.log(total);
  }
}
