package dev.tributary.bench;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import dev.tributary.ranking.fm.FmRankerConfig;
import dev.tributary.ranking.fm.FmRankerTrainer;
import dev.tributary.retrieval.ratings.Ratings;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a sweep of a factorisation machine over ratings costs, users and items as features, beside myFM (C++) on the same rows: by coordinates here, by Gibbs sampling there, which both go through all
 * entries for each factor; and the errors of a random tenth that was held out. Arguments: a file of ratings, factors, sweeps, threads. The environment variable {@code PYTHON} names a Python with
 * myfm, numpy and scipy; without one a line says that the peer was skipped.
 */
public final class FmSpeed {
  private static final long SPLIT = 1;

  private FmSpeed() {}

  /** Rows of one part, as users, items and stars. */
  private record Part(SparseMatrix rows, float[] targets) {
    static Part of(Ratings ratings, boolean held, Path file) throws Exception {
      int users = ratings.userIds().size();
      var chosen = java.util.stream.IntStream.range(0, ratings.size()).filter(n -> Seeds.unit(Seeds.of(SPLIT, n)) < 0.1 == held).toArray();
      var starts = new long[chosen.length + 1];
      var columns = new int[2 * chosen.length];
      var values = new float[columns.length];
      var targets = new float[chosen.length];
      try (var out = new PrintStream(Files.newOutputStream(file))) {
        for (int row = 0; row < chosen.length; row++) {
          int n = chosen[row];
          columns[2 * row] = ratings.users()[n];
          columns[2 * row + 1] = users + ratings.items()[n];
          values[2 * row] = values[2 * row + 1] = 1;
          targets[row] = ratings.values()[n];
          starts[row + 1] = 2L * (row + 1);
          out.print(ratings.users()[n] + "\t" + ratings.items()[n] + "\t" + targets[row] + "\n");
        }
      }
      return new Part(new SparseMatrix(users + ratings.itemIds().size(), starts, columns, values), targets);
    }
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    int factors = Integer.parseInt(arguments[1]);
    int sweeps = Integer.parseInt(arguments[2]);
    var job = Job.DEFAULT.withThreads(Integer.parseInt(arguments[3]));
    var ratings = Ratings.of(Interactions.read(Path.of(arguments[0])));
    Path folder = Files.createTempDirectory("fm");
    var train = Part.of(ratings, false, folder.resolve("train.tsv"));
    var test = Part.of(ratings, true, folder.resolve("test.tsv"));
    var config = FmRankerConfig.DEFAULT.withFactors(factors).withLoss(FmRankerConfig.Loss.SQUARED).withRegularization(1, 8);
    System.out.printf("%d ratings to learn from, %d held out, %d features, %d factors, %d threads%n", train.targets.length, test.targets.length, train.rows.columns(), factors, job.threads());
    for (int round = 0; round < 3; round++) {
      double[] one = time(config.withEpochs(1), train, job);
      double[] all = time(config.withEpochs(sweeps + 1), train, job);
      System.out.printf(Locale.ROOT, "ours: a sweep %.3f s of processors, %.3f s elapsed; the first, with all around it, %.3f s of processors%n", (all[0] - one[0]) / sweeps, (all[1] - one[1]) / sweeps, one[0]);
      String python = System.getenv("PYTHON");
      if (python == null) {
        System.out.println("myFM skipped: PYTHON names no Python with myfm, numpy and scipy");
      } else {
        try (var peer = new Peer(python, "fm.py", folder, factors, sweeps)) {
          String[] said = peer.line().split(" ");
          double cpu = Double.parseDouble(said[0]);
          System.out.printf(Locale.ROOT, "myFM: a sweep %.3f s of processors, %.3f s elapsed, RMSE %.4f; ours is %.1f times as fast%n", cpu, Double.parseDouble(said[1]), Double.parseDouble(said[2]), cpu * sweeps / (all[0] - one[0]));
        }
      }
    }
    var ranker = new FmRankerTrainer(config.withEpochs(sweeps)).train(train.rows, train.targets, job);
    double squares = 0;
    float[] scores = ranker.scores(test.rows);
    for (int row = 0; row < scores.length; row++) {
      double error = Math.clamp(scores[row], 1, 5) - test.targets[row];
      squares += error * error;
    }
    System.out.printf(Locale.ROOT, "ours after %d sweeps: RMSE %.4f%n", sweeps, Math.sqrt(squares / scores.length));
  }

  private static double[] time(FmRankerConfig config, Part train, Job job) {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long begun = System.nanoTime();
    new FmRankerTrainer(config).train(train.rows, train.targets, job);
    return new double[] {(system.getProcessCpuTime() - cpu) / 1e9, (System.nanoTime() - begun) / 1e9};
  }
}
