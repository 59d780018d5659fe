package dev.tributary.retrieval.ratings;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Ratings by Bayesian matrix factorisation with biases (Salakhutdinov, Mnih: "Bayesian probabilistic matrix factorization using Markov chain Monte Carlo",
 * ICML 2008; with a precision for each place in place of a matrix, as in Rendle: "Factorization machines with libFM", TIST 2012):
 *
 * <p>{@code r_ui ~ N(μ + b_u + b_i + ⟨a_u, v_i⟩, σ²)}, users' and items' places each from a normal distribution of their own. A sweep draws σ, these distributions, all users
 * and all items, each given the rest; what is foretold is the mean over draws. Averaging over all that could be so, rather than trusting one answer, is what keeps many
 * factors from remembering the ratings; there is nothing to tune but how long to draw.
 *
 * <p>Time for a sweep O(ratings · factors · min(factors, ratings of a row)); memory {@code samples · 4 · (users + items) · (factors + 2)} bytes. The same bits on any number
 * of threads. Thread-safe.
 */
public final class BayesianTrainer {
  private final BayesianConfig config;

  /** A trainer with these settings. */
  public BayesianTrainer(BayesianConfig config) {
    this.config = config;
  }

  /** One draw of all rows. */
  private record Sample(Matrix users, Matrix items) {}

  /**
   * Learns from the ratings of a log.
   *
   * @throws IllegalArgumentException when the log has no ratings
   */
  public RatingModel train(Interactions log, Job job) {
    var ratings = Ratings.of(log);
    var matrix = matrix(ratings);
    long seed = Seeds.of(job.seed(), "bayesian ratings");
    var users = new Side("users", 1, config.factors(), matrix, Seeds.of(seed, "users"));
    var items = new Side("items", 0, config.factors(), matrix.transposed(), Seeds.of(seed, "items"));
    var quiet = job.withProgress(Progress.NONE);
    var samples = new ArrayList<Sample>();
    int sweeps = config.burnIn() + (config.samples() - 1) * config.gap() + 1;
    double precision = 1;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      long sweepSeed = Seeds.of(seed, sweep);
      if (sweep > 0) {
        users.drawDistribution(Seeds.of(sweepSeed, "of users"));
        items.drawDistribution(Seeds.of(sweepSeed, "of items"));
      }
      users.drawRows(items.rows(), precision, Seeds.of(sweepSeed, "users"), quiet);
      double squares = items.drawRows(users.rows(), precision, Seeds.of(sweepSeed, "items"), quiet);
      precision = Gamma.draw((ratings.size() + 1) / 2.0, (1 + squares) / 2, Seeds.random(Seeds.of(sweepSeed, "precision")));
      if (sweep >= config.burnIn() && (sweep - config.burnIn()) % config.gap() == 0) {
        samples.add(new Sample(users.copy(), items.copy()));
      }
      job.progress().step("ratings: sweep", sweep + 1L, sweeps);
    }
    return new RatingModel(ratings, (user, item) -> mean(samples, user, item));
  }

  private static float mean(List<Sample> samples, int user, int item) {
    double sum = 0;
    for (Sample sample : samples) {
      if (user >= 0 && item >= 0) {
        sum += Kernels.dot(sample.users, user, sample.items, item);
      } else if (user >= 0) {
        sum += sample.users.get(user, sample.users.columns() - 1);
      } else if (item >= 0) {
        sum += sample.items.get(item, 0);
      }
    }
    return (float) (sum / samples.size());
  }

  /** Users × items with every rating less the mean of all. */
  private static SparseMatrix matrix(Ratings ratings) {
    float mean = ratings.mean();
    var values = new float[ratings.size()];
    var starts = new long[ratings.userIds().size() + 1];
    for (int n = 0; n < values.length; n++) {
      values[n] = ratings.values()[n] - mean;
      starts[ratings.users()[n] + 1]++;
    }
    for (int user = 1; user < starts.length; user++) {
      starts[user] += starts[user - 1];
    }
    return new SparseMatrix(ratings.itemIds().size(), starts, ratings.items(), values);
  }
}
