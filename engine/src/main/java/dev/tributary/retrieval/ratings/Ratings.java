package dev.tributary.retrieval.ratings;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.data.Vocabulary;
import java.util.Arrays;

/**
 * The ratings of a log, by user, of several of one user for one item the last: users, items and values side by side. At least one. Immutable by convention.
 *
 * @param userIds what users' numbers mean
 * @param itemIds what items' numbers mean
 */
public record Ratings(Vocabulary userIds, Vocabulary itemIds, int[] users, int[] items, float[] values) {
  /**
   * Those of a log.
   *
   * @throws IllegalArgumentException when there are none
   */
  public static Ratings of(Interactions log) {
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
    require(count > 0, "the log has no ratings among %d rows; a rating is an event of type rating with its stars as value", log.size());
    return new Ratings(log.users(), log.items(), Arrays.copyOf(users, count), Arrays.copyOf(items, count), Arrays.copyOf(values, count));
  }

  /** How many there are. */
  public int size() {
    return users.length;
  }

  /** Their mean. */
  public float mean() {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return (float) (sum / values.length);
  }

  float least() {
    float least = Float.POSITIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  float most() {
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    return most;
  }
}
