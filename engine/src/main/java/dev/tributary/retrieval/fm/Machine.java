package dev.tributary.retrieval.fm;

import dev.tributary.math.Kernels;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.sgd.Block;
import dev.tributary.retrieval.sgd.Lesson;
import dev.tributary.retrieval.sgd.Parameters;
import dev.tributary.retrieval.sgd.SgdConfig;
import java.util.Arrays;

/**
 * A factorisation machine of order 2 while it is learned: {@code w0 + Σ w_t·x_t + Σ_{s<t} ⟨v_s, v_t⟩·x_s·x_t} over the ids and attributes of a user
 * and an item, by logistic loss against items drawn. A row is a feature's vector and behind it its weight w. w0 is the log odds of an interest among what
 * is met, and stays. Ids belong to one block; attributes are {@link SharedRows}.
 */
final class Machine implements Lesson, Parameters {
  private final SgdConfig config;
  private final Features userFeatures;
  private final Features itemFeatures;
  private final int[] itemNumbers; // an entry's item among the features
  private final float[][] users;
  private final float[][] items;
  private final float[][] attributes;
  private final SharedRows shared;
  private final int hardestOf;
  private float[][][] copies = {};

  /**
   * Starts from random vectors and weights of 0.
   *
   * @param itemNumbers for each item of the entries its row in the features, which may have more
   * @param blocks how many blocks may run at once
   */
  Machine(SgdConfig config, Features.All features, int[] itemNumbers, int blocks, long seed) {
    this.config = config;
    userFeatures = features.users();
    itemFeatures = features.items();
    this.itemNumbers = itemNumbers;
    hardestOf = config.hardestOf(itemNumbers.length);
    users = random(userFeatures.features().length, Seeds.of(seed, "users"));
    items = random(itemFeatures.features().length, Seeds.of(seed, "items"));
    attributes = random(features.count(), Seeds.of(seed, "attributes"));
    shared = new SharedRows(attributes, blocks);
  }

  private float[][] random(int count, long seed) {
    var rows = new float[count][config.factors() + 1];
    double scale = config.deviation() / Math.sqrt(config.factors());
    for (int row = 0; row < count; row++) {
      var random = Seeds.random(Seeds.of(seed, row));
      for (int p = 0; p < config.factors(); p++) {
        rows[row][p] = (float) (scale * random.nextGaussian());
      }
    }
    return rows;
  }

  /** The features of one side of a pair: their rows, and {@code Σ x·row} with the weights in its last place. */
  private static final class Side {
    final float[] sum;
    float[][] rows = new float[16][];
    float[] values = new float[16];
    int count;

    Side(int width) {
      sum = new float[width];
    }

    void start() {
      Arrays.fill(sum, 0f);
      count = 0;
    }

    void add(float[] row, float value) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      rows[count] = row;
      values[count++] = value;
      Kernels.addScaled(value, row, sum);
    }

    /** Σ w·x and ½·Σ_f((Σ v·x)² − Σ v²·x²): what the side has alone. */
    float alone() {
      float squares = product(sum, sum);
      for (int n = 0; n < count; n++) {
        squares -= values[n] * values[n] * product(rows[n], rows[n]);
      }
      return sum[sum.length - 1] + squares / 2;
    }

    void step(float keep, float step, float[] both) {
      int last = sum.length - 1;
      for (int n = 0; n < count; n++) {
        float x = values[n];
        float weight = keep * rows[n][last] + step * x;
        Kernels.blend(keep - step * x * x, rows[n], step * x, both);
        rows[n][last] = weight;
      }
    }
  }

  /** ⟨a, b⟩ of two rows without their weights. */
  private static float product(float[] a, float[] b) {
    int last = a.length - 1;
    return Kernels.dot(a, b) - a[last] * b[last];
  }

  @Override
  public void learn(Block block) {
    int width = config.factors() + 1;
    var user = new Side(width);
    var item = new Side(width);
    var both = new float[width];
    for (int n = 0; n < block.size(); n++) {
      tell(block, block.user(n), block.item(n), 1, user, item, both);
      for (int draw = 0; draw < config.negatives(); draw++) {
        int other = negative(block, block.user(n), user, item);
        if (other >= 0) {
          tell(block, block.user(n), other, -1, user, item, both);
        }
      }
    }
  }

  /** Draws an item that the user does not have in train, or -1: the hardest of as many as the settings say. */
  private int negative(Block block, int userNumber, Side user, Side item) {
    if (hardestOf > 1) {
      gather(user, users, userFeatures, userNumber, block.number());
    }
    return block.negative(userNumber, hardestOf, other -> score(block, user, other, item));
  }

  /** The score but for what the user has alone. */
  private float score(Block block, Side user, int itemNumber, Side item) {
    gather(item, items, itemFeatures, itemNumbers[itemNumber], block.number());
    return item.alone() + product(user.sum, item.sum);
  }

  private void tell(Block block, int userNumber, int itemNumber, int sign, Side user, Side item, float[] both) {
    gather(user, users, userFeatures, userNumber, block.number());
    gather(item, items, itemFeatures, itemNumbers[itemNumber], block.number());
    double score = offset() + user.alone() + item.alone() + product(user.sum, item.sum);
    double right = sign * score;
    double wrong = Math.exp(-Math.abs(right)); // never overflows
    block.lose(Math.log1p(wrong) + Math.max(0, -right));
    float step = (float) (block.rate() * sign * (right > 0 ? wrong : 1) / (1 + wrong));
    for (int p = 0; p < both.length; p++) {
      both[p] = user.sum[p] + item.sum[p];
    }
    float keep = block.keep(config.regularization());
    user.step(keep, step, both);
    item.step(keep, step, both);
  }

  private void gather(Side side, float[][] ids, Features features, int row, int block) {
    side.start();
    side.add(ids[row], 1);
    for (int n = 0; n < features.features()[row].length; n++) {
      side.add(shared.row(features.features()[row][n], block), features.values()[row][n]);
    }
  }

  private Side gathered(float[][] ids, Features features, int row) {
    var side = new Side(config.factors() + 1);
    side.start();
    side.add(ids[row], 1);
    for (int n = 0; n < features.features()[row].length; n++) {
      side.add(shared.row(features.features()[row][n]), features.values()[row][n]);
    }
    return side;
  }

  private double offset() {
    return -Math.log(config.negatives());
  }

  /** An item that nobody took has learned nothing of its own: its attributes speak alone. */
  void forget(int itemRow) {
    Arrays.fill(items[itemRow], 0f);
  }

  /** Σ v·x of a user, to its last value but one: V_user without its 1. */
  float[] userVector(int user) {
    return gathered(users, userFeatures, user).sum;
  }

  /** Σ v·x of an item, to its last value but one: V_item without its first value. */
  float[] itemVector(int item) {
    return gathered(items, itemFeatures, item).sum;
  }

  /** The first value of V_item: what the item has alone. */
  float itemAlone(int item) {
    return gathered(items, itemFeatures, item).alone();
  }

  /** The whole score of a pair, every pair of features by itself: O(n²·k), for comparison. */
  double score(int user, int item) {
    var left = gathered(users, userFeatures, user);
    var right = gathered(items, itemFeatures, item);
    double score = offset() + left.sum[config.factors()] + right.sum[config.factors()];
    for (int s = 0; s < left.count + right.count; s++) {
      for (int t = s + 1; t < left.count + right.count; t++) {
        score += (double) value(left, right, s) * value(left, right, t) * product(row(left, right, s), row(left, right, t));
      }
    }
    return score;
  }

  private static float[] row(Side left, Side right, int n) {
    return n < left.count ? left.rows[n] : right.rows[n - left.count];
  }

  private static float value(Side left, Side right, int n) {
    return n < left.count ? left.values[n] : right.values[n - left.count];
  }

  @Override
  public void settle() {
    shared.settle();
  }

  @Override
  public void remember() {
    copies = new float[][][] {copy(users), copy(items), copy(attributes)};
  }

  private static float[][] copy(float[][] rows) {
    return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
  }

  @Override
  public void recall() {
    var now = new float[][][] {users, items, attributes};
    for (int table = 0; table < now.length; table++) {
      System.arraycopy(copies[table], 0, now[table], 0, now[table].length);
    }
  }

  @Override
  public boolean finite() {
    return finite(users) && finite(items) && finite(attributes);
  }

  private static boolean finite(float[][] rows) {
    return Arrays.stream(rows).allMatch(row -> Float.isFinite(Kernels.dot(row, row)));
  }
}
