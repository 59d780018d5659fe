package dev.tributary.bench;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Seeds;
import dev.tributary.nn.Activation;
import dev.tributary.nn.BagGradients;
import dev.tributary.nn.Dense;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.InBatchSoftmax;
import dev.tributary.nn.Optimizer;
import dev.tributary.nn.TableOptimizer;
import dev.tributary.nn.Weights;
import dev.tributary.nn.WeightsOptimizer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Samples that a small network over a large table of vectors learns from in a second, and the memory that it takes: 64 values an id, 1,024 samples a step; a sample is the mean of 20 ids, which goes
 * through two layers of 64, and the id that it shall find among those of the batch. Ids are drawn all alike or by Zipf's law (exponent 1), whose popular ids lie anywhere in the table. Arguments: ids of
 * the table, {@code adam}, {@code rowwise-adam}, {@code adagrad} or {@code rowwise}, {@code zipf} or {@code alike}, threads, steps of a repetition.
 */
public final class TableSpeed {
  private static final int WIDTH = 64;
  private static final int BATCH = 1024;
  private static final int BAG = 20;
  private static final double TEMPERATURE = 0.1;

  private final EmbeddingTable table;
  private final TableOptimizer tableSteps;
  private final BagGradients gradients;
  private final Weights weights = new Weights(1);
  private final Dense hidden = new Dense(weights, "hidden", WIDTH, WIDTH, Activation.RELU);
  private final Dense last = new Dense(weights, "last", WIDTH, WIDTH, Activation.NONE);
  private final WeightsOptimizer weightSteps;
  private final boolean zipf;
  private final Job job;
  private final SplittableRandom random = Seeds.random(7);
  private final ArrayProduct product = new ArrayProduct();
  private final InBatchSoftmax softmax = new InBatchSoftmax();
  private final int[] bags = new int[BATCH * BAG];
  private final int[] targets = new int[BATCH];
  private final float[] x = new float[BATCH * WIDTH];
  private final float[] h = new float[BATCH * WIDTH];
  private final float[] a = new float[BATCH * WIDTH];
  private final float[] b = new float[BATCH * WIDTH];
  private final float[] da = new float[BATCH * WIDTH];
  private final float[] db = new float[BATCH * WIDTH];
  private final float[] dh = new float[BATCH * WIDTH];
  private final float[] dx = new float[BATCH * WIDTH];
  private final float[] weightGradient;

  private TableSpeed(int ids, Optimizer optimizer, boolean zipf, Job job) {
    this.zipf = zipf;
    this.job = job;
    table = new EmbeddingTable("ids", ids, WIDTH, 0.01, 1);
    tableSteps = new TableOptimizer(table, optimizer);
    gradients = new BagGradients(table);
    weightSteps = new WeightsOptimizer(weights, Optimizer.ADAM);
    weightGradient = new float[weights.size()];
  }

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    int ids = Integer.parseInt(arguments[0]);
    var optimizer =
        switch (arguments[1]) {
          case "adam" -> Optimizer.ADAM;
          case "rowwise-adam" -> Optimizer.ADAM.rowwise();
          case "adagrad" -> Optimizer.ADAGRAD;
          default -> Optimizer.ROWWISE_ADAGRAD;
        };
    int steps = Integer.parseInt(arguments[4]);
    var process = new ProcessAccount(ProcessHandle.current().pid());
    long start = System.nanoTime();
    var speed = new TableSpeed(ids, optimizer, arguments[2].equals("zipf"), Job.DEFAULT.withThreads(Integer.parseInt(arguments[3])));
    double made = (System.nanoTime() - start) / 1e9;
    var out = new PrintStream(System.out, true);
    for (int repetition = 0; repetition < 6; repetition++) {
      double cpu = process.cpuSeconds();
      start = System.nanoTime();
      double loss = 0;
      for (int step = 0; step < steps; step++) {
        loss = speed.step();
      }
      double samples = (double) BATCH * steps;
      out.printf(
          Locale.ROOT,
          "%,d ids, %s, %s, table made in %.1f s; loss %.3f; %,.0f samples a second, %,.0f a second of processors; peak of memory %.2f GB%n",
          ids,
          arguments[1],
          arguments[2],
          made,
          loss,
          samples / ((System.nanoTime() - start) / 1e9),
          samples / (process.cpuSeconds() - cpu),
          process.status("VmHWM") / 1048576.0);
    }
  }

  private int draw() {
    int ids = table.rows();
    if (!zipf) {
      return random.nextInt(ids);
    }
    long rank = (long) Math.pow(ids + 1.0, random.nextDouble()) - 1; // the inverse of the integral of 1/x
    return (int) (rank * 2_654_435_761L % ids); // a prime: another id for each rank
  }

  private double step() {
    for (int sample = 0; sample < BATCH; sample++) {
      for (int n = 0; n < BAG; n++) {
        bags[sample * BAG + n] = draw();
      }
      targets[sample] = draw();
      Kernels.sumRows(1f / BAG, bags, sample * BAG, (sample + 1) * BAG, table.values(), x, sample * WIDTH);
    }
    table.gather(targets, 0, BATCH, b);
    hidden.forward(x, BATCH, h, h, product);
    last.forward(h, BATCH, a, a, product);
    Arrays.fill(da, 0f);
    Arrays.fill(db, 0f);
    double loss = softmax.apply(a, 0, BATCH, b, BATCH, WIDTH, TEMPERATURE, da, db);
    Arrays.fill(weightGradient, 0f);
    last.backward(h, a, a, da, BATCH, dh, false, weightGradient, product);
    hidden.backward(x, h, h, dh, BATCH, dx, false, weightGradient, product);
    gradients.clear();
    for (int sample = 0; sample < BATCH; sample++) {
      gradients.add(dx, sample * WIDTH, bags, sample * BAG, (sample + 1) * BAG);
      gradients.add(db, sample * WIDTH, targets[sample]);
    }
    gradients.order();
    job.tasks("stepping", 8, part -> gradients.step(part, 8, tableSteps, 0.001, 1.0 / BATCH));
    weightSteps.step(weightGradient, 0.001, 1.0 / BATCH, job.withThreads(1));
    return loss / BATCH;
  }
}
