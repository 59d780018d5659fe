package dev.tributary.retrieval.tower;

import dev.tributary.data.Interests;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.math.ArrayProduct;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.nn.BagGradients;
import dev.tributary.nn.Columns;
import dev.tributary.nn.DivergedException;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.FullSoftmax;
import dev.tributary.nn.LogisticLoss;
import dev.tributary.nn.Optimizer;
import dev.tributary.nn.SampledSoftmax;
import dev.tributary.nn.Slices;
import dev.tributary.nn.TableOptimizer;
import dev.tributary.nn.UnitLength;
import dev.tributary.nn.WeightsOptimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Steps of a {@link Classifier}.
 *
 * <ol>
 *   <li>each slice of lessons draws negatives, takes its users through the network, meets the classes, and goes back;
 *   <li>rows of tables are stepped, each by the one task that it belongs to, which takes the slices in their order; then the weights.
 * </ol>
 *
 * <p>The same bits on any number of threads. Confined: one training.
 */
final class ClassifierTraining {
  private static final int LEAST_ROWS = 64; // of a slice
  private static final int SHARED = 4; // negatives of a slice for each of its rows, so that to fetch them is little beside what is learned from them
  private static final int PARTS = 4; // tasks that share a table

  private final String name;
  private final Classifier network;
  private final ClassifierConfig config;
  private final Samples samples;
  private final FeatureBatch users;
  private final Interests interests;
  private final long firstTime;
  private final long lastTime;
  private final ItemSampler sampler;
  private final boolean full;
  private final float[] corrections; // by item
  private final Job job;
  private final List<EmbeddingTable> tables;
  private final List<TableOptimizer> tableOptimizers = new ArrayList<>();
  private final WeightsOptimizer weightsOptimizer;
  final List<BagGradients> tableGradients = new ArrayList<>(); // of the last step
  private final Slice[] slices = new Slice[Slices.MOST];
  private final Pool<Scratch> scratches = new Pool<>(Slices.MOST, Scratch::new);
  final float[][] weightGradients = new float[Slices.MOST][]; // by slice; the first holds the sum after a step
  private final FullSoftmax all = new FullSoftmax();
  private Matrix classes = Matrix.zeros(0, 0); // of the full softmax, as they are in this step
  private float[] unit = {};
  private float[] lengths = {};
  private long step;

  /**
   * Starts.
   *
   * @param users features by user
   * @param full whether the softmax is over all items
   */
  ClassifierTraining(String name, Classifier network, Samples samples, FeatureBatch users, Interests interests, ItemSampler sampler, boolean full, Job job) {
    this.name = name;
    this.network = network;
    this.samples = samples;
    this.users = users;
    this.interests = interests;
    this.sampler = sampler;
    this.full = full;
    this.job = job.withProgress(Progress.NONE);
    config = network.config;
    corrections = full ? new float[0] : corrections();
    lastTime = interests.lastTime();
    firstTime = firstTime(interests);
    tables = network.tables();
    var optimizer = config.decay() > 0 ? Optimizer.adamW(config.decay()) : Optimizer.ADAM;
    weightsOptimizer = new WeightsOptimizer(network.weights, optimizer);
    for (var table : tables) {
      tableOptimizers.add(new TableOptimizer(table, optimizer));
      tableGradients.add(new BagGradients(table));
    }
    for (int slice = 0; slice < slices.length; slice++) {
      slices[slice] = new Slice();
      weightGradients[slice] = new float[network.weights.size()];
    }
  }

  private static long firstTime(Interests interests) {
    long first = Long.MAX_VALUE;
    for (int user = 0; user < interests.users().size(); user++) {
      first = interests.start(user) < interests.end(user) ? Math.min(first, interests.time(interests.start(user))) : first;
    }
    return first;
  }

  /** What a thread needs for the slice that it is at: used by one after the other, it stays in the nearer caches. */
  private static final class Scratch {
    final ArrayProduct product = new ArrayProduct();
    final SampledSoftmax sampled = new SampledSoftmax();
    final FullSoftmax.Slice full = new FullSoftmax.Slice();
    float[] b = {}; // vectors of the slice's items
    float[] lengths = {};
    float[] scaled = {};
  }

  /** What a slice leaves for the steps of tables, and what it is made from. */
  private final class Slice {
    final Tower.Pass user = network.user.new Pass();
    final Columns columns = new Columns(network.classes.rows()); // the items that it meets
    int[] drawn = {}; // by shared column: how often
    int[] targets = {}; // columns, or items under the full softmax
    int[] starts = {};
    float[] offsets = {};
    float[] targetOffsets = {};
    float[] db = {};
    double loss;

    /** Lists the targets of its lessons. */
    void target(Lessons lessons, int from, int to) {
      int count = 0;
      if (starts.length <= to - from) {
        starts = new int[to - from + 1];
      }
      for (int lesson = from; lesson < to; lesson++) {
        starts[lesson - from] = count;
        if (targets.length < count + lessons.targets(lesson)) {
          targets = Arrays.copyOf(targets, 2 * (count + lessons.targets(lesson)));
        }
        for (int n = 0; n < lessons.targets(lesson); n++) {
          targets[count++] = lessons.target(lesson, n);
        }
      }
      starts[to - from] = count;
    }

    /** Gives each target the column of its item. */
    void targetColumns(int count) {
      for (int n = 0; n < count; n++) {
        targets[n] = columns.add(targets[n]);
      }
    }

    /** Takes the vectors of all columns. */
    void gather(Scratch scratch) {
      int dim = config.dim();
      int count = columns.size();
      if (scratch.b.length < count * dim) {
        scratch.b = new float[2 * count * dim];
        scratch.lengths = new float[2 * count];
      }
      if (db.length < count * dim) {
        db = new float[2 * count * dim];
      }
      for (int column = 0; column < count; column++) {
        network.classes.copy(columns.item(column), scratch.b, column * dim);
      }
      if (config.cosine()) {
        UnitLength.forward(scratch.b, count, dim, scratch.lengths, scratch.b);
      }
      Arrays.fill(db, 0, count * dim, 0f);
    }

    /** Turns the gradient by the vectors into that by the rows of the table. */
    void spread(Scratch scratch) {
      if (config.cosine()) {
        UnitLength.backward(scratch.b, scratch.lengths, columns.size(), config.dim(), db);
      }
    }
  }

  /** How many steps were made. */
  long steps() {
    return step;
  }

  /**
   * One step over lessons [from .. to).
   *
   * @return the mean loss of a lesson
   * @throws DivergedException when it is not finite
   */
  double step(Lessons lessons, int from, int to, double rate) {
    step++;
    long seed = Seeds.of(Seeds.of(job.seed(), "step"), step);
    int size = to - from;
    var cut = Slices.of(size, full ? LEAST_ROWS : Math.max(LEAST_ROWS, config.negatives() / SHARED));
    if (full) {
      prepareClasses();
    }
    cut.run("lessons", job, s -> learn(lessons, from + cut.start(size, s), from + cut.start(size, s + 1), s, seed));
    double loss = 0;
    for (int s = 0; s < cut.count(); s++) {
      loss += slices[s].loss / size;
    }
    DivergedException.check(name, step, loss);
    stepTables(cut.count(), rate, 1.0 / size);
    Slices.sum(weightGradients, cut.count(), job.withThreads(1)); // some thousands of values: less than a thread costs
    weightsOptimizer.step(weightGradients[0], rate, 1.0 / size, job.withThreads(1));
    return loss;
  }

  /** The vectors of all classes as they are now. */
  private void prepareClasses() {
    int dim = config.dim();
    int items = network.classes.rows();
    if (classes.rows() != items) {
      classes = Matrix.zeros(items, dim);
      unit = new float[items * dim];
      lengths = new float[items];
    }
    network.classes.values().values().copyTo(0, (long) items * dim, unit, 0);
    if (config.cosine()) {
      UnitLength.forward(unit, items, dim, lengths, unit);
    }
    classes.values().copyFrom(unit, items * dim, 0);
    all.prepare(classes, job);
  }

  private void learn(Lessons lessons, int from, int to, int s, long seed) {
    var slice = slices[s];
    var scratch = scratches.take();
    var random = Seeds.random(Seeds.of(Seeds.of(seed, "negatives"), s));
    long dropping = Seeds.of(Seeds.of(seed, "dropped"), s);
    slice.user.reset(to - from);
    for (int lesson = from; lesson < to; lesson++) {
      network.addUser(users, lessons.user(lesson), config.exampleAge() ? lessons.age(lesson, interests, firstTime, lastTime) : 0, slice.user);
      lessons.history(lesson, config.history(), slice.user.bags[0]);
    }
    network.user.forward(slice.user, true, dropping, scratch.product);
    slice.target(lessons, from, to);
    if (full) {
      slice.loss = full(slice, scratch, lessons, from, to - from);
    } else if (config.positivesOnly()) {
      slice.loss = positives(slice, scratch, to - from);
    } else {
      slice.loss = sampled(slice, scratch, lessons, from, to, random);
    }
    Arrays.fill(weightGradients[s], 0f);
    network.user.backward(slice.user, dropping, weightGradients[s], scratch.product);
    scratches.give(scratch);
  }

  private double full(Slice slice, Scratch scratch, Lessons lessons, int from, int rows) {
    int dim = config.dim();
    float sharpness = (float) (1 / config.temperature());
    if (scratch.scaled.length < rows * dim) {
      scratch.scaled = new float[rows * dim];
    }
    if (slice.db.length == 0) {
      slice.db = new float[unit.length];
    }
    Arrays.fill(slice.db, 0f);
    for (int n = 0; n < rows * dim; n++) {
      scratch.scaled[n] = sharpness * slice.user.out[n];
    }
    double loss = all.apply(scratch.scaled, rows, slice.targets, slice.starts, (row, logits, at) -> lessons.hideTaken(from + row, logits, at), slice.user.dOut, slice.db, scratch.full);
    for (int n = 0; n < rows * dim; n++) {
      slice.user.dOut[n] *= sharpness;
    }
    return loss;
  }

  private double sampled(Slice slice, Scratch scratch, Lessons lessons, int from, int to, SplittableRandom random) {
    int rows = to - from;
    var columns = slice.columns;
    columns.clear();
    if (slice.drawn.length < config.negatives()) {
      slice.drawn = new int[config.negatives()];
      slice.offsets = new float[config.negatives()];
    }
    Arrays.fill(slice.drawn, 0);
    for (int n = 0; n < config.negatives(); n++) {
      slice.drawn[columns.add(sampler.draw(random))]++;
    }
    int shared = columns.size();
    for (int column = 0; column < shared; column++) {
      slice.offsets[column] = (slice.drawn[column] == 1 ? 0 : (float) Math.log(slice.drawn[column])) + corrections[columns.item(column)];
    }
    int targets = slice.starts[rows];
    if (slice.targetOffsets.length < targets) {
      slice.targetOffsets = new float[2 * targets];
    }
    for (int n = 0; n < targets; n++) {
      slice.targetOffsets[n] = corrections[slice.targets[n]];
    }
    slice.targetColumns(targets);
    slice.gather(scratch);
    double loss =
        scratch.sampled.apply(
            slice.user.out,
            rows,
            scratch.b,
            shared,
            config.dim(),
            config.temperature(),
            slice.offsets,
            slice.targets,
            slice.starts,
            slice.targetOffsets,
            (row, logits, at) -> samples.hideTaken(lessons.user(from + row), columns, shared, logits, at),
            slice.user.dOut,
            slice.db);
    slice.spread(scratch);
    return loss;
  }

  /** What corrects the logit of each item for how many of it are expected among the negatives. */
  private float[] corrections() {
    var corrections = new float[network.classes.rows()];
    for (int item = 0; item < corrections.length && config.correction() > 0; item++) {
      corrections[item] = (float) (-config.correction() * Math.log(config.negatives() * sampler.probability(item)));
    }
    return corrections;
  }

  /** Logistic loss of the targets alone. */
  private double positives(Slice slice, Scratch scratch, int rows) {
    int dim = config.dim();
    float sharpness = (float) (1 / config.temperature());
    slice.columns.clear();
    slice.targetColumns(slice.starts[rows]);
    slice.gather(scratch);
    Arrays.fill(slice.user.dOut, 0, rows * dim, 0f);
    var score = new float[1];
    var gradient = new float[1];
    float[] positive = {1};
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      float share = 1f / (slice.starts[row + 1] - slice.starts[row]);
      for (int n = slice.starts[row]; n < slice.starts[row + 1]; n++) {
        int at = slice.targets[n] * dim;
        score[0] = sharpness * Kernels.dot(slice.user.out, row * dim, scratch.b, at, dim);
        sum += share * LogisticLoss.apply(score, positive, 1, gradient);
        for (int i = 0; i < dim; i++) {
          slice.user.dOut[row * dim + i] += share * sharpness * gradient[0] * scratch.b[at + i];
          slice.db[at + i] += share * sharpness * gradient[0] * slice.user.out[row * dim + i];
        }
      }
    }
    slice.spread(scratch);
    return sum;
  }

  private void stepTables(int count, double rate, double scale) {
    if (full) {
      sumClasses(count);
    }
    job.tasks(
        "ordering gradients",
        tables.size(),
        number -> {
          var gradients = tableGradients.get(number);
          gradients.clear();
          for (int s = 0; s < count; s++) {
            network.user.collect(slices[s].user, tables.get(number), gradients);
          }
          if (tables.get(number) == network.classes) {
            collectClasses(count, gradients);
          }
          gradients.order();
        });
    job.tasks("stepping tables", tables.size() * PARTS, task -> tableGradients.get(task / PARTS).step(task % PARTS, PARTS, tableOptimizers.get(task / PARTS), rate, scale));
  }

  /** The full softmax's gradient by all classes, into the first slice's. */
  private void sumClasses(int count) {
    int dim = config.dim();
    var parts = new float[count][];
    Arrays.setAll(parts, s -> slices[s].db);
    Slices.sum(parts, count, job);
    if (config.cosine()) {
      UnitLength.backward(unit, lengths, network.classes.rows(), dim, parts[0]);
    }
  }

  private void collectClasses(int count, BagGradients gradients) {
    int dim = config.dim();
    for (int item = 0; item < network.classes.rows() && full; item++) {
      gradients.add(slices[0].db, item * dim, item);
    }
    for (int s = 0; s < count && !full; s++) {
      var columns = slices[s].columns;
      for (int column = 0; column < columns.size(); column++) {
        gradients.add(slices[s].db, column * dim, columns.item(column));
      }
    }
  }

  /** @throws DivergedException when a parameter is not finite */
  void check() {
    DivergedException.check(name, step, network.weights, tables.toArray(EmbeddingTable[]::new));
  }
}
