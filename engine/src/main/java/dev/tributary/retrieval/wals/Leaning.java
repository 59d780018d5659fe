package dev.tributary.retrieval.wals;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.vectors.Basis;
import dev.tributary.retrieval.vectors.Features;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What attributes say of the vectors of one side: a row leans towards {@code m = Σ_t x_t·w_t} over its attributes, where the w of all attributes make least
 *
 * <p>{@code Σ_rows r·‖b − m‖² + a·Σ_t D_t·‖w_t‖²}, D_t = Σ_rows r·x_t².
 *
 * <p>So a model of ids alone becomes a factorisation machine of ids (the deviations b − m) and attributes, learned by alternating least squares. The w are found by conjugate gradients from where they stand, a
 * system for each factor, preconditioned by the diagonal: a step never raises the sum but for rounding. {@value #STEPS} steps of O(attributes of all rows · factors). A row without entries leans on nothing
 * here, and costs nothing. Confined, but for {@link #mean}.
 */
final class Leaning {
  private static final int STEPS = 10;

  private final Features features;
  private final double[] penalties;
  private final double cost;
  private final double[] diagonal; // D
  private final int count;
  private final int factors;
  private final Matrix weights;

  /**
   * Starts from attributes that say nothing.
   *
   * @param features by row
   * @param count how many attributes there are
   * @param penalties r by row; 0 where a row has no entries
   * @param cost a
   */
  Leaning(Features features, int count, double[] penalties, double cost, int factors) {
    this.features = features;
    this.penalties = penalties;
    this.cost = cost;
    this.count = count;
    this.factors = factors;
    weights = Matrix.zeros(count, factors);
    diagonal = new double[count];
    for (int row = 0; row < penalties.length; row++) {
      for (int n = 0; n < features.count(row); n++) {
        double x = features.values()[row][n];
        diagonal[features.features()[row][n]] += penalties[row] * x * x;
      }
    }
  }

  /** w of each attribute, in the axes of now. */
  Matrix weights() {
    return weights;
  }

  /** Goes along where the vectors of the side turn. */
  void turn(Basis basis, Job job) {
    basis.turn(weights, job);
  }

  /** What the attributes of a row of features say: Σ x·w; overwrites. */
  static void mean(Features features, int row, Matrix weights, float[] mean) {
    Arrays.fill(mean, 0f);
    for (int n = 0; n < features.count(row); n++) {
      float x = features.values()[row][n];
      int attribute = features.features()[row][n];
      for (int p = 0; p < mean.length; p++) {
        mean[p] += x * weights.get(attribute, p);
      }
    }
  }

  void mean(int row, float[] mean) {
    mean(features, row, weights, mean);
  }

  /** Makes the sum less while the vectors stand still; answers it. */
  double learn(Matrix vectors) {
    var w = new double[count * factors];
    for (int t = 0, at = 0; t < count; t++) {
      for (int p = 0; p < factors; p++) {
        w[at++] = weights.get(t, p);
      }
    }
    var residual = new double[w.length];
    gather(w, vectors, residual);
    var direction = new double[w.length];
    var image = new double[w.length];
    double[] square = squares(residual);
    point(residual, direction, new double[factors]);
    for (int step = 0; step < STEPS; step++) {
      Arrays.fill(image, 0);
      gather(direction, null, image); // minus what the system makes of it
      square = step(w, direction, image, residual, square);
    }
    for (int t = 0, at = 0; t < count; t++) {
      for (int p = 0; p < factors; p++) {
        weights.set(t, p, (float) w[at++]);
      }
    }
    return sum(vectors);
  }

  /** to += Σ_rows r·x·(b − Σ x·w) − a·D·w; with b = 0 where there are no vectors. */
  private void gather(double[] w, @Nullable Matrix vectors, double[] to) {
    var left = new double[factors];
    for (int row = 0; row < penalties.length; row++) {
      if (penalties[row] == 0 || features.count(row) == 0) {
        continue;
      }
      for (int p = 0; p < factors; p++) {
        left[p] = vectors == null ? 0 : vectors.get(row, p);
      }
      for (int n = 0; n < features.count(row); n++) {
        add(-features.values()[row][n], w, features.features()[row][n] * factors, left, 0);
      }
      for (int n = 0; n < features.count(row); n++) {
        add(penalties[row] * features.values()[row][n], left, 0, to, features.features()[row][n] * factors);
      }
    }
    for (int t = 0; t < count; t++) {
      add(-cost * diagonal[t], w, t * factors, to, t * factors);
    }
  }

  private void add(double x, double[] from, int at, double[] to, int place) {
    for (int p = 0; p < factors; p++) {
      to[place + p] += x * from[at + p];
    }
  }

  /** ⟨residual, residual / diagonal⟩ by factor. */
  private double[] squares(double[] residual) {
    var square = new double[factors];
    for (int t = 0, at = 0; t < count; t++) {
      double by = preconditioner(t);
      for (int p = 0; p < factors; p++, at++) {
        square[p] += residual[at] * residual[at] * by;
      }
    }
    return square;
  }

  /** direction = residual / diagonal + share · direction. */
  private void point(double[] residual, double[] direction, double[] share) {
    for (int t = 0, at = 0; t < count; t++) {
      double by = preconditioner(t);
      for (int p = 0; p < factors; p++, at++) {
        direction[at] = residual[at] * by + share[p] * direction[at];
      }
    }
  }

  /** 1 / diagonal; 0 for an attribute of no row, which so stays 0. */
  private double preconditioner(int attribute) {
    return diagonal[attribute] > 0 ? 1 / (diagonal[attribute] * (1 + cost)) : 0;
  }

  private double[] step(double[] w, double[] direction, double[] image, double[] residual, double[] square) {
    var length = new double[factors];
    for (int at = 0; at < w.length; at++) {
      length[at % factors] -= direction[at] * image[at];
    }
    for (int p = 0; p < factors; p++) {
      length[p] = length[p] > 0 ? square[p] / length[p] : 0;
    }
    for (int at = 0; at < w.length; at++) {
      w[at] += length[at % factors] * direction[at];
      residual[at] += length[at % factors] * image[at];
    }
    double[] next = squares(residual);
    var share = new double[factors];
    for (int p = 0; p < factors; p++) {
      share[p] = square[p] > 0 ? next[p] / square[p] : 0;
    }
    point(residual, direction, share);
    return next;
  }

  /** Σ r·‖b − m‖² + a·Σ D·‖w‖². */
  double sum(Matrix vectors) {
    double sum = attributes();
    var mean = new float[factors];
    for (int row = 0; row < penalties.length; row++) {
      if (penalties[row] > 0) {
        mean(row, mean);
        double square = 0;
        for (int p = 0; p < factors; p++) {
          double deviation = vectors.get(row, p) - (double) mean[p];
          square += deviation * deviation;
        }
        sum += penalties[row] * square;
      }
    }
    return sum;
  }

  /** a·Σ D·‖w‖². */
  double attributes() {
    double sum = 0;
    for (int t = 0; t < count; t++) {
      for (int p = 0; p < factors; p++) {
        sum += cost * diagonal[t] * weights.get(t, p) * (double) weights.get(t, p);
      }
    }
    return sum;
  }
}
