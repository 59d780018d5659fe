package dev.tributary.retrieval.sgd;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.retrieval.ratings.RatingModel;
import dev.tributary.retrieval.ratings.Ratings;

/**
 * Learns to foretell ratings: {@code Σ ½·(r_ui − μ − b_u − b_i − ⟨a_u, b_i⟩)²} over the ratings of a log, of several of one user for one item the
 * last, with λ on what a step touches; without biases, FunkSVD, the sum is {@code μ + ⟨a_u, b_i⟩}. Nothing is drawn beside them. The same bits on
 * any number of threads. Thread-safe.
 */
public final class RatingTrainer {
  private final String name;
  private final SgdConfig config;
  private final boolean biased;

  /**
   * A trainer with these settings; those of what is drawn do not count.
   *
   * @param name of the method, for phases and seeds
   * @param biased whether users and items have a bias beside their vector
   */
  public RatingTrainer(String name, SgdConfig config, boolean biased) {
    this.name = name;
    this.config = config;
    this.biased = biased;
  }

  /**
   * Learns from the ratings of a log.
   *
   * @throws IllegalArgumentException when the log has no ratings
   * @throws ArithmeticException when training diverges
   */
  public RatingModel train(Interactions log, Job job) {
    var ratings = Ratings.of(log);
    float mean = ratings.mean();
    var entries = Entries.of(ratings);
    var factors = new Factors(config, biased, entries.userCount(), entries.itemCount(), job.seed());
    var descent = new Descent(name, config, entries, new float[entries.itemCount()], job);
    descent.run(new SquaredLesson(factors, 0, mean, false), factors);
    return new RatingModel(ratings, (user, item) -> user >= 0 && item >= 0 ? factors.score(user, item) : (user >= 0 ? factors.userBias(user) : 0) + (item >= 0 ? factors.itemBias(item) : 0));
  }
}
