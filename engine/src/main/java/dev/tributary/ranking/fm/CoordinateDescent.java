package dev.tributary.ranking.fm;

import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import java.util.Arrays;
import java.util.Locale;

/**
 * Alternating least squares: every parameter in turn goes to the least of the loss given all others. Logistic loss lies below a parabola that touches it where a pass begins, with a curvature of
 * ¼, and a pass goes down the parabolas of all rows (Böhning, Lindsay: "Monotonicity of quadratic-approximation algorithms", 1988), so that neither loss ever rises but for rounding.
 *
 * <p>A feature's parameters are stepped one after the other while its rows lie side by side: what the score of each changes by a parameter does not depend on the feature's others. Features that never
 * meet in a row do not know of each other, so threads share them: successive features of which no two meet, such as all users, or all items, are a group. Confined: one training.
 */
final class CoordinateDescent {
  private static final int SHARED = 1 << 15; // entries of a group from which on threads share it
  private static final int SIDE_BY_SIDE = 1 << 20; // values of a feature's rows that are worked on at once
  private static final int BLOCK = 1 << 12; // rows whose sums lie in one array

  private final FmRankerConfig config;
  private final int factors;
  private final SparseMatrix rows;
  private final SparseMatrix byFeature;
  private final float[] targets;
  private final Job job;
  private final Job quiet;
  private final float[][] parameters; // by feature: its vector and, behind it, its weight
  private final int[] groups; // the first feature of each, and the end
  private final float[] rests; // of each row: how far its parabola's least lies below its score
  private final float[] bases; // of each row: its score less its rest, which stays as it is through a pass
  private final float[][] sums; // of each row Σ v·x, in blocks of rows
  private final double curvature;
  private final Pool<Scratch> scratch;
  private double bias;

  /** What is worked on at once. */
  private static final class Scratch {
    float[] rests = {};
    float[] slopes = {}; // by parameter, by row: the derivative of its score
    final float[] steps;

    Scratch(int parameters) {
      steps = new float[parameters];
    }
  }

  CoordinateDescent(FmRankerConfig config, SparseMatrix rows, float[] targets, long seed, Job job) {
    this.config = config;
    this.rows = rows;
    this.targets = targets;
    this.job = job;
    quiet = job.withProgress(Progress.NONE);
    factors = config.factors();
    curvature = config.curvature();
    byFeature = rows.transposed();
    groups = groups();
    parameters = new float[rows.columns()][factors + 1];
    for (int feature = 0; feature < rows.columns(); feature++) {
      var random = Seeds.random(Seeds.of(seed, feature));
      for (int f = 0; f < factors && byFeature.size(feature) > 0; f++) { // what no row has stays at 0
        parameters[feature][f] = (float) (config.deviation() * random.nextGaussian());
      }
    }
    rests = new float[rows.rows()];
    bases = new float[rows.rows()];
    sums = new float[(rows.rows() + BLOCK - 1) / BLOCK][BLOCK * factors];
    scratch = new Pool<>(job.threads(), () -> new Scratch(factors + 1));
  }

  private int[] groups() {
    var found = new int[rows.columns() + 1];
    var groupOf = new int[rows.rows()];
    int count = 0; // of groups that have begun
    for (int feature = 0; feature < rows.columns(); feature++) {
      boolean meets = count == 0;
      for (int entry = byFeature.start(feature); entry < byFeature.start(feature + 1) && !meets; entry++) {
        meets = groupOf[byFeature.column(entry)] == count;
      }
      if (meets) {
        found[count++] = feature;
      }
      for (int entry = byFeature.start(feature); entry < byFeature.start(feature + 1); entry++) {
        groupOf[byFeature.column(entry)] = count;
      }
    }
    found[count] = rows.columns();
    return Arrays.copyOf(found, count + 1);
  }

  FmRanker run() {
    double loss = 0;
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      job.progress().step(epoch == 0 ? "fm: sweep" : String.format(Locale.ROOT, "fm: sweep, loss %.4f", loss), epoch, config.epochs());
      sweep();
      loss = loss();
    }
    var features = Matrix.zeros(rows.columns(), factors + 1);
    for (int feature = 0; feature < rows.columns(); feature++) {
      for (int p = 0; p <= factors; p++) {
        features.set(feature, p, parameters[feature][p]);
      }
    }
    return new FmRanker(config, (float) bias, features, loss);
  }

  /** All parameters once: the bias, then feature by feature. */
  void sweep() {
    quiet.shards("scores", rows.rows(), (_, from, to) -> rescore(from, to));
    begin();
    double sum = 0;
    for (float rest : rests) {
      sum += rest;
    }
    double step = -sum / targets.length;
    bias += step;
    quiet.shards("bias", rows.rows(), (_, from, to) -> {
      for (int row = from; row < to; row++) {
        rests[row] += (float) step;
      }
    });
    long stepped = rows.rows(); // entries since the parabolas were laid
    for (int group = 0; group + 1 < groups.length; group++) {
      int first = groups[group];
      int end = groups[group + 1];
      if (stepped >= rows.rows() && config.loss() != FmRankerConfig.Loss.SQUARED) { // squared loss is its own parabola wherever it is touched
        begin();
        stepped = 0;
      }
      int entries = byFeature.start(end) - byFeature.start(first);
      stepped += entries;
      if (entries < SHARED) {
        step(first, end);
      } else {
        quiet.shards("coordinates", end - first, (_, from, to) -> step(first + from, first + to));
      }
    }
  }

  /** The mean loss of a row, with the parameters of now. */
  double loss() {
    var losses = new double[Job.shardsOf(rows.rows())];
    quiet.shards("loss", rows.rows(), (shard, from, to) -> {
      for (int row = from; row < to; row++) {
        losses[shard] += config.loss(bases[row] + rests[row], targets[row]);
      }
    });
    return Arrays.stream(losses).sum() / targets.length;
  }

  /** What training makes least: the losses of all rows, and what regularization adds. */
  double objective() {
    double sum = loss() * targets.length;
    for (float[] mine : parameters) {
      for (int p = 0; p <= factors; p++) {
        sum += lambda(p) / 2 * mine[p] * mine[p];
      }
    }
    return sum;
  }

  private double lambda(int parameter) {
    return parameter == factors ? config.linearRegularization() : config.regularization();
  }

  /** Sums and scores from the parameters, so that rounding does not add up over sweeps. */
  private void rescore(int from, int to) {
    for (int row = from; row < to; row++) {
      float[] sum = sums[row / BLOCK];
      int at = row % BLOCK * factors;
      Arrays.fill(sum, at, at + factors, 0f);
      double score = bias;
      double squares = 0;
      for (int entry = rows.start(row); entry < rows.start(row + 1); entry++) {
        float[] mine = parameters[rows.column(entry)];
        float x = rows.value(entry);
        score += mine[factors] * x;
        squares += (double) x * x * Kernels.dot(mine, 0, mine, 0, factors);
        Kernels.addScaled(x, mine, 0, sum, at, factors);
      }
      bases[row] = (float) (score + (Kernels.dot(sum, at, sum, at, factors) - squares) / 2);
      rests[row] = 0;
    }
  }

  /** Begins a pass: the parabola of each row where its score is now. */
  private void begin() {
    quiet.shards("parabolas", rows.rows(), (_, from, to) -> {
      for (int row = from; row < to; row++) {
        float score = bases[row] + rests[row];
        rests[row] = (float) (config.slope(score, targets[row]) / curvature);
        bases[row] = score - rests[row];
      }
    });
  }

  private void step(int first, int end) {
    var room = scratch.take();
    for (int feature = first; feature < end; feature++) {
      if (byFeature.size(feature) > 0) {
        step(feature, room);
      }
    }
    scratch.give(room);
  }

  private void step(int feature, Scratch room) {
    int from = byFeature.start(feature);
    int count = byFeature.size(feature);
    if (room.rests.length < count) {
      room.rests = new float[count];
    }
    for (int n = 0; n < count; n++) {
      room.rests[n] = rests[byFeature.column(from + n)];
    }
    int together = Math.clamp(SIDE_BY_SIDE / count, 1, factors + 1);
    if (room.slopes.length < together * count) {
      room.slopes = new float[together * count];
    }
    for (int first = 0; first <= factors; first += together) {
      step(feature, first, Math.min(factors + 1, first + together), room);
    }
    for (int n = 0; n < count; n++) {
      rests[byFeature.column(from + n)] = room.rests[n];
    }
  }

  /** Some of a feature's parameters, one after the other, each to the least of {@code curvature/2·Σ(rest + step·slope)² + λ/2·(value + step)²}. */
  private void step(int feature, int first, int end, Scratch room) {
    int from = byFeature.start(feature);
    int count = byFeature.size(feature);
    float[] mine = parameters[feature];
    float[] slopes = room.slopes;
    int vectorEnd = Math.min(end, factors);
    for (int n = 0; n < count; n++) {
      int row = byFeature.column(from + n);
      float x = byFeature.value(from + n);
      float[] sum = sums[row / BLOCK];
      int at = row % BLOCK * factors;
      for (int p = first, place = n; p < vectorEnd; p++, place += count) {
        slopes[place] = x * (sum[at + p] - x * mine[p]);
      }
      if (end > factors) {
        slopes[(factors - first) * count + n] = x;
      }
    }
    for (int p = first; p < end; p++) {
      int at = (p - first) * count;
      double bend = curvature * Kernels.dot(slopes, at, slopes, at, count) + lambda(p);
      double down = curvature * Kernels.dot(room.rests, 0, slopes, at, count) + lambda(p) * mine[p];
      float step = bend > 0 ? (float) (-down / bend) : 0; // nowhere where nothing says where the least lies
      room.steps[p] = step;
      mine[p] += step;
      Kernels.addScaled(step, slopes, at, room.rests, 0, count);
    }
    for (int n = 0; n < count; n++) {
      int row = byFeature.column(from + n);
      Kernels.addScaled(byFeature.value(from + n), room.steps, first, sums[row / BLOCK], row % BLOCK * factors + first, vectorEnd - first);
    }
  }
}
