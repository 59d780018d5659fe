package dev.tributary.ranking.fm;

import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import dev.tributary.nn.BagGradients;
import dev.tributary.nn.DivergedException;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.Optimizer;
import dev.tributary.nn.Slices;
import dev.tributary.nn.TableOptimizer;
import dev.tributary.nn.Weights;
import java.util.Arrays;
import java.util.Locale;

/**
 * Steps along the gradient of batches of rows in a random order. Slices of a batch are learned side by side, and a feature's gradients are added up in the order of the rows, so that the bits do not
 * depend on threads. Confined: one training.
 */
final class GradientDescent {
  private static final int LEAST_ROWS = 64; // of a slice
  private static final int PARTS = 4; // tasks that share the table
  private static final int SHARED = 2048; // features from which on they do

  private final FmRankerConfig config;
  private final SparseMatrix rows;
  private final float[] targets;
  private final Job job;
  private final Job quiet;
  private final long seed;
  private final int width;
  private final EmbeddingTable table; // a vector and, behind it, a weight
  private final TableOptimizer optimizer;
  private final BagGradients gradients;
  private final int[] order;
  private final int[] counts; // of the rows that have a feature, each of which takes its share of what regularization asks
  private final Slice[] slices = new Slice[Slices.MOST];
  private double bias;
  private double biasSquares; // of all its gradients
  private long step;

  GradientDescent(FmRankerConfig config, SparseMatrix rows, float[] targets, long seed, Job job) {
    this.config = config;
    this.rows = rows;
    this.targets = targets;
    this.seed = seed;
    this.job = job;
    quiet = job.withProgress(Progress.NONE);
    width = config.factors() + 1;
    table = new EmbeddingTable("features", rows.columns(), width, config.deviation(), seed);
    for (int feature = 0; feature < rows.columns(); feature++) {
      table.values().set(feature, config.factors(), 0);
    }
    optimizer = new TableOptimizer(table, config.method() == FmRankerConfig.Method.SGD ? Optimizer.SGD : Optimizer.ADAGRAD);
    gradients = new BagGradients(table);
    order = new int[rows.rows()];
    Arrays.setAll(order, n -> n);
    counts = new int[rows.columns()];
    for (int entry = 0; entry < rows.size(); entry++) {
      counts[rows.column(entry)]++;
    }
    Arrays.setAll(slices, _ -> new Slice());
  }

  /** What a slice of a batch needs and leaves. */
  private final class Slice {
    final float[] sum = new float[width];
    final float[] row = new float[width];
    float[] asked = {}; // by entry: its gradient
    int[] features = {};
    int entries;
    double slopes;
    double loss;

    void learn(int from, int to) {
      entries = 0;
      slopes = 0;
      loss = 0;
      for (int n = from; n < to; n++) {
        learn(order[n]);
      }
    }

    private void learn(int number) {
      int first = rows.start(number);
      int end = rows.start(number + 1);
      int factors = config.factors();
      Arrays.fill(sum, 0);
      double squares = 0;
      for (int entry = first; entry < end; entry++) {
        table.copy(rows.column(entry), row, 0);
        Kernels.addScaled(rows.value(entry), row, 0, sum, 0, width);
        squares += (double) rows.value(entry) * rows.value(entry) * Kernels.dot(row, 0, row, 0, factors);
      }
      double score = bias + sum[factors] + (Kernels.dot(sum, 0, sum, 0, factors) - squares) / 2;
      loss += config.loss(score, targets[number]);
      float slope = (float) config.slope(score, targets[number]);
      slopes += slope;
      if ((entries + end - first) * width > asked.length) {
        asked = Arrays.copyOf(asked, 2 * (entries + end - first) * width);
        features = Arrays.copyOf(features, 2 * (entries + end - first));
      }
      for (int entry = first; entry < end; entry++) {
        float x = rows.value(entry);
        float share = 1f / counts[rows.column(entry)];
        table.copy(rows.column(entry), row, 0);
        int at = entries * width;
        for (int p = 0; p < factors; p++) {
          asked[at + p] = slope * x * (sum[p] - x * row[p]) + (float) config.regularization() * share * row[p];
        }
        asked[at + factors] = slope * x + (float) config.linearRegularization() * share * row[factors];
        features[entries++] = rows.column(entry);
      }
    }
  }

  FmRanker run() {
    double loss = 0;
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      Seeds.shuffle(order, Seeds.random(Seeds.of(Seeds.of(seed, "order"), epoch)));
      job.progress().step(epoch == 0 ? "fm: epoch" : String.format(Locale.ROOT, "fm: epoch, loss %.4f", loss), epoch, config.epochs());
      double sum = 0;
      for (int from = 0; from < order.length; from += config.batch()) {
        sum += step(from, Math.min(order.length, from + config.batch()));
      }
      loss = sum / order.length;
    }
    DivergedException.check(FmRanker.KIND, step, new Weights(0), table);
    return new FmRanker(config, (float) bias, table.values(), loss);
  }

  /** A step over the rows at these places of the order; answers the sum of their losses. */
  double step(int from, int to) {
    step++;
    var cut = Slices.of(to - from, LEAST_ROWS);
    cut.run("rows", quiet, s -> slices[s].learn(from + cut.start(to - from, s), from + cut.start(to - from, s + 1)));
    double loss = 0;
    double slope = 0;
    gradients.clear();
    for (int s = 0; s < cut.count(); s++) {
      loss += slices[s].loss;
      slope += slices[s].slopes;
      for (int n = 0; n < slices[s].entries; n++) {
        gradients.add(slices[s].asked, n * width, slices[s].features[n]);
      }
    }
    DivergedException.check(FmRanker.KIND, step, loss);
    gradients.order();
    int parts = gradients.sums().size() < SHARED ? 1 : PARTS;
    quiet.tasks("steps", parts, part -> gradients.step(part, parts, optimizer, config.learningRate(), 1));
    biasSquares += slope * slope;
    bias -= config.learningRate() * (config.method() == FmRankerConfig.Method.SGD ? slope : slope / (Math.sqrt(biasSquares) + 1e-8));
    return loss;
  }
}
