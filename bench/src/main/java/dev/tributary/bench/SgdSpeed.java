package dev.tributary.bench;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.funksvd.FunkSvd;
import dev.tributary.retrieval.ratings.RatingModel;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;

/**
 * Processor seconds of an epoch of FunkSVD over ratings beside one of LIBMF (C++), by turns in one run, and both errors on a random tenth that was held out. Ours is the same on any number of threads,
 * LIBMF's threads write over one another. The mean of the later half of the epochs counts, when the just-in-time compiler is done; the first stands beside it. Arguments: a file of ratings, factors,
 * epochs, threads. The environment variable {@code PYTHON} names a Python with numpy and libmf; without one a line says that the peer was skipped.
 */
public final class SgdSpeed {
  private static final long SPLIT = 1;
  private static final int TURNS = 3;

  private SgdSpeed() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    int factors = Integer.parseInt(arguments[1]);
    int epochs = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    var log = Interactions.read(Path.of(arguments[0]));
    var train = log.where(row -> Seeds.unit(Seeds.of(SPLIT, row)) >= 0.1);
    String python = System.getenv("PYTHON");
    Path folder = Files.createTempDirectory("sgd");
    if (python != null) {
      write(log, folder);
    }
    System.out.printf(Locale.ROOT, "%d ratings to learn from, %d users, %d items, %d factors, %d threads%n", train.size(), log.users().size(), log.items().size(), factors, threads);
    for (int turn = 0; turn < TURNS; turn++) {
      var seconds = new ArrayList<Double>();
      var model = train(train, factors, epochs, threads, seconds);
      double ours = seconds.subList(epochs / 2, epochs).stream().mapToDouble(s -> s).average().orElseThrow();
      System.out.printf(Locale.ROOT, "ours: an epoch %.4f s of processors, the first %.3f; RMSE %.4f%n", ours, seconds.getFirst(), error(log, model));
      if (python == null) {
        System.out.println("LIBMF skipped: PYTHON names no Python with numpy and libmf");
        continue;
      }
      try (var peer = new Peer(python, "mf.py", folder, factors, epochs, threads, 0.05, 0.05)) {
        String[] said = peer.line().split(" ");
        if (said[0].equals("skip")) {
          System.out.println("LIBMF skipped: " + String.join(" ", said));
        } else {
          double cpu = Double.parseDouble(said[0]);
          System.out.printf(
              Locale.ROOT, "LIBMF: an epoch %.4f s of processors, %.4f s elapsed, RMSE %s; ours is %.2f times as fast%n", cpu, Double.parseDouble(said[1]), said[2], cpu / ours);
        }
      }
    }
    for (String name : new String[] {"train.tsv", "test.tsv"}) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  /** Adds the processor seconds of each epoch. */
  private static RatingModel train(Interactions log, int factors, int epochs, int threads, ArrayList<Double> seconds) {
    var last = new double[] {cpu()};
    var job =
        Job.DEFAULT
            .withThreads(threads)
            .withProgress(
                (_, done, total) -> {
                  if (done == total) {
                    seconds.add(cpu() - last[0]);
                    last[0] = cpu();
                  }
                  return true;
                });
    var config = FunkSvd.KIND.defaults().withFactors(factors).withEpochs(epochs).withRate(0.02, 0.95).withRegularization(0.05);
    return FunkSvd.ratings(config).train(log, job);
  }

  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
  }

  private static double error(Interactions log, RatingModel model) {
    double squares = 0;
    long held = 0;
    for (int user = 0; user < log.users().size(); user++) {
      for (long row = log.start(user); row < log.end(user); row++) {
        if (Seeds.unit(Seeds.of(SPLIT, row)) < 0.1) {
          double error = log.value(row) - model.predict(log.users().id(user), log.items().id(log.item(row)));
          squares += error * error;
          held++;
        }
      }
    }
    return Math.sqrt(squares / held);
  }

  private static void write(Interactions log, Path folder) throws Exception {
    try (var train = new PrintStream(new BufferedOutputStream(Files.newOutputStream(folder.resolve("train.tsv"))));
        var test = new PrintStream(new BufferedOutputStream(Files.newOutputStream(folder.resolve("test.tsv"))))) {
      for (int user = 0; user < log.users().size(); user++) {
        for (long row = log.start(user); row < log.end(user); row++) {
          (Seeds.unit(Seeds.of(SPLIT, row)) < 0.1 ? test : train).print(user + "\t" + log.item(row) + "\t" + log.value(row) + "\n");
        }
      }
    }
  }
}
