package dev.tributary.bench;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.files.VectorFiles;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.Hnsw;
import dev.tributary.ann.hnsw.HnswConfig;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.ann.live.LiveConfig;
import dev.tributary.ann.live.LiveIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * An index that changes: 50,000 vectors under HNSW (M 16, efConstruction 200, ef 100, inner product), of which five times a fifth is deleted and replaced by
 * others: recall of the ten best after each round, beside an index built anew of what is there in the end, and inserts per CPU second of
 * the whole process, deletions and merges included. Then how long searches take while nothing is written, and while 1,000 vectors a
 * second are.
 *
 * <p>Arguments: a folder with {@code base.fvecs} (110,000 vectors or more) and {@code query.fvecs}; seconds to write for (default 20).
 */
public final class ChurnSpeed {
  private static final int ROWS = 50_000;
  private static final int ROUND = ROWS / 5;
  private static final int ROUNDS = 5;
  private static final int QUERIES = 500;
  private static final HnswConfig CONFIG = HnswConfig.DEFAULT;

  private final Matrix base;
  private final Matrix queries;
  private final Job job = Job.DEFAULT.withThreads(1);

  private ChurnSpeed(Path folder) throws IOException {
    base = VectorFiles.read(folder.resolve("base.fvecs"));
    var all = VectorFiles.read(folder.resolve("query.fvecs"));
    queries = Matrix.of(QUERIES, all.columns(), all.values().part(0, (long) QUERIES * all.columns()));
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    System.out.printf(Locale.ROOT, "kernels: %s; %d processors%n", Kernels.description(), Runtime.getRuntime().availableProcessors());
    new ChurnSpeed(Path.of(args[0])).run(args.length > 1 ? Integer.parseInt(args[1]) : 20);
  }

  private void run(int seconds) throws InterruptedException {
    var present = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    double start = cpu();
    var first = HnswIndex.build(vectors(present), CONFIG, job);
    System.out.printf(Locale.ROOT, "build: %.0f vectors a CPU second; recall %.4f%n", ROWS / (cpu() - start), recall(first, present));
    try (var live = LiveIndex.of(first, Hnsw.KIND, CONFIG, LiveConfig.DEFAULT, job)) {
      var random = Seeds.random(7);
      int next = ROWS;
      for (int round = 1; round <= ROUNDS; round++) {
        Collections.shuffle(present, random);
        start = cpu();
        for (int n = 0; n < ROUND; n++) {
          live.remove(present.get(n));
          live.put(next, row(next));
          present.set(n, next++);
        }
        live.merge();
        double spent = cpu() - start;
        System.out.printf(Locale.ROOT, "round %d: %.0f inserts a CPU second, as many deletions beside; recall %.4f%n", round, ROUND / spent, recall(live.frozen(), present));
      }
      System.out.printf(Locale.ROOT, "built anew: recall %.4f%n", recall(HnswIndex.build(vectors(present), CONFIG, job), present));
      searches(live, 3, 0, next, present);
      report("searches alone", searches(live, seconds, 0, next, present));
      report("searches beside 1,000 writes a second", searches(live, seconds, 1000, next, present));
    }
  }

  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
  }

  private float[] row(int row) {
    var values = new float[base.columns()];
    base.copyRow(row, values);
    return values;
  }

  private Vectors vectors(List<Integer> rows) {
    var values = Matrix.zeros(rows.size(), base.columns());
    var labels = new long[rows.size()];
    for (int n = 0; n < labels.length; n++) {
      values.setRow(n, row(rows.get(n)));
      labels[n] = rows.get(n);
    }
    return Vectors.of(Metric.INNER_PRODUCT, values, Labels.of(labels));
  }

  private double recall(VectorIndex index, List<Integer> present) {
    var truth = new SearchResults(QUERIES, 10);
    FlatIndex.of(vectors(present)).search(queries, RowFilter.ALL, truth, job);
    var found = new SearchResults(QUERIES, 10);
    index.search(queries, RowFilter.ALL, found, job);
    long hits = 0;
    for (int n = 0; n < QUERIES; n++) {
      for (int rank = 0; rank < 10; rank++) {
        for (int i = 0; i < 10; i++) {
          hits += found.label(n, rank) == truth.label(n, i) ? 1 : 0;
        }
      }
    }
    return hits / (10.0 * QUERIES);
  }

  /** Microseconds of each search, by the clock and of CPU, while so many vectors a second are written: every second write replaces a vector. */
  private long[][] searches(LiveIndex live, int seconds, int writes, int next, List<Integer> present) throws InterruptedException {
    var writer = Thread.ofPlatform().start(() -> {
      long began = System.nanoTime();
      for (int n = 0; n < writes * seconds; n++) {
        if (n % 2 == 0) {
          live.put(next + n % (base.rows() - next), row(next + n % (base.rows() - next)));
        } else {
          live.put(present.get(n % ROWS), row(present.get((n + 1) % ROWS)));
        }
        long ahead = began + (n + 1) * 1_000_000_000L / writes - System.nanoTime();
        if (ahead > 0) {
          LockSupport.parkNanos(ahead);
        }
      }
    });
    var threads = ManagementFactory.getThreadMXBean();
    var query = new float[queries.columns()];
    var found = new SearchResult();
    var clock = new ArrayList<Long>();
    var cpu = new ArrayList<Long>();
    long began = System.nanoTime();
    for (int n = 0; System.nanoTime() - began < seconds * 1_000_000_000L; n++) {
      queries.copyRow(n % QUERIES, query);
      long start = System.nanoTime();
      long startOfCpu = threads.getCurrentThreadCpuTime();
      live.search(query, 10, found);
      cpu.add((threads.getCurrentThreadCpuTime() - startOfCpu) / 1000);
      clock.add((System.nanoTime() - start) / 1000);
    }
    writer.join();
    if (writes > 0) {
      double late = (System.nanoTime() - began) / 1e9 / seconds;
      System.out.printf(Locale.ROOT, "%d writes took %.2f times their time; %d merges in all, %d vectors wait%n", writes * seconds, late, live.merges(), live.waiting());
    }
    return new long[][] {sorted(clock), sorted(cpu)};
  }

  private static long[] sorted(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static void report(String name, long[][] times) {
    for (int n = 0; n < 2; n++) {
      long[] all = times[n];
      System.out.printf(
          Locale.ROOT, "%s, by the %s: median %d, p99 %d, p99.9 %d µs (%d searches)%n",
          name, n == 0 ? "clock" : "CPU time of the thread", all[all.length / 2], all[(int) (all.length * 0.99)], all[(int) (all.length * 0.999)], all.length);
    }
  }
}
