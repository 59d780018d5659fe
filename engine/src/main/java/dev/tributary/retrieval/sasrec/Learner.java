package dev.tributary.retrieval.sasrec;

import dev.tributary.data.Interests;
import dev.tributary.math.AliasTable;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Pool;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.nn.DivergedException;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.FullSoftmax;
import dev.tributary.nn.GbceLoss;
import dev.tributary.nn.Optimizer;
import dev.tributary.nn.RowGradients;
import dev.tributary.nn.Slices;
import dev.tributary.nn.SoftmaxLoss;
import dev.tributary.nn.TableOptimizer;
import dev.tributary.nn.WeightsOptimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Steps of learning: a batch of sequences is cut into slices, each slice into chunks whose activations stay in the cache; in a chunk every position learns the
 * item after it. Confined; its slices run on the threads of the job.
 */
final class Learner {
  private static final int CHUNK = 512; // positions
  private static final int SLICE = 512; // positions that are worth a slice

  private final SasRecConfig config;
  private final Tower tower;
  private final EmbeddingTable table;
  private final Sequences sequences;
  private final Loss loss;
  private final Job job;
  private final long seed;
  private final WeightsOptimizer weightSteps;
  private final TableOptimizer itemSteps;
  private final FullSoftmax softmax = new FullSoftmax();
  private final GbceLoss gbce;
  private final AliasTable draws;
  private final float[] corrections; // by item: the logarithm of how often it is expected among the negatives
  private final List<Gradients> gradients = new ArrayList<>();
  private final RowGradients total;
  private final Pool<Scratch> pool;
  private long steps;

  Learner(SasRecConfig config, Tower tower, EmbeddingTable table, Sequences sequences, Interests interests, Job job) {
    this.config = config;
    this.tower = tower;
    this.table = table;
    this.sequences = sequences;
    this.job = job;
    loss = config.lossFor(table.rows());
    seed = Seeds.of(job.seed(), "sasrec");
    weightSteps = new WeightsOptimizer(tower.weights(), Optimizer.ADAM);
    itemSteps = new TableOptimizer(table, Optimizer.ADAM);
    gbce = GbceLoss.of(config.negatives(), table.rows(), config.calibration());
    corrections = new float[loss == Loss.FULL ? 0 : table.rows()];
    draws = sampler(interests);
    total = rows();
    pool = new Pool<>(job.threads(), Scratch::new);
  }

  private AliasTable sampler(Interests interests) {
    int[] popularity = interests.popularity();
    var weights = new float[corrections.length];
    double sum = 0;
    for (int item = 0; item < weights.length; item++) {
      weights[item] = (float) StrictMath.pow(Math.max(1, popularity[item]), config.popularityPower());
      sum += weights[item];
    }
    for (int item = 0; item < weights.length; item++) {
      corrections[item] = (float) StrictMath.log(config.negatives() * weights[item] / sum);
    }
    return new AliasTable(IntStream.range(0, weights.length).toArray(), 0, weights.length, weights);
  }

  private RowGradients rows() {
    return loss == Loss.FULL ? RowGradients.dense(table.rows(), table.width()) : RowGradients.sparse(table.width());
  }

  /** One slice's. */
  private static final class Gradients {
    final float[] weights;
    final RowGradients items;
    double loss;

    Gradients(int weights, RowGradients items) {
      this.weights = new float[weights];
      this.items = items;
    }
  }

  /** One thread's. */
  private static final class Scratch {
    final Tower.Activations activations = new Tower.Activations();
    final FullSoftmax.Slice logitsOfAll = new FullSoftmax.Slice();
    int[] starts = new int[16];
    int[] inputs = {};
    int[] targets = {};
    float[] x = {};
    float[] y = {};
    float[] dy = {};
    int[] negatives = {};
    float[] correction = {};
    float[] candidates = {};
    float[] dCandidates = {};
    float[] logits = {};
    int[] first = {}; // zeros: the positive's column
    float[] vectors = {}; // of the targets

    void ensure(int rows, int width) {
      if (inputs.length < rows) {
        inputs = new int[rows];
        targets = new int[rows];
        first = new int[rows];
        x = new float[rows * width];
        y = new float[rows * width];
        dy = new float[rows * width];
        vectors = new float[rows * width];
      }
    }
  }

  /**
   * One pass over all sequences in random order.
   *
   * @return the mean loss of a position
   * @throws DivergedException when it is not finite
   */
  double epoch(int number) {
    int[] order = shuffled(Seeds.of(seed, number));
    double sum = 0;
    long positions = 0;
    for (int from = 0; from < order.length; from += config.batch()) {
      int to = Math.min(order.length, from + config.batch());
      long size = 0;
      for (int n = from; n < to; n++) {
        size += size(order[n]);
      }
      sum += step(order, from, to, size);
      positions += size;
    }
    return positions == 0 ? 0 : sum / positions;
  }

  /** @throws DivergedException when a parameter is not finite */
  void check() {
    DivergedException.check("sasrec", steps, tower.weights(), table);
  }

  private int size(int sequence) {
    return Math.max(0, sequences.end(sequence) - 1 - sequences.start(sequence, config.length()));
  }

  private int[] shuffled(long seed) {
    int[] order = IntStream.range(0, sequences.count).toArray();
    var random = Seeds.random(seed);
    Seeds.shuffle(order, random);
    return order;
  }

  private double step(int[] order, int from, int to, long positions) {
    var slices = Slices.of(positions, SLICE);
    while (gradients.size() < slices.count()) {
      gradients.add(new Gradients(tower.weights().size(), rows()));
    }
    if (loss == Loss.FULL) {
      softmax.prepare(table.values(), job);
    }
    steps++;
    slices.run(
        "sasrec",
        job,
        slice -> {
          var gradient = gradients.get(slice);
          Arrays.fill(gradient.weights, 0);
          gradient.items.clear();
          var scratch = pool.take();
          gradient.loss = slice(order, from + slices.start(to - from, slice), from + slices.start(to - from, slice + 1), Seeds.of(Seeds.of(seed, -steps), slice), gradient, scratch);
          pool.give(scratch);
        });
    var used = gradients.subList(0, slices.count());
    double sum = used.stream().mapToDouble(gradient -> gradient.loss).sum();
    DivergedException.check("sasrec", steps, sum);
    Slices.sum(used.stream().map(gradient -> gradient.weights).toArray(float[][]::new), slices.count(), job);
    total.sum(used.stream().map(gradient -> gradient.items).toList(), job.withProgress(Progress.NONE));
    double scale = 1.0 / Math.max(1, positions);
    weightSteps.step(used.getFirst().weights, config.learningRate(), scale, job);
    itemSteps.step(total, config.learningRate(), scale, job);
    return sum;
  }

  private double slice(int[] order, int from, int to, long seed, Gradients gradient, Scratch scratch) {
    double sum = 0;
    for (int n = from; n < to; ) {
      int sequencesTaken = 0;
      int rows = 0;
      int first = n;
      while (n < to && (rows == 0 || rows + size(order[n]) <= CHUNK)) {
        rows += size(order[n++]);
        sequencesTaken++;
      }
      fill(order, first, n, rows, scratch);
      sum += chunk(sequencesTaken, Seeds.of(seed, first), gradient, scratch);
    }
    return sum;
  }

  private void fill(int[] order, int from, int to, int rows, Scratch scratch) {
    scratch.ensure(rows, table.width());
    if (scratch.starts.length <= to - from) {
      scratch.starts = new int[2 * (to - from) + 1];
    }
    int row = 0;
    for (int n = from; n < to; n++) {
      scratch.starts[n - from] = row;
      int end = sequences.end(order[n]) - 1;
      for (int at = sequences.start(order[n], config.length()); at < end; at++) {
        scratch.inputs[row] = sequences.items[at];
        scratch.targets[row++] = sequences.items[at + 1];
      }
    }
    scratch.starts[to - from] = row;
  }

  private double chunk(int count, long seed, Gradients gradient, Scratch scratch) {
    int rows = scratch.starts[count];
    table.gather(scratch.inputs, 0, rows, scratch.x);
    tower.forward(scratch.x, scratch.starts, count, true, seed, scratch.activations, scratch.y);
    double sum =
        loss == Loss.FULL
            ? softmax.apply(scratch.y, rows, scratch.targets, scratch.dy, gradient.items.sums(), scratch.logitsOfAll)
            : sampled(rows, Seeds.random(Seeds.of(seed, "negatives")), gradient, scratch);
    tower.backward(scratch.starts, count, seed, scratch.activations, scratch.dy, scratch.x, gradient.weights);
    for (int row = 0; row < rows; row++) {
      gradient.items.add(scratch.inputs[row], scratch.x, row * table.width());
    }
    return sum;
  }

  /** The next item, in column 0, against negatives that the whole chunk shares. */
  private double sampled(int rows, SplittableRandom random, Gradients gradient, Scratch scratch) {
    int width = table.width();
    int negatives = config.negatives();
    int columns = negatives + 1;
    int stride = columns + 15; // so that rows begin on different cache sets
    draw(random, scratch);
    table.gather(scratch.targets, 0, rows, scratch.vectors);
    if (scratch.logits.length < rows * stride) {
      scratch.logits = new float[rows * stride];
    }
    var logits = scratch.logits;
    var product = scratch.activations.product();
    var positions = Rows.of(scratch.y, width);
    var drawn = Rows.of(scratch.candidates, width);
    var behind = new Rows(logits, 1, stride);
    product.multiplyTransposed(positions, drawn, behind, rows, negatives, width, Part.ALL, false);
    for (int row = 0; row < rows; row++) {
      int at = row * stride;
      logits[at] = Kernels.dot(scratch.y, row * width, scratch.vectors, row * width, width);
      for (int n = 0; n < negatives; n++) {
        if (scratch.negatives[n] == scratch.targets[row]) {
          logits[at + 1 + n] = Float.NEGATIVE_INFINITY;
        }
      }
    }
    double sum;
    if (loss == Loss.GBCE) {
      sum = gbce.apply(logits, rows, columns, stride, scratch.first);
    } else {
      SoftmaxLoss.correct(logits, rows, columns, stride, scratch.correction);
      sum = SoftmaxLoss.apply(logits, rows, columns, stride, scratch.first);
    }
    product.multiply(behind, drawn, Rows.of(scratch.dy, width), rows, width, negatives, Part.ALL, false);
    product.transposedMultiply(behind, positions, Rows.of(scratch.dCandidates, width), negatives, width, rows, Part.ALL, false);
    for (int n = 0; n < negatives; n++) {
      gradient.items.add(scratch.negatives[n], scratch.dCandidates, n * width);
    }
    for (int row = 0; row < rows; row++) {
      positive(logits[row * stride], row * width, width, scratch);
      gradient.items.add(scratch.targets[row], scratch.vectors, row * width);
    }
    return sum;
  }

  private void draw(SplittableRandom random, Scratch scratch) {
    int negatives = config.negatives();
    if (scratch.negatives.length < negatives) {
      scratch.negatives = new int[negatives];
      scratch.correction = new float[negatives + 1]; // the positive was not drawn: none
      scratch.candidates = new float[negatives * table.width()];
      scratch.dCandidates = new float[negatives * table.width()];
    }
    for (int n = 0; n < negatives; n++) {
      scratch.negatives[n] = draws.draw(random);
      scratch.correction[n + 1] = corrections[scratch.negatives[n]];
    }
    table.gather(scratch.negatives, 0, negatives, scratch.candidates);
  }

  /** The positive's part of the gradient by the position; its vector becomes the gradient by it. */
  private static void positive(float slope, int at, int width, Scratch scratch) {
    for (int i = at; i < at + width; i++) {
      scratch.dy[i] += slope * scratch.vectors[i];
    }
    for (int i = at; i < at + width; i++) {
      scratch.vectors[i] = slope * scratch.y[i];
    }
  }
}
