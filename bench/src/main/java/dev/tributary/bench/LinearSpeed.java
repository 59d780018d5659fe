package dev.tributary.bench;

import dev.tributary.data.EventFiles;
import dev.tributary.data.EventFormat;
import dev.tributary.data.ReadOptions;
import dev.tributary.evaluation.RankedLists;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.ease.EaseConfig;
import dev.tributary.retrieval.ease.EaseTrainer;
import dev.tributary.retrieval.ease.Solution;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.rp3beta.Rp3betaConfig;
import dev.tributary.retrieval.rp3beta.Rp3betaTrainer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Linear channels beside Python in one run, by turns, the median of all turns by processors: RP3beta beside irspack's (C++); EASE's training, from interests to index,
 * beside numpy's float32 inverse of the same matrix; the top 20 of all users out of
 * RP3beta's index beside the product of matrices in numpy and argpartition, with the same index. What both make is compared before. Arguments: a file of events, its format, threads, turns, and which of {@code rp3beta},
 * {@code ease}, {@code scoring} (default: all). The environment variable {@code PYTHON} names a Python with numpy, scipy and irspack; without one a line says that the
 * peers were skipped.
 */
public final class LinearSpeed {
  private static final int K = 20;

  private final TrainingData data;
  private final int turns;
  private final Job job;
  private final String python;
  private final Path folder;
  private final PrintStream out = new PrintStream(System.out, true);

  private LinearSpeed(String[] arguments, Path folder) throws IOException {
    var options = ReadOptions.DEFAULT.withFormat(EventFormat.named(arguments[1]));
    data = TrainingData.of(EventFiles.load(Path.of(arguments[0]), options, Progress.NONE).interactions());
    job = Job.DEFAULT.withThreads(Integer.parseInt(arguments[2]));
    turns = Integer.parseInt(arguments[3]);
    python = System.getenv().getOrDefault("PYTHON", "");
    this.folder = folder;
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    var bench = new LinearSpeed(arguments, Files.createTempDirectory("linear"));
    var parts = arguments.length > 4 ? Arrays.asList(arguments).subList(4, arguments.length) : List.of("rp3beta", "ease", "scoring");
    bench.writePairs();
    for (String part : parts) {
      switch (part) {
        case "rp3beta" -> bench.rp3beta();
        case "ease" -> bench.ease();
        case "scoring" -> bench.scoring();
        default -> throw new IllegalArgumentException("'" + part + "' is none of rp3beta, ease, scoring");
      }
    }
  }

  private void writePairs() throws IOException {
    var interests = data.interests();
    try (var file = new PrintStream(Files.newOutputStream(folder.resolve("pairs.tsv")))) {
      for (int user = 0; user < interests.users().size(); user++) {
        for (long entry = interests.start(user); entry < interests.end(user); entry++) {
          file.print(user + "\t" + interests.item(entry) + "\n");
        }
      }
    }
    out.printf("%d users, %d items, %d interests; %d threads, %d turns%n", interests.users().size(), interests.items().size(), interests.size(), job.threads(), turns);
  }

  private void rp3beta() throws Exception {
    var trainer = new Rp3betaTrainer(Rp3betaConfig.DEFAULT.withPowers(1, 0.2).withTopK(200));
    compare("rp3beta", "irspack", () -> trainer.train(data, job), "rp3beta 1 0.2 200", 3);
  }

  private void ease() throws Exception {
    var trainer = new EaseTrainer(EaseConfig.DEFAULT.withLambda(100).withSolution(Solution.DENSE));
    compare("ease", "numpy's inverse", () -> trainer.train(data, job), "inverse 100", 1 / 1.1);
  }

  /** All interests alike, so that a user's scores are one row of the product. */
  private void scoring() throws Exception {
    var model = new Rp3betaTrainer(Rp3betaConfig.DEFAULT.withHalfLives(0, 0)).train(data, job);
    var bundle = new BundleWriter(model.kind(), 1);
    model.write(bundle);
    bundle.write(folder.resolve("model"), Map.of());
    compare("scoring", "numpy", () -> RankedLists.of(model, data.interests(), data.interests().users(), K, job), "score " + folder.resolve("model") + " " + K, 5);
  }

  private void compare(String what, String peerName, Callable<Object> ours, String question, double asked) throws Exception {
    var mine = new double[turns];
    var theirs = new double[turns];
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (var peer = python.isEmpty() ? null : new Peer(python, "linear.py", folder.resolve("pairs.tsv"), job.threads())) {
      for (int turn = 0; turn < turns; turn++) {
        long start = system.getProcessCpuTime();
        var made = ours.call();
        mine[turn] = (system.getProcessCpuTime() - start) / 1e9;
        String note = "";
        if (peer != null) {
          var answer = peer.ask(question).split(" ");
          theirs[turn] = Double.parseDouble(answer[0]);
          note = String.format(Locale.ROOT, "; %s %.2f s, %s", peerName, theirs[turn], check(made, answer));
        }
        out.printf(Locale.ROOT, "%-8s %.2f s of processors%s%n", what, mine[turn], note);
      }
    }
    if (python.isEmpty()) {
      out.println(what + ": the peer is skipped; name a Python with numpy, scipy and irspack in PYTHON");
    } else {
      out.printf(Locale.ROOT, "%-8s ours is %.2f times as fast in the median, asked %.2f%n", what, median(theirs) / median(mine), asked);
    }
  }

  /** What the peer says beside its time: entries of its own to be found here too, or the bytes that it held. */
  private String check(Object made, String[] answer) {
    if (answer.length == 2) {
      return String.format(Locale.ROOT, "which held %.1f matrices at its peak", Double.parseDouble(answer[1]) / (4.0 * data.interests().items().size() * data.interests().items().size()));
    }
    double difference = 0;
    for (int n = 1; n + 2 < answer.length; n += 3) {
      int row = Integer.parseInt(answer[n]);
      int item = Integer.parseInt(answer[n + 1]);
      double ours = made instanceof RankedLists lists ? score(lists, row, item) : similarity((ChannelModel) made, row, item);
      difference = ours == 0 ? difference : Math.max(difference, Math.abs(ours / Double.parseDouble(answer[n + 2]) - 1)); // 0: cut among equals
    }
    return String.format(Locale.ROOT, "largest difference 1 to %.0e", difference);
  }

  private static double score(RankedLists lists, int user, int item) {
    for (int rank = 0; rank < lists.size(user); rank++) {
      if (lists.item(user, rank) == item) {
        return lists.score(user, rank);
      }
    }
    return 0;
  }

  private static double similarity(ChannelModel model, int from, int to) {
    return ((ItemItemModel<?>) model).index().between(from, to);
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
