package dev.tributary.retrieval.sgd;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;

/**
 * The vectors of users and items while they are learned, and the two steps that all losses take. With biases, the rows have two more values: an
 * item's bias beside a user's 1, and an item's 1 beside a user's bias, so that one inner product is the whole score. Threads may work at once on
 * different rows.
 */
public final class Factors {
  private final int factors;
  private final boolean biased;
  private final double regularization;
  private final int hardestOf;
  private final Matrix users;
  private final Matrix items;
  private FloatColumn userCopy = FloatColumn.allocate(0);
  private FloatColumn itemCopy = FloatColumn.allocate(0);

  /** Starts from random vectors and biases of 0. */
  Factors(SgdConfig config, boolean biased, int users, int items, long seed) {
    factors = config.factors();
    this.biased = biased;
    regularization = config.regularization();
    hardestOf = config.hardestOf(items);
    this.users = random(users, config.deviation(), Seeds.of(seed, "users"), 0);
    this.items = random(items, config.deviation(), Seeds.of(seed, "items"), 1);
  }

  private Matrix random(int rows, double deviation, long seed, int one) {
    var matrix = Matrix.zeros(rows, factors + (biased ? 2 : 0));
    double scale = deviation / Math.sqrt(factors);
    for (int row = 0; row < rows; row++) {
      var random = Seeds.random(Seeds.of(seed, row));
      for (int p = 0; p < factors; p++) {
        matrix.set(row, p, (float) (scale * random.nextGaussian()));
      }
      if (biased) {
        matrix.set(row, factors + one, 1);
      }
    }
    return matrix;
  }

  /** ⟨a_u, b_i⟩, with both biases where there are any. */
  public float score(int user, int item) {
    return Kernels.dot(users, user, items, item);
  }

  /** Draws an item that the user does not have in train, or -1: the hardest of as many as the settings say. */
  public int negative(Block block, int user) {
    return block.negative(user, hardestOf, item -> score(user, item));
  }

  /** One step that changes a score in the direction of the slope: what the loss loses when the score grows a little. */
  public void pull(Block block, int user, int item, float slope) {
    Kernels.pull(block.rate() * slope, block.keep(regularization), users, user, items, item);
    if (biased) {
      users.set(user, factors, 1);
      items.set(item, factors + 1, 1);
    }
  }

  /** One step that changes how far an item lies before another. */
  public void prefer(Block block, int user, int better, int worse, float slope) {
    Kernels.prefer(block.rate() * slope, block.keep(regularization), users, user, items, better, worse);
    if (biased) {
      users.set(user, factors, 1);
      items.set(better, factors + 1, 1);
      items.set(worse, factors + 1, 1);
    }
  }

  /** An item's bias, 0 where there are none. */
  float itemBias(int item) {
    return biased ? items.get(item, factors) : 0;
  }

  /** A user's bias, 0 where there are none. */
  float userBias(int user) {
    return biased ? users.get(user, factors + 1) : 0;
  }

  /** A copy of the vectors without the biases. */
  Matrix userVectors() {
    return vectors(users);
  }

  /** A copy of the vectors without the biases. */
  Matrix itemVectors() {
    return vectors(items);
  }

  private Matrix vectors(Matrix rows) {
    var vectors = Matrix.zeros(rows.rows(), factors);
    var row = new float[rows.columns()];
    for (int n = 0; n < rows.rows(); n++) {
      rows.copyRow(n, row);
      vectors.setRow(n, row);
    }
    return vectors;
  }

  /** Keeps a copy of the values of now, in place of an earlier one. */
  void remember() {
    userCopy = copy(users.values());
    itemCopy = copy(items.values());
  }

  /** Goes back to the copy. */
  void recall() {
    users.values().set(userCopy);
    items.values().set(itemCopy);
  }

  private static FloatColumn copy(FloatColumn values) {
    var copy = FloatColumn.allocate(values.size());
    copy.set(values);
    return copy;
  }

  /** Whether all values are finite. */
  boolean finite() {
    return finite(users.values()) && finite(items.values());
  }

  private static boolean finite(FloatColumn values) {
    for (long n = 0; n < values.size(); n++) {
      if (!Float.isFinite(values.get(n))) {
        return false;
      }
    }
    return true;
  }
}
