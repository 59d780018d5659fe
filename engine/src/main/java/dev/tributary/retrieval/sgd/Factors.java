package dev.tributary.retrieval.sgd;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.Optional;

/**
 * The vectors of users and items while they are learned, with biases where there are any, and the two steps that all losses take. Biases lie apart, so that rows keep the
 * width of whole vectors of the machine. Threads may work at once on different rows.
 */
public final class Factors {
  private final int factors;
  private final boolean biased;
  private final double regularization;
  private final int hardestOf;
  private final Matrix users;
  private final Matrix items;
  private final float[] userBiases; // empty where there are none
  private final float[] itemBiases;
  private Optional<Copy> copy = Optional.empty();

  /** What was remembered. */
  private record Copy(FloatColumn users, FloatColumn items, float[] userBiases, float[] itemBiases) {}

  /** Starts from random vectors and biases of 0. */
  Factors(SgdConfig config, boolean biased, int users, int items, long seed) {
    factors = config.factors();
    this.biased = biased;
    regularization = config.regularization();
    hardestOf = config.hardestOf(items);
    this.users = random(users, config.deviation(), Seeds.of(seed, "users"));
    this.items = random(items, config.deviation(), Seeds.of(seed, "items"));
    userBiases = new float[biased ? users : 0];
    itemBiases = new float[biased ? items : 0];
  }

  private Matrix random(int rows, double deviation, long seed) {
    var matrix = Matrix.zeros(rows, factors);
    double scale = deviation / Math.sqrt(factors);
    for (int row = 0; row < rows; row++) {
      var random = Seeds.random(Seeds.of(seed, row));
      for (int p = 0; p < factors; p++) {
        matrix.set(row, p, (float) (scale * random.nextGaussian()));
      }
    }
    return matrix;
  }

  /** ⟨a_u, b_i⟩, with both biases where there are any. */
  public float score(int user, int item) {
    float product = Kernels.dot(users, user, items, item);
    return biased ? product + userBiases[user] + itemBiases[item] : product;
  }

  /** Draws an item that the user does not have in train, or any where the settings say so, or -1: the hardest of as many as they say. */
  public int negative(Block block, int user) {
    return block.negative(user, hardestOf, item -> score(user, item));
  }

  /** One step that changes a score in the direction of the slope: what the loss loses when the score grows a little. */
  public void pull(Block block, int user, int item, float slope) {
    float step = block.rate() * slope;
    float keep = block.keep(regularization);
    Kernels.pull(step, keep, users, user, items, item);
    if (biased) {
      userBiases[user] = keep * userBiases[user] + step;
      itemBiases[item] = keep * itemBiases[item] + step;
    }
  }

  /** One step that changes how far an item lies before another; none before itself. */
  public void prefer(Block block, int user, int better, int worse, float slope) {
    if (better == worse) {
      return;
    }
    float step = block.rate() * slope;
    float keep = block.keep(regularization);
    Kernels.prefer(step, keep, users, user, items, better, worse);
    if (biased) {
      itemBiases[better] = keep * itemBiases[better] + step;
      itemBiases[worse] = keep * itemBiases[worse] - step;
    }
  }

  /** An item's bias, 0 where there are none. */
  float itemBias(int item) {
    return biased ? itemBiases[item] : 0;
  }

  /** A user's bias, 0 where there are none. */
  float userBias(int user) {
    return biased ? userBiases[user] : 0;
  }

  /** The vectors without the biases: no copy. */
  Matrix userVectors() {
    return users;
  }

  /** The vectors without the biases: no copy. */
  Matrix itemVectors() {
    return items;
  }

  /** Keeps a copy of the values of now, in place of an earlier one. */
  void remember() {
    copy = Optional.of(new Copy(copy(users.values()), copy(items.values()), userBiases.clone(), itemBiases.clone()));
  }

  /** Goes back to the copy, if there is one. */
  void recall() {
    copy.ifPresent(
        then -> {
          users.values().set(then.users);
          items.values().set(then.items);
          System.arraycopy(then.userBiases, 0, userBiases, 0, userBiases.length);
          System.arraycopy(then.itemBiases, 0, itemBiases, 0, itemBiases.length);
        });
  }

  private static FloatColumn copy(FloatColumn values) {
    var copy = FloatColumn.allocate(values.size());
    copy.set(values);
    return copy;
  }

  /** Whether all values are finite. */
  boolean finite() {
    return finite(users.values()) && finite(items.values()) && finite(FloatColumn.copyOf(userBiases)) && finite(FloatColumn.copyOf(itemBiases));
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
