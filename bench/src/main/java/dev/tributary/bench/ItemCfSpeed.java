package dev.tributary.bench;

import dev.tributary.data.EventFiles;
import dev.tributary.data.EventFormat;
import dev.tributary.data.ReadOptions;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemcf.ItemCfConfig;
import dev.tributary.retrieval.itemcf.ItemCfTrainer;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.Lookup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The time that ItemCF takes to learn, beside implicit's cosine (C++) on the same data, by turns in one run, and the time of its online walk. The similarities
 * of fifty items are compared before the times are believed. Arguments: a file of events with a user and an item in each row, its format ({@code adjacency}, {@code
 * tsv} …), threads, repetitions. The environment variable {@code PYTHON} names a Python with numpy, scipy and implicit; without one a line says that the peer
 * was skipped.
 */
public final class ItemCfSpeed {
  private static final int NEIGHBORS = 100;
  private static final int WALKS = 20_000;
  private static final int INTERESTS = 200;

  private ItemCfSpeed() {}

  /** Seconds on the clock and of all processors, and how far the similarities lay from the others' at most. */
  private record Time(double elapsed, double cpu, double difference) {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var out = new PrintStream(System.out, true);
    var log = EventFiles.load(Path.of(arguments[0]), ReadOptions.DEFAULT.withFormat(EventFormat.named(arguments[1])), Progress.NONE).interactions();
    int threads = Integer.parseInt(arguments[2]);
    int repetitions = Integer.parseInt(arguments[3]);
    var data = TrainingData.of(log);
    var interests = data.interests();
    var pairs = Files.createTempFile("itemcf", ".tsv");
    try (var file = new PrintStream(Files.newOutputStream(pairs))) {
      for (int user = 0; user < interests.users().size(); user++) {
        for (long entry = interests.start(user); entry < interests.end(user); entry++) {
          file.print(user + "\t" + interests.item(entry) + "\n");
        }
      }
    }
    out.printf("%d users, %d items, %d interests; %d neighbours, %d threads%n", interests.users().size(), interests.items().size(), interests.size(), NEIGHBORS, threads);
    var trainer = new ItemCfTrainer(ItemCfConfig.COURSE.withTopK(NEIGHBORS));
    for (int n = 0; n < repetitions; n++) {
      long cpu = cpu();
      long start = System.nanoTime();
      var model = trainer.train(data, Job.DEFAULT.withThreads(threads));
      var ours = new Time((System.nanoTime() - start) / 1e9, (cpu() - cpu) / 1e9, 0);
      out.printf(Locale.ROOT, "ours      %7.2f s, %7.2f s of processors, %d similarities%n", ours.elapsed, ours.cpu, model.index().size());
      var peer = peer(pairs, threads, model);
      if (peer.elapsed == 0) {
        out.println("implicit  skipped: no Python with numpy, scipy and implicit; set PYTHON");
      } else {
        out.printf(
            Locale.ROOT, "implicit  %7.2f s, %7.2f s of processors; largest difference of a similarity %.6f; ours is %.1f times as fast, by processors %.1f%n",
            peer.elapsed, peer.cpu, peer.difference, peer.elapsed / ours.elapsed, peer.cpu / ours.cpu);
      }
      if (n == repetitions - 1) {
        walk("all interests of each user, either list", model, 0, out);
        walk(INTERESTS + " interests, either list", model, INTERESTS, out);
        walk(INTERESTS + " interests, own lists", new ItemCfTrainer(ItemCfConfig.COURSE.withTopK(NEIGHBORS).withLookup(Lookup.OWN)).train(data, Job.DEFAULT.withThreads(threads)), INTERESTS, out);
      }
    }
    Files.delete(pairs);
  }

  private static void walk(String what, ItemItemModel<ItemCfConfig> model, int interests, PrintStream out) {
    out.printf("walk      %s, %s%n", OnlineWalk.of(model, model.history(), interests, WALKS), what);
  }

  /** Of all threads: the process's, as the peer takes it. */
  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  private static Time peer(Path pairs, int threads, ItemItemModel<ItemCfConfig> model) throws InterruptedException {
    var python = System.getenv().getOrDefault("PYTHON", "python3");
    try {
      var process = new ProcessBuilder(python, "bench/peers/cosine.py", pairs.toString(), "" + NEIGHBORS, "" + threads).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      var lines = new BufferedReader(process.inputReader()).lines().filter(line -> !line.isBlank()).toList();
      process.waitFor();
      if (lines.isEmpty() || lines.getFirst().startsWith("skip")) {
        return new Time(0, 0, 0);
      }
      double difference = 0;
      for (var line : lines.subList(1, lines.size())) {
        var fields = line.split(" ");
        float ours = model.index().between(Integer.parseInt(fields[0]), Integer.parseInt(fields[1]));
        difference = ours == 0 ? difference : Math.max(difference, Math.abs(ours - Double.parseDouble(fields[2]))); // 0: cut among equals
      }
      var times = lines.getFirst().split(" ");
      return new Time(Double.parseDouble(times[0]), Double.parseDouble(times[1]), difference);
    } catch (IOException e) { // no such Python
      return new Time(0, 0, 0);
    }
  }
}
