package dev.tributary.bench;

import dev.tributary.data.EventFiles;
import dev.tributary.data.Interactions;
import dev.tributary.data.ReadOptions;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.sasrec.Loss;
import dev.tributary.retrieval.sasrec.SasRecConfig;
import dev.tributary.retrieval.sasrec.SasRecTrainer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;

/**
 * Positions that SASRec learns from in a processor second: forwards, backwards and the step, 64 dimensions, 2 blocks, dropout .2. The best epoch counts,
 * since others may want the machine too; the first one, with the just-in-time compiler at work, stands beside it. Arguments: a file of events, the longest
 * sequence, loss, sequences of a step, threads, epochs.
 */
public final class TowerSpeed {
  private TowerSpeed() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    var out = new PrintStream(System.out, true);
    Interactions log = EventFiles.load(Path.of(arguments[0]), ReadOptions.DEFAULT, Progress.NONE).interactions();
    int length = Integer.parseInt(arguments[1]);
    var loss = Loss.valueOf(arguments[2].toUpperCase(Locale.ROOT));
    int batch = Integer.parseInt(arguments[3]);
    int threads = Integer.parseInt(arguments[4]);
    int epochs = Integer.parseInt(arguments[5]);
    var interests = TrainingData.of(log).interests();
    long positions = 0;
    for (int user = 0; user < interests.users().size(); user++) {
      positions += Math.clamp(interests.end(user) - interests.start(user) - 1, 0, length);
    }
    var cpu = new ArrayList<Double>();
    var wall = new ArrayList<Double>();
    var job =
        Job.DEFAULT
            .withThreads(threads)
            .withProgress(
                (_, _, _) -> {
                  cpu.add(cpu());
                  wall.add(System.nanoTime() / 1e9);
                  return true;
                });
    var config = SasRecConfig.DEFAULT.withLength(length).withLoss(loss, 256).withSteps(0.001, batch).withEpochs(epochs, 0);
    new SasRecTrainer(config).train(TrainingData.of(log), job);
    double best = Double.POSITIVE_INFINITY;
    double fastest = Double.POSITIVE_INFINITY;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      best = Math.min(best, cpu.get(epoch) - cpu.get(epoch - 1));
      fastest = Math.min(fastest, wall.get(epoch) - wall.get(epoch - 1));
    }
    out.printf(
        Locale.ROOT,
        "%d positions, %s, length %d, batch %d, %d threads: %.0f positions a processor second (the first epoch %.0f), %.0f a second of the clock%n",
        positions,
        loss,
        length,
        batch,
        threads,
        positions / best,
        positions / (cpu.get(1) - cpu.get(0)),
        positions / fastest);
  }

  /** Of all threads. */
  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
  }
}
