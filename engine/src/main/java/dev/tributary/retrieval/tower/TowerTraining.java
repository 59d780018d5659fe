package dev.tributary.retrieval.tower;

import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.feature.Row;
import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.nn.BagGradients;
import dev.tributary.nn.DivergedException;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.LogisticLoss;
import dev.tributary.nn.Optimizer;
import dev.tributary.nn.Slices;
import dev.tributary.nn.TableOptimizer;
import dev.tributary.nn.TripletLoss;
import dev.tributary.nn.WeightsOptimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Steps of both towers.
 *
 * <ol>
 *   <li>the different items of the batch go through their tower, slice by slice: an item that many users took is computed once;
 *   <li>each slice of users goes through theirs, meets the items, and goes back; what it asks of items is kept apart;
 *   <li>those wishes are added in the order of slices, and the items go back;
 *   <li>where it is asked for, a batch of items drawn all alike is learned by {@link SelfSupervision};
 *   <li>rows of tables are stepped, each by the one task that it belongs to, which takes the samples in their order; then the weights.
 * </ol>
 *
 * <p>The same bits on any number of threads. Confined: one training.
 */
final class TowerTraining {
  private static final int LOGITS = 1 << 15; // at once: 128 KB, of which most stays in the L1 cache while a row is gone through
  private static final int LEAST_ROWS = 64; // of a slice
  private static final int PARTS = 4; // tasks that share a table
  private static final int TURNED = 32; // columns of the turned vectors come in multiples: whole tiles of a product, which need no packing

  private final Towers towers;
  private final TowerConfig config;
  private final FeatureBatch users;
  private final FeatureBatch items;
  private final int[] idOf;
  private final Optional<Moments> moments;
  private final FeatureBatch bareUser; // one of whom no feature is known
  private final FeatureBatch bareItem;
  private final Job job;
  private final String name;
  private final WeightsOptimizer weightsOptimizer;
  private final Optional<SelfSupervision> selfSupervision;
  private final int[] ofUsers; // tables that the item tower does not read: what is asked of them is known before items go back
  private final int[] ofItems; // the others
  private final List<TableOptimizer> tableOptimizers = new ArrayList<>();
  final List<BagGradients> tableGradients = new ArrayList<>(); // of the last step
  private final Slice[] slices = new Slice[Slices.MOST];
  final float[][] weightGradients = new float[Slices.MOST][]; // by slice, of users and of items, whose towers share no weight; the first holds the sum after a step
  private float[] b = {}; // vectors of the batch's items
  private float[] turned = {}; // the same over the temperature, a row for each value
  private long step;

  /**
   * Starts.
   *
   * @param users features by user
   * @param items features by item
   * @param idOf the row of each item in a table of ids
   * @param moments what is known of both at an instant, where that changes with time
   * @param selfSupervision of the same towers, beside the main loss
   */
  TowerTraining(String name, Towers towers, FeatureBatch users, FeatureBatch items, int[] idOf, Optional<Moments> moments, Optional<SelfSupervision> selfSupervision, Job job) {
    this.name = name;
    this.towers = towers;
    this.users = users;
    this.items = items;
    this.idOf = idOf;
    this.moments = moments;
    bareUser = bare(towers.userFeatures);
    bareItem = bare(towers.itemFeatures);
    this.selfSupervision = selfSupervision;
    this.job = job.withProgress(Progress.NONE);
    config = towers.config;
    var optimizer = config.decay() > 0 ? Optimizer.adamW(config.decay()) : Optimizer.ADAM;
    weightsOptimizer = new WeightsOptimizer(towers.weights, optimizer);
    for (var table : towers.tables) {
      tableOptimizers.add(new TableOptimizer(table, config.rowwise() ? optimizer.rowwise() : optimizer));
      tableGradients.add(new BagGradients(table));
    }
    var read = towers.item.tables();
    ofUsers = IntStream.range(0, towers.tables.size()).filter(table -> !read.contains(towers.tables.get(table))).toArray();
    ofItems = IntStream.range(0, towers.tables.size()).filter(table -> read.contains(towers.tables.get(table))).toArray();
    for (int slice = 0; slice < slices.length; slice++) {
      slices[slice] = new Slice();
    }
    for (int n = 0; n < weightGradients.length; n++) {
      weightGradients[n] = new float[towers.weights.size()];
    }
  }

  /** One row of whom nothing is known. */
  static FeatureBatch bare(FeatureTransform transform) {
    var batch = transform.batch();
    transform.encode(Row.of(Map.of()), batch);
    return batch;
  }

  /** What a slice needs. */
  private final class Slice {
    final Tower.Pass user = towers.user.new Pass();
    final Tower.Pass item = towers.item.new Pass();
    final ArrayProduct product = new ArrayProduct();
    final FeatureBatch userThen = towers.userFeatures.batch(); // one row, as it was at an instant
    final FeatureBatch itemThen = towers.itemFeatures.batch();
    float[] logits = {};
    float[] db = {};
    float[] scores = {};
    float[] labels = {};
    float[] gradients = {};
    double loss;
    int touched; // of no meaning, but what was read must go somewhere
  }

  /** How many steps were made. */
  long steps() {
    return step;
  }

  /**
   * One step.
   *
   * @param samples what is known of users
   * @return the mean loss of a sample, with what self-supervision adds
   * @throws DivergedException when it is not finite
   */
  double step(Batch batch, Samples samples, double rate) {
    step++;
    long seed = Seeds.of(Seeds.of(job.seed(), "step"), step);
    int dim = config.dim();
    int columns = batch.items();
    var itemSlices = Slices.of(columns, LEAST_ROWS);
    var userSlices = Slices.of(batch.size(), LEAST_ROWS);
    if (b.length < columns * dim) {
      b = new float[columns * dim];
    }
    int stride = (columns + TURNED - 1) / TURNED * TURNED;
    if (turned.length < stride * dim) {
      turned = new float[stride * dim];
    }
    for (int s = 0; s < Math.max(userSlices.count(), itemSlices.count()); s++) {
      Arrays.fill(weightGradients[s], 0f);
    }
    itemSlices.run("items", job, s -> forwardItems(batch, itemSlices, s, seed, stride));
    userSlices.run("users", job, s -> learnUsers(batch, samples, userSlices, s, seed));
    double loss = 0;
    for (int s = 0; s < userSlices.count(); s++) {
      loss += slices[s].loss / batch.size();
    }
    if (selfSupervision.isPresent()) {
      loss += selfSupervision.get().learn(batch.size(), Seeds.of(seed, "self-supervision"));
    }
    DivergedException.check(name, step, loss);
    job.tasks(
        "items back",
        ofUsers.length + itemSlices.count(),
        task -> {
          if (task < ofUsers.length) {
            order(ofUsers[task], userSlices.count(), 0);
          } else {
            backItems(itemSlices, task - ofUsers.length, columns, userSlices.count(), seed);
          }
        });
    for (int s = 0; s < userSlices.count(); s++) {
      towers.user.absorb(slices[s].user);
    }
    for (int s = 0; s < itemSlices.count(); s++) {
      towers.item.absorb(slices[s].item);
    }
    job.tasks("ordering gradients", ofItems.length, task -> order(ofItems[task], userSlices.count(), itemSlices.count()));
    job.tasks("stepping tables", towers.tables.size() * PARTS, task -> tableGradients.get(task / PARTS).step(task % PARTS, PARTS, tableOptimizers.get(task / PARTS), rate, 1));
    stepWeights(userSlices.count(), itemSlices.count(), rate);
    return loss;
  }

  /** Whether chance hides something of a row in training. */
  private boolean hidden(long seed, int row) {
    return config.idDropout() > 0 && Seeds.unit(Seeds.of(seed, row)) < config.idDropout();
  }

  private void forwardItems(Batch batch, Slices cut, int s, long seed, int stride) {
    var slice = slices[s];
    int from = cut.start(batch.items(), s);
    int to = cut.start(batch.items(), s + 1);
    long hiding = Seeds.of(seed, "hidden items");
    boolean features = !towers.itemFeatures.schema().features().isEmpty();
    slice.item.reset(to - from);
    for (int column = from; column < to; column++) {
      int item = batch.item(column);
      boolean hidden = features && hidden(hiding, 2 * column);
      boolean bare = features && !hidden && hidden(hiding, 2 * column + 1);
      int id = hidden ? towers.items : idOf[item];
      if (bare || moments.isEmpty()) {
        towers.addItem(id, bare ? bareItem : items, bare ? 0 : item, slice.item);
      } else {
        slice.itemThen.clear();
        towers.itemFeatures.encode(moments.get().item(item, batch.instant()), slice.itemThen);
        towers.addItem(id, slice.itemThen, 0, slice.item);
      }
    }
    towers.item.forward(slice.item, true, Seeds.of(Seeds.of(seed, "items"), s), slice.product);
    System.arraycopy(slice.item.out, 0, b, from * config.dim(), (to - from) * config.dim());
    float sharpness = (float) (1 / config.temperature());
    for (int i = 0; i < config.dim(); i++) {
      for (int column = from; column < to; column++) {
        turned[i * stride + column] = sharpness * b[column * config.dim() + i];
      }
    }
  }

  private void learnUsers(Batch batch, Samples samples, Slices cut, int s, long seed) {
    var slice = slices[s];
    int from = cut.start(batch.size(), s);
    int to = cut.start(batch.size(), s + 1);
    int dim = config.dim();
    long hiding = Seeds.of(seed, "hidden users");
    boolean features = !towers.userFeatures.schema().features().isEmpty();
    boolean more = features || config.history() > 0;
    for (int row = from; row < to; row++) {
      slice.touched += samples.touch(batch.user(row));
    }
    slice.user.reset(to - from);
    for (int row = from; row < to; row++) {
      int user = batch.user(row);
      boolean bare = features && hidden(hiding, 2 * row + 1);
      int id = more && hidden(hiding, 2 * row) ? towers.users : user;
      if (bare || moments.isEmpty()) {
        towers.addUser(id, bare ? bareUser : users, bare ? 0 : user, slice.user);
      } else {
        slice.userThen.clear();
        towers.userFeatures.encode(moments.get().user(user, batch.instant()), slice.userThen);
        towers.addUser(id, slice.userThen, 0, slice.user);
      }
      if (config.history() > 0) {
        samples.history(batch.sample(row), config.history(), towers.histories(slice.user));
      }
    }
    long dropping = Seeds.of(Seeds.of(seed, "users"), s);
    towers.user.forward(slice.user, true, dropping, slice.product);
    if (slice.db.length < batch.items() * dim) {
      slice.db = new float[batch.items() * dim];
    }
    Arrays.fill(slice.db, 0, batch.items() * dim, 0f);
    Arrays.fill(slice.user.dOut, 0, (to - from) * dim, 0f);
    slice.loss = config.objective() == Objective.SOFTMAX ? softmax(batch, slice, from, to) : own(batch, slice, from, to, weightGradients[s]);
    float share = (float) (config.objective() == Objective.SOFTMAX ? 1 / (config.temperature() * batch.size()) : 1.0 / batch.size());
    for (int n = 0; n < (to - from) * dim; n++) {
      slice.user.dOut[n] *= share;
    }
    for (int n = 0; n < batch.items() * dim; n++) {
      slice.db[n] *= share;
    }
    weightGradients[s][towers.bias] *= share;
    towers.user.backward(slice.user, dropping, weightGradients[s], slice.product);
  }

  /** Softmax over the shared columns and a row's own ones: gradients by users and items, times the temperature; answers the sum of losses. */
  private double softmax(Batch batch, Slice slice, int from, int to) {
    int dim = config.dim();
    int shared = batch.shared();
    int padded = (shared + TURNED - 1) / TURNED * TURNED;
    int columns = (batch.items() + TURNED - 1) / TURNED * TURNED;
    int stride = Math.max(padded, shared + batch.mostOwn()) + 1;
    int chunk = Math.clamp(LOGITS / stride / 6 * 6, Math.min(6, to - from), to - from);
    if (slice.logits.length < chunk * stride) {
      slice.logits = new float[chunk * stride];
    }
    float sharpness = (float) (1 / config.temperature());
    float[] logits = slice.logits;
    double sum = 0;
    for (int first = from; first < to; first += chunk) {
      int rows = Math.min(chunk, to - first);
      var a = new Rows(slice.user.out, (first - from) * dim, dim);
      slice.product.multiply(a, Rows.of(turned, columns), Rows.of(logits, stride), rows, padded, dim, Part.ALL, false);
      for (int row = 0; row < rows; row++) {
        int at = row * stride;
        int aAt = (first - from + row) * dim;
        int own = batch.own(first + row);
        int positive = batch.positive(first + row); // among the shared columns, or the first own one
        float product = logits[at + positive];
        batch.hide(first + row, logits, at, stride - 1);
        for (int n = 0; n < own; n++) {
          logits[at + shared + n] = sharpness * Kernels.dot(slice.user.out, aAt, b, batch.ownColumn(first + row, n) * dim, dim);
        }
        float logit = (positive < shared ? product : logits[at + positive]) + batch.positiveOffset(first + row);
        logits[at + positive] = logit - batch.offsets()[positive];
        sum += Kernels.softmax(logits, at, shared + own, batch.offsets()) - logit;
        logits[at + positive] -= 1;
        for (int n = 0; n < own; n++) {
          pull(logits[at + shared + n], slice, aAt, batch.ownColumn(first + row, n) * dim);
        }
      }
      slice.product.multiply(Rows.of(logits, stride), Rows.of(b, dim), new Rows(slice.user.dOut, (first - from) * dim, dim), rows, dim, shared, Part.ALL, true);
      slice.product.transposedMultiply(Rows.of(logits, stride), a, Rows.of(slice.db, dim), shared, dim, rows, Part.ALL, true);
    }
    return sum;
  }

  /** The losses in which a row meets its own columns alone, the positive first. */
  private double own(Batch batch, Slice slice, int from, int to, float[] weightGradient) {
    int dim = config.dim();
    int most = batch.mostOwn();
    if (slice.scores.length < most) {
      slice.scores = new float[most];
      slice.labels = new float[most];
      slice.gradients = new float[most];
      Arrays.fill(slice.labels, -1f);
    }
    float sharpness = (float) (1 / config.temperature());
    var negatives = new float[Math.max(0, most - 1)];
    double sum = 0;
    for (int row = from; row < to; row++) {
      int own = batch.own(row);
      int aAt = (row - from) * dim;
      float[] scores = slice.scores;
      for (int n = 0; n < own; n++) {
        scores[n] = Kernels.dot(slice.user.out, aAt, b, batch.ownColumn(row, n) * dim, dim);
      }
      float[] gradients = slice.gradients;
      switch (config.objective()) {
        case POINTWISE -> {
          float c = towers.weights.values()[towers.bias];
          slice.labels[0] = 1;
          for (int n = 0; n < own; n++) {
            scores[n] = sharpness * scores[n] + c;
          }
          sum += LogisticLoss.apply(scores, slice.labels, own, gradients);
          for (int n = 0; n < own; n++) {
            weightGradient[towers.bias] += gradients[n];
            gradients[n] *= sharpness;
          }
        }
        case HINGE, LOGISTIC -> sum += triplets(scores, own, negatives, gradients);
        case LISTWISE -> sum += listwise(scores, own, sharpness, gradients);
        case SOFTMAX -> throw new IllegalStateException("softmax has shared columns");
      }
      for (int n = 0; n < own; n++) {
        pull(gradients[n], slice, aAt, batch.ownColumn(row, n) * dim);
      }
    }
    return sum;
  }

  /**
   * A positive against each of its negatives, which stand behind it.
   *
   * @param negatives overwritten; room for them
   */
  private double triplets(float[] scores, int own, float[] negatives, float[] gradients) {
    boolean hinge = config.objective() == Objective.HINGE;
    float[] one = {scores[0]};
    var oneGradient = new float[1];
    System.arraycopy(scores, 1, negatives, 0, own - 1);
    var loss = new TripletLoss(hinge ? TripletLoss.Form.HINGE : TripletLoss.Form.LOGISTIC, hinge ? config.margin() : config.slope());
    double sum = loss.apply(one, negatives, 1, own - 1, oneGradient, negatives);
    gradients[0] = oneGradient[0];
    System.arraycopy(negatives, 0, gradients, 1, own - 1);
    return sum;
  }

  /** A positive among its negatives, which stand behind it. */
  private static double listwise(float[] scores, int own, float sharpness, float[] gradients) {
    for (int n = 0; n < own; n++) {
      gradients[n] = sharpness * scores[n];
    }
    float before = gradients[0];
    double loss = Kernels.softmax(gradients, 0, own) - before;
    gradients[0] -= 1;
    for (int n = 0; n < own; n++) {
      gradients[n] *= sharpness;
    }
    return loss;
  }

  /** The gradient of one product goes to both its sides. */
  private void pull(float gradient, Slice slice, int aAt, int bAt) {
    if (gradient == 0) {
      return;
    }
    float[] a = slice.user.out;
    float[] da = slice.user.dOut;
    for (int i = 0; i < config.dim(); i++) {
      da[aAt + i] += gradient * b[bAt + i];
      slice.db[bAt + i] += gradient * a[aAt + i];
    }
  }

  /** Adds the wishes of all slices of users for a slice of items, which then goes back. */
  private void backItems(Slices cut, int s, int columns, int userSlices, long seed) {
    var slice = slices[s];
    int from = cut.start(columns, s) * config.dim();
    int count = cut.start(columns, s + 1) * config.dim() - from;
    System.arraycopy(slices[0].db, from, slice.item.dOut, 0, count);
    for (int other = 1; other < userSlices; other++) {
      Kernels.addScaled(1, slices[other].db, from, slice.item.dOut, 0, count);
    }
    towers.item.backward(slice.item, Seeds.of(Seeds.of(seed, "items"), s), weightGradients[s], slice.product);
  }

  /** Takes in what slices ask of a table. */
  private void order(int number, int userSlices, int itemSlices) {
    var table = towers.tables.get(number);
    var gradients = tableGradients.get(number);
    gradients.clear();
    for (int s = 0; s < userSlices; s++) {
      towers.user.collect(slices[s].user, table, gradients);
    }
    for (int s = 0; s < itemSlices; s++) {
      towers.item.collect(slices[s].item, table, gradients);
    }
    selfSupervision.ifPresent(self -> self.passes().forEach(pass -> towers.item.collect(pass, table, gradients)));
    gradients.order();
  }

  private void stepWeights(int userSlices, int itemSlices, double rate) {
    var parts = new ArrayList<>(List.of(weightGradients).subList(0, Math.max(userSlices, itemSlices)));
    selfSupervision.ifPresent(self -> parts.addAll(self.weightGradients()));
    Slices.sum(parts.toArray(float[][]::new), parts.size(), job.withThreads(1)); // some thousands of values: less than a thread costs
    weightsOptimizer.step(parts.getFirst(), rate, 1, job.withThreads(1));
  }

  /** @throws DivergedException when a parameter is not finite */
  void check() {
    DivergedException.check(name, step, towers.weights, towers.tables.toArray(EmbeddingTable[]::new));
  }
}
