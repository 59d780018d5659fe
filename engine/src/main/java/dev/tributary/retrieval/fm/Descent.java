package dev.tributary.retrieval.fm;

import dev.tributary.data.Interests;
import dev.tributary.math.AliasTable;
import dev.tributary.math.IntIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.nn.BagGradients;
import dev.tributary.nn.DivergedException;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.Optimizer;
import dev.tributary.nn.SampledSoftmax;
import dev.tributary.nn.Slices;
import dev.tributary.nn.TableOptimizer;
import dev.tributary.nn.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Steps of a {@link Machine}: the softmax of a lesson's targets among items that are drawn for a slice of the batch, each of which stands for 1/(draws · its probability) of the catalogue
 * (Bengio, Senécal, IEEE TNN 2008). What the user has in train stands for nothing.
 *
 * <ol>
 *   <li>each slice draws items, adds up its users' and items' features, meets the softmax, and keeps the gradients;
 *   <li>rows of tables are stepped, each by the one task that it belongs to, which takes the slices in their order.
 * </ol>
 *
 * <p>The same bits on any number of threads. Confined: one training.
 */
final class Descent {
  private static final int LEAST_ROWS = 32; // of a slice
  private static final int PARTS = 4; // tasks that share a table
  private static final double HIDDEN = 0.1; // how often an item's id says nothing, so that its attributes learn to speak alone

  private final FmConfig config;
  private final Machine machine;
  private final Interests interests;
  private final int[] numbers;
  private final Job job;
  private final int width;
  private final AliasTable drawing;
  private final float[] offsets; // of an item that is drawn once
  private final List<EmbeddingTable> tables;
  private final List<TableOptimizer> optimizers = new ArrayList<>();
  private final List<BagGradients> gradients = new ArrayList<>();
  private final Slice[] slices = new Slice[Slices.MOST];
  private long step;

  /** @param numbers of each item of the interests among the machine's */
  Descent(FmConfig config, Machine machine, Interests interests, int[] numbers, Job job) {
    this.config = config;
    this.machine = machine;
    this.interests = interests;
    this.numbers = numbers;
    this.job = job.withProgress(Progress.NONE);
    width = config.factors() + 1;
    var weights = new float[machine.items.rows()];
    offsets = new float[weights.length];
    int[] popularity = interests.popularity();
    double sum = 0;
    for (int item = 0; item < popularity.length; item++) {
      weights[numbers[item]] = popularity[item] == 0 ? 0 : (float) StrictMath.pow(popularity[item], config.popularityPower());
      sum += weights[numbers[item]];
    }
    for (int item = 0; item < weights.length; item++) {
      offsets[item] = (float) -StrictMath.log(config.negatives() * weights[item] / sum);
    }
    drawing = new AliasTable(IntStream.range(0, weights.length).toArray(), 0, weights.length, weights);
    tables = machine.tables();
    for (var table : tables) {
      optimizers.add(new TableOptimizer(table, optimizer()));
      gradients.add(new BagGradients(table));
    }
    Arrays.setAll(slices, _ -> new Slice());
  }

  private Optimizer optimizer() {
    return switch (config.method()) {
      case ADAM -> config.decay() > 0 ? Optimizer.adamW(config.decay()) : Optimizer.ADAM;
      case ADAGRAD -> Optimizer.ADAGRAD;
      case SGD -> Optimizer.SGD;
    };
  }

  /** What a slice of a batch needs and leaves. */
  private final class Slice {
    final Sums sums = machine.sums();
    final SampledSoftmax softmax = new SampledSoftmax();
    final IntIndex columns = new IntIndex(1024); // the items that it meets, those drawn first
    final float[] gradient = new float[width];
    int first; // lesson
    int rows;
    int[] bags = {};
    int[] bagStarts = {0};
    int[] drawn = {}; // by column: how often
    float[] columnOffsets = {};
    float[] targetOffsets = {}; // zeros: a target stands for itself
    int[] targets = {};
    int[] starts = {};
    boolean[] hidden = {}; // by column: whether the id says nothing
    float[] a = {};
    float[] da = {};
    float[] b = {};
    float[] db = {};
    double loss;

    void learn(Lessons lessons, int from, int to, SplittableRandom random) {
      first = from;
      rows = to - from;
      columns.clear();
      int shared = draw(random);
      gatherUsers(lessons);
      gatherTargets(lessons);
      gatherItems(random);
      loss =
          softmax.apply(
              a, rows, b, shared, width, 1, columnOffsets, targets, starts, targetOffsets, (row, logits, at) -> hide(lessons, from + row, shared, logits, at), da, db);
    }

    private int draw(SplittableRandom random) {
      if (drawn.length == 0) {
        drawn = new int[config.negatives()];
        columnOffsets = new float[config.negatives()];
      }
      Arrays.fill(drawn, 0);
      for (int n = 0; n < config.negatives(); n++) {
        drawn[columns.add(drawing.draw(random))]++;
      }
      for (int column = 0; column < columns.size(); column++) {
        columnOffsets[column] = (float) Math.log(drawn[column]) + offsets[columns.key(column)];
      }
      return columns.size();
    }

    private void gatherUsers(Lessons lessons) {
      if (a.length < rows * width) {
        a = new float[rows * width];
        da = new float[rows * width];
        bagStarts = new int[rows + 1];
        starts = new int[rows + 1];
      }
      for (int row = 0; row < rows; row++) {
        int at = bagStarts[row];
        int size = lessons.bagSize(first + row, config.history());
        bagStarts[row + 1] = at + size;
        if (bags.length < at + size) {
          bags = Arrays.copyOf(bags, 2 * (at + size));
        }
        lessons.bag(first + row, size, bags, at);
        machine.user(lessons.user(first + row), bags, at, bagStarts[row + 1], sums, a, row * width);
        a[row * width + width - 1] = 1;
      }
    }

    private void gatherTargets(Lessons lessons) {
      int count = 0;
      for (int row = 0; row < rows; row++) {
        starts[row] = count;
        int more = lessons.targets(first + row);
        if (targets.length < count + more) {
          targets = Arrays.copyOf(targets, 2 * (count + more));
          targetOffsets = new float[targets.length];
        }
        for (int n = 0; n < more; n++) {
          targets[count++] = columns.add(lessons.target(first + row, n));
        }
      }
      starts[rows] = count;
    }

    private void gatherItems(SplittableRandom random) {
      int count = columns.size();
      if (b.length < count * width) {
        b = new float[2 * count * width];
        db = new float[b.length];
        hidden = new boolean[2 * count];
      }
      for (int column = 0; column < count; column++) {
        int item = columns.key(column);
        hidden[column] = machine.itemFeatures.count(item) > 0 && random.nextDouble() < HIDDEN;
        machine.item(item, !hidden[column], sums, b, column * width);
      }
      Arrays.fill(db, 0, count * width, 0f);
    }

    private void hide(Lessons lessons, int lesson, int shared, float[] logits, int at) {
      for (int n = 0; n < lessons.taken(lesson); n++) {
        hide(lessons.taken(lesson, n), shared, logits, at);
      }
      int user = lessons.user(lesson);
      for (long entry = interests.metStart(user); entry < interests.metEnd(user); entry++) {
        hide(numbers[interests.met(entry)], shared, logits, at);
      }
    }

    private void hide(int item, int shared, float[] logits, int at) {
      int column = columns.find(item);
      if (column >= 0 && column < shared) {
        logits[at + column] = Float.NEGATIVE_INFINITY;
      }
    }

    /** Hands over the gradients by the rows of a table. */
    void collect(Lessons lessons, EmbeddingTable table, BagGradients to) {
      if (table == machine.interests && table.rows() > 0) {
        for (int row = 0; row < rows; row++) {
          int size = bagStarts[row + 1] - bagStarts[row];
          scale((float) Math.sqrt(size), row); // each gets 1/size of it: 1/√size in all
          to.add(gradient, 0, bags, bagStarts[row], bagStarts[row + 1]);
        }
      } else if (table == machine.users && table.rows() > 0) {
        for (int row = 0; row < rows; row++) {
          to.add(da, row * width, lessons.user(first + row));
        }
      } else if (table == machine.items) {
        for (int column = 0; column < columns.size(); column++) {
          if (!hidden[column]) {
            sums.gradient(1, table.values(), columns.key(column), b, db, column * width, gradient);
            to.add(gradient, 0, columns.key(column));
          }
        }
      } else if (table == machine.attributes) {
        collectAttributes(lessons, to);
      }
    }

    private void collectAttributes(Lessons lessons, BagGradients to) {
      for (int row = 0; row < rows; row++) {
        int user = lessons.user(first + row);
        for (int n = 0; n < machine.userFeatures.count(user); n++) {
          scale(machine.userFeatures.values()[user][n], row);
          to.add(gradient, 0, machine.userFeatures.features()[user][n]);
        }
      }
      for (int column = 0; column < columns.size(); column++) {
        int item = columns.key(column);
        for (int n = 0; n < machine.itemFeatures.count(item); n++) {
          int attribute = machine.itemFeatures.features()[item][n];
          sums.gradient(machine.itemFeatures.values()[item][n], machine.attributes.values(), attribute, b, db, column * width, gradient);
          to.add(gradient, 0, attribute);
        }
      }
    }

    /** A user's gradient, so many times, without a weight. */
    private void scale(float x, int row) {
      for (int p = 0; p < width - 1; p++) {
        gradient[p] = x * da[row * width + p];
      }
      gradient[width - 1] = 0;
    }
  }

  /**
   * One step over lessons [from .. to).
   *
   * @return the mean loss of a lesson
   * @throws DivergedException when it is not finite
   */
  double step(Lessons lessons, int from, int to) {
    step++;
    long seed = Seeds.of(Seeds.of(job.seed(), "step"), step);
    int size = to - from;
    var cut = Slices.of(size, LEAST_ROWS);
    cut.run("lessons", job, s -> slices[s].learn(lessons, from + cut.start(size, s), from + cut.start(size, s + 1), Seeds.random(Seeds.of(seed, s))));
    double loss = 0;
    for (int s = 0; s < cut.count(); s++) {
      loss += slices[s].loss / size;
    }
    DivergedException.check(Fm.KIND.name(), step, loss);
    for (int number = 0; number < tables.size(); number++) { // a slice's scratch serves one table after another
      var all = gradients.get(number);
      all.clear();
      for (int s = 0; s < cut.count(); s++) {
        slices[s].collect(lessons, tables.get(number), all);
      }
    }
    job.tasks("ordering gradients", tables.size(), number -> gradients.get(number).order());
    job.tasks(
        "stepping tables",
        tables.size() * PARTS,
        task -> gradients.get(task / PARTS).step(task % PARTS, PARTS, optimizers.get(task / PARTS), config.learningRate(), 1.0 / size));
    return loss;
  }

  /** @throws DivergedException when a parameter is not finite */
  void check() {
    DivergedException.check(Fm.KIND.name(), step, new Weights(0), tables.toArray(EmbeddingTable[]::new));
  }
}
