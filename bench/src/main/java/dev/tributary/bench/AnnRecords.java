package dev.tributary.bench;

import dev.tributary.math.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Indexes of ours beside those of others in the same run: queries per CPU second on one thread for the ten best under the inner product of unit
 * vectors. Each is swept over its settings on the first 2,000 queries of the set; what is chosen there is reported on the others, in turns, and the median of
 * five turns counts.
 *
 * <p>Arguments: a folder with {@code base.fvecs}, {@code query.fvecs} and {@code gt.ivecs} (the true best of each query, ten or more, best first), where the files
 * of the builds and what was measured are kept and used again; the Python interpreter that has hnswlib, scann and faiss; and what to do:
 *
 * <p>The property {@code indexes} names those to measure, first one of ours. One of ours at a time says more: those of one process share what its compiler
 * learned of all of them, as peers in processes of their own do not. The property {@code margin} (default 0) is recall asked of ours beyond what is asked of
 * others, so that ours is not the lower one on queries that it was not chosen on.
 *
 * <ul>
 *   <li>{@code sweep}: measures all settings, singly and in batches of 1,000, into {@code sweep.tsv}; what it says of indexes that are not named stays.
 *   <li>{@code records single|batch RECALL …}: the fastest setting of each index that reaches a recall, on the other queries, into {@code records.tsv}.
 *   <li>{@code plot FILE.svg [FOLDER …]}: sweeps where that was not done, and draws what was swept singly, of this folder and of others beside it.
 * </ul>
 */
public final class AnnRecords {
  private static final int TUNING = 2000;
  private static final int TURNS = 5;
  private static final double NEAR = 1.25;
  private static final int CANDIDATES = 3;
  /** Turns before time is taken: a long loop is compiled anew for what it met. */
  private static final int WARM_UP = 20;
  private static final double MARGIN = Double.parseDouble(System.getProperty("margin", "0"));
  private static final List<String> ALL = List.of(System.getProperty("indexes", "tributary tributary-6bit tributary-hnsw hnswlib scann soar faiss").split(" "));

  private final Path folder;
  private final String python;

  private AnnRecords(Path folder, String python) {
    this.folder = folder;
    this.python = python;
  }

  /** What was measured with one setting. */
  private record Row(String index, String mode, AnnRunner.Setting setting, double qps, double recall) {
    static Row of(String line) {
      String[] words = line.split("\t");
      return new Row(words[0], words[1], new AnnRunner.Setting(Integer.parseInt(words[2]), Integer.parseInt(words[3])), Double.parseDouble(words[4]), Double.parseDouble(words[5]));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s\t%s\t%d\t%d\t%.0f\t%.4f", index, mode, setting.breadth(), setting.rerank(), qps, recall);
    }
  }

  public static void main(String[] args) throws IOException {
    System.out.printf(Locale.ROOT, "kernels: %s; %d processors%n", Kernels.description(), Runtime.getRuntime().availableProcessors());
    var records = new AnnRecords(Path.of(args[0]), args[1]);
    switch (args[2]) {
      case "sweep" -> records.sweep();
      case "records" -> {
        for (int n = 4; n < args.length; n++) {
          records.report(args[3], Double.parseDouble(args[n]));
        }
      }
      case "plot" -> {
        var curves = new LinkedHashMap<String, List<AnnPlot.Point>>();
        for (String other : Stream.concat(Stream.of(args[0]), Arrays.stream(args).skip(4)).toList()) {
          var each = new AnnRecords(Path.of(other), args[1]);
          if (!Files.exists(each.folder.resolve("sweep.tsv"))) {
            each.sweep();
          }
          curves.put(each.folder.getFileName().toString(), each.fronts());
        }
        Files.writeString(Path.of(args[3]), AnnPlot.svg(curves));
      }
      default -> throw new IllegalArgumentException("'" + args[2] + "' is none of sweep, records, plot");
    }
  }

  private List<Row> rows(String file) throws IOException {
    try (var lines = Files.lines(folder.resolve(file))) {
      return lines.map(Row::of).toList();
    }
  }

  private void write(String file, List<Row> rows) throws IOException {
    Files.write(folder.resolve(file), rows.stream().map(Row::toString).toList());
  }

  private void sweep() throws IOException {
    Path before = folder.resolve("sweep.tsv");
    var rows = new ArrayList<>(Files.exists(before) ? rows("sweep.tsv").stream().filter(row -> !ALL.contains(row.index)).toList() : List.<Row>of());
    for (String name : ALL) {
      try (var runner = AnnRunner.of(name, folder, python)) {
        for (String mode : runner.batches() ? List.of("single", "batch") : List.of("single")) {
          boolean batch = mode.equals("batch");
          runner.run(runner.settings().getFirst(), 0, TUNING, batch); // until the compiler has done its work
          runner.run(runner.settings().get(runner.settings().size() / 2), 0, TUNING, batch);
          for (var setting : runner.settings()) {
            var measured = runner.run(setting, 0, TUNING, batch);
            rows.add(new Row(name, mode, setting, TUNING / measured.seconds(), measured.recall()));
          }
        }
      }
      System.out.println("swept " + name);
      write("sweep.tsv", rows);
    }
  }

  /**
   * The fastest setting of each index that reaches a recall, where one does: of those that took at most a quarter longer in the sweep, which may have been disturbed, the fastest of three more turns.
   */
  private Map<String, AnnRunner.Setting> chosen(String mode, double recall) throws IOException {
    var chosen = new LinkedHashMap<String, AnnRunner.Setting>();
    var reaching = rows("sweep.tsv").stream().filter(row -> ALL.contains(row.index) && row.mode.equals(mode) && row.recall >= recall + (row.index.startsWith("tributary") ? MARGIN : 0)).collect(Collectors.groupingBy(Row::index, LinkedHashMap::new, Collectors.toList()));
    for (var index : reaching.entrySet()) {
      double best = index.getValue().stream().mapToDouble(Row::qps).max().orElseThrow();
      var near = index.getValue().stream().filter(row -> row.qps * NEAR >= best).sorted(Comparator.comparingDouble(Row::qps).reversed()).limit(CANDIDATES).map(Row::setting).toList();
      chosen.put(index.getKey(), near.size() == 1 ? near.getFirst() : fastest(index.getKey(), mode.equals("batch"), near));
    }
    return chosen;
  }

  private AnnRunner.Setting fastest(String name, boolean batch, List<AnnRunner.Setting> settings) throws IOException {
    var seconds = new double[settings.size()];
    Arrays.fill(seconds, Double.POSITIVE_INFINITY);
    try (var runner = AnnRunner.of(name, folder, python)) {
      runner.run(settings.getFirst(), 0, TUNING, batch);
      for (int turn = 0; turn < 3; turn++) {
        for (int n = 0; n < seconds.length; n++) {
          seconds[n] = Math.min(seconds[n], runner.run(settings.get(n), 0, TUNING, batch).seconds());
        }
      }
    }
    int best = 0;
    for (int n = 1; n < seconds.length; n++) {
      best = seconds[n] < seconds[best] ? n : best;
    }
    return settings.get(best);
  }

  private void report(String mode, double target) throws IOException {
    var chosen = chosen(mode, target);
    int queries = AnnRunner.queries(folder);
    var runners = new LinkedHashMap<String, AnnRunner>();
    var seconds = new LinkedHashMap<String, double[]>();
    var recalls = new LinkedHashMap<String, Double>();
    for (String name : chosen.keySet()) {
      runners.put(name, AnnRunner.of(name, folder, python));
      seconds.put(name, new double[TURNS]);
      if (name.startsWith("tributary")) {
        for (int n = 0; n < WARM_UP; n++) {
          runners.get(name).run(chosen.get(name), 0, TUNING, mode.equals("batch"));
        }
      }
    }
    for (int turn = 0; turn < TURNS; turn++) {
      for (String name : chosen.keySet()) {
        var measured = runners.get(name).run(chosen.get(name), TUNING, queries, mode.equals("batch"));
        seconds.get(name)[turn] = measured.seconds();
        recalls.put(name, measured.recall());
      }
    }
    System.out.printf(Locale.ROOT, "%s, recall %.2f asked%n", mode, target);
    var rows = new ArrayList<Row>();
    double ours = median(seconds.get(ALL.getFirst()));
    for (String name : chosen.keySet()) {
      double its = median(seconds.get(name));
      var setting = chosen.get(name);
      System.out.printf(Locale.ROOT, "  %-15s %4d/%-4d  recall %.4f  %7.0f queries a second  ours × %.2f%n", name, setting.breadth(), setting.rerank(), recalls.get(name), (queries - TUNING) / its, its / ours);
      rows.add(new Row(name, mode + "-" + target, setting, (queries - TUNING) / its, recalls.get(name)));
      runners.get(name).close();
    }
    Path file = folder.resolve("records.tsv");
    var before = Files.exists(file) ? rows("records.tsv") : List.<Row>of();
    write("records.tsv", Stream.concat(before.stream().filter(row -> !row.mode.equals(mode + "-" + target)), rows.stream()).toList());
  }

  /** What no other setting of its index beats in both recall and speed, singly. */
  private List<AnnPlot.Point> fronts() throws IOException {
    var single = rows("sweep.tsv").stream().filter(row -> row.mode.equals("single")).toList();
    return single.stream()
        .filter(row -> single.stream().noneMatch(other -> other.index.equals(row.index) && other.recall >= row.recall && other.qps > row.qps))
        .map(row -> new AnnPlot.Point(row.index, row.recall, row.qps))
        .toList();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
