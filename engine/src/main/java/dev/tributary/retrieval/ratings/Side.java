package dev.tributary.retrieval.ratings;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import dev.tributary.math.RidgeRegression;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import java.util.Arrays;

/**
 * Users or items while they are drawn. A user's row is {@code [1, a, b_u]}, an item's {@code [b_i, v, 1]}, so that one inner product is the whole score and what the other
 * side's rows are to a regression lies side by side. Confined to one training; rows are drawn in parallel, each from a seed of its own.
 */
final class Side {
  private final String name;
  private final SparseMatrix ratings;
  private final Matrix rows;
  private final int first; // of the places that are drawn; the other side's regressors lie there too
  private final int width;
  private final int otherBias; // where the other side's bias lies
  private final double[] means; // of the rows' distribution, by place
  private final double[] precisions;

  /**
   * Starts from small random vectors and biases of 0.
   *
   * @param first 1 for users, 0 for items
   * @param ratings a row for each, less the mean of all
   */
  Side(String name, int first, int factors, SparseMatrix ratings, long seed) {
    this.name = name;
    this.first = first;
    this.ratings = ratings;
    width = factors + 1;
    otherBias = first == 1 ? 0 : width;
    means = new double[width];
    precisions = new double[width];
    Arrays.fill(precisions, factors); // vectors of length 1
    rows = Matrix.zeros(ratings.rows(), factors + 2);
    double scale = 0.3 / Math.sqrt(factors);
    for (int row = 0; row < rows.rows(); row++) {
      var random = Seeds.random(Seeds.of(seed, row));
      rows.set(row, first == 1 ? 0 : width, 1);
      for (int p = 1; p <= factors; p++) {
        rows.set(row, p, (float) (scale * random.nextGaussian()));
      }
    }
  }

  Matrix rows() {
    return rows;
  }

  /** The rows as they are now. */
  Matrix copy() {
    var values = FloatColumn.allocate(rows.values().size());
    values.set(rows.values());
    return Matrix.of(rows.rows(), rows.columns(), values);
  }

  /**
   * Draws the normal distribution that the rows come from, given the rows: at each place a precision and a mean, from gamma and normal distributions that hardly say
   * anything themselves.
   */
  void drawDistribution(long seed) {
    var random = Seeds.random(seed);
    int count = rows.rows();
    for (int p = 0; p < width; p++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < count; row++) {
        double value = rows.get(row, first + p);
        sum += value;
        squares += value * value;
      }
      double mean = sum / (count + 1);
      double scatter = Math.max(0, squares - mean * sum); // Σ (x − mean)² + mean², the prior's mean being 0
      precisions[p] = Gamma.draw((count + 2) / 2.0, (1 + scatter) / 2, random);
      means[p] = mean + random.nextGaussian() / Math.sqrt(precisions[p] * (count + 1));
    }
  }

  /**
   * Draws every row given the other side's and its ratings. A draw from the normal distribution of a regression's coefficients is the least of that regression
   * with its targets and the means of its coefficients moved by noise of their own precision (Papandreou, Yuille: "Gaussian sampling by local perturbations", NIPS 2010).
   *
   * @param precision of a rating, 1 / σ²
   * @return the sum of squared errors with the new rows
   */
  double drawRows(Matrix others, double precision, long seed, Job job) {
    var sums = new double[Job.shardsOf(rows.rows())];
    var penalties = new float[width];
    for (int p = 0; p < width; p++) {
      penalties[p] = (float) precisions[p];
    }
    var regressions = new Pool<>(job.threads(), RidgeRegression::new);
    job.shards(
        name,
        rows.rows(),
        (shard, from, to) -> {
          var regression = regressions.take();
          var prior = new float[width];
          var drawn = new float[width];
          for (int row = from; row < to; row++) {
            sums[shard] += drawRow(row, others, penalties, precision, seed, regression, prior, drawn);
          }
          regressions.give(regression);
        });
    return Arrays.stream(sums).sum();
  }

  private double drawRow(int row, Matrix others, float[] penalties, double precision, long seed, RidgeRegression regression, float[] prior, float[] drawn) {
    var random = Seeds.random(Seeds.of(seed, row));
    for (int p = 0; p < width; p++) {
      prior[p] = (float) (means[p] + random.nextGaussian() / Math.sqrt(precisions[p]));
    }
    regression.start(penalties, 0, width);
    double noise = 1 / Math.sqrt(precision);
    for (int entry = ratings.start(row); entry < ratings.start(row + 1); entry++) {
      int other = ratings.column(entry);
      long place = (long) other * others.columns() + first;
      double target = ratings.value(entry) + noise * random.nextGaussian() - others.get(other, otherBias);
      regression.add(others.values(), place, (float) precision, (float) (target - Kernels.dot(prior, others.values(), place)));
    }
    if (ratings.size(row) > 0) {
      regression.solve(drawn);
    } else {
      Arrays.fill(drawn, 0);
    }
    for (int p = 0; p < width; p++) {
      rows.set(row, first + p, prior[p] + drawn[p]);
    }
    double squares = 0;
    for (int entry = ratings.start(row); entry < ratings.start(row + 1); entry++) {
      double error = ratings.value(entry) - Kernels.dot(rows, row, others, ratings.column(entry));
      squares += error * error;
    }
    return squares;
  }
}
