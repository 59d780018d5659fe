package dev.tributary.retrieval.sgd;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import java.util.Arrays;

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
   * A trainer with these settings; negatives and popularityPower do not count.
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
    var ratings = ratings(log);
    require(ratings.size() > 0, "the log has no ratings among %d rows; a rating is an event of type rating with its stars as value", log.size());
    double sum = 0;
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float rating : ratings.values()) {
      sum += rating;
      least = Math.min(least, rating);
      most = Math.max(most, rating);
    }
    float mean = (float) (sum / ratings.size());
    var factors = new Factors(config, biased, ratings.userCount(), ratings.itemCount(), job.seed());
    var descent = new Descent(name, config, ratings, new float[ratings.itemCount()], job);
    descent.run(new SquaredLesson(factors, 0, mean, false), factors);
    return new RatingModel(log.users(), log.items(), factors, mean, least, most);
  }

  private static Entries ratings(Interactions log) {
    int size = Math.toIntExact(log.size());
    var users = new int[size];
    var items = new int[size];
    var values = new float[size];
    var ratedBy = new int[log.items().size()]; // the last user, plus 1, of whom a rating was kept
    int count = 0;
    for (int user = 0; user < log.users().size(); user++) {
      for (long row = log.end(user) - 1; row >= log.start(user); row--) {
        if (log.signal(row) == Signal.RATING && ratedBy[log.item(row)] != user + 1) {
          ratedBy[log.item(row)] = user + 1;
          users[count] = user;
          items[count] = log.item(row);
          values[count++] = log.value(row);
        }
      }
    }
    return new Entries(
        Arrays.copyOf(users, count),
        Arrays.copyOf(items, count),
        Arrays.copyOf(values, count),
        log.users().size(),
        log.items().size(),
        new long[log.users().size() + 1],
        new int[0]);
  }
}
