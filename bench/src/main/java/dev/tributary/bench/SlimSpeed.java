package dev.tributary.bench;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.slim.SlimConfig;
import dev.tributary.retrieval.slim.SlimTrainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The time that SLIM takes to learn, beside irspack's (C++) for the same loss on the same data, by turns in one run; the weights of fifty items
 * are compared before the times are believed. Arguments: a file of events with a user and an item in each row, l1, l2, threads,
 * repetitions. The environment variable {@code PYTHON} names a Python with numpy, scipy and irspack; without one a line says that the
 * peer was skipped.
 */
public final class SlimSpeed {
  private SlimSpeed() {}

  /** Seconds on the clock and of all processors, and how far the weights lay from the others' at most. */
  private record Time(double elapsed, double cpu, double difference) {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var out = new PrintStream(System.out, true);
    var log = Interactions.read(Path.of(arguments[0]));
    double l1 = Double.parseDouble(arguments[1]);
    double l2 = Double.parseDouble(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    int repetitions = Integer.parseInt(arguments[4]);
    var data = TrainingData.of(log);
    var interests = data.interests();
    var pairs = Files.createTempFile("slim", ".tsv");
    try (var file = new PrintStream(Files.newOutputStream(pairs))) {
      for (int user = 0; user < interests.users().size(); user++) {
        for (long entry = interests.start(user); entry < interests.end(user); entry++) {
          file.print(user + "\t" + interests.item(entry) + "\n");
        }
      }
    }
    var trainer = new SlimTrainer(SlimConfig.DEFAULT.withPenalties(l1, l2).withTopK(100_000).withCandidates(0).withStop(1e-3, 1000));
    out.printf("%d users, %d items, %d interests; l1 %s, l2 %s, %d threads%n", interests.users().size(), interests.items().size(), interests.size(), l1, l2, threads);
    for (int n = 0; n < repetitions; n++) {
      long cpu = cpu();
      long start = System.nanoTime();
      var model = trainer.train(data, Job.DEFAULT.withThreads(threads));
      var ours = new Time((System.nanoTime() - start) / 1e9, (cpu() - cpu) / 1e9, 0);
      out.printf(Locale.ROOT, "ours     %7.2f s, %7.2f s of processors, %d weights%n", ours.elapsed, ours.cpu, model.index().size());
      var peer = peer(pairs, l1, l2, threads, model);
      if (peer.elapsed == 0) {
        out.println("irspack  skipped: no Python with numpy, scipy and irspack; set PYTHON");
      } else {
        out.printf(
            Locale.ROOT, "irspack  %7.2f s, %7.2f s of processors; largest difference of a weight %.4f; ours is %.1f times as fast, by processors %.1f%n",
            peer.elapsed, peer.cpu, peer.difference, peer.elapsed / ours.elapsed, peer.cpu / ours.cpu);
      }
    }
    Files.delete(pairs);
  }

  /** Of all threads: the process's, as the peer takes it. */
  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  private static Time peer(Path pairs, double l1, double l2, int threads, ItemItemModel<SlimConfig> model) throws InterruptedException {
    var python = System.getenv().getOrDefault("PYTHON", "python3");
    try {
      var process =
          new ProcessBuilder(python, "bench/peers/slim.py", pairs.toString(), "" + l1, "" + l2, "1000", "" + threads)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var lines = new BufferedReader(process.inputReader()).lines().filter(line -> !line.isBlank()).toList();
      process.waitFor();
      if (lines.isEmpty() || lines.getFirst().startsWith("skip")) {
        return new Time(0, 0, 0);
      }
      double difference = 0;
      for (var line : lines.subList(1, lines.size())) {
        var fields = line.split(" ");
        float ours = model.index().between(Integer.parseInt(fields[0]), Integer.parseInt(fields[1]));
        difference = Math.max(difference, Math.abs(ours - Double.parseDouble(fields[2])));
      }
      var times = lines.getFirst().split(" ");
      return new Time(Double.parseDouble(times[0]), Double.parseDouble(times[1]), difference);
    } catch (IOException e) { // no such Python
      return new Time(0, 0, 0);
    }
  }
}
