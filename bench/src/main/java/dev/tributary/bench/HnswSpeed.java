package dev.tributary.bench;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.files.IndexFiles;
import dev.tributary.ann.files.VectorFiles;
import dev.tributary.ann.hnsw.HnswConfig;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * HNSW against hnswlib in the same run: CPU seconds of the build with M 16 and efConstruction 200 on one thread, and queries per CPU second
 * on one thread for the ten best under the inner product, with the recall reached. Searches run on the file that hnswlib wrote, by both,
 * with the same ef, and ours also on our own graph. Ours and the peer take turns; the median of the turns counts. Ratios above 1 mean that
 * ours is faster.
 *
 * <p>Arguments: a folder with {@code base.fvecs}, {@code query.fvecs} and {@code gt.ivecs} (the true best of each query, ten or more, best
 * first), the Python interpreter that has hnswlib (default: the environment's PYTHON), then {@code build} to time the builds too. The files
 * of the builds are kept in the folder and used again.
 */
public final class HnswSpeed {
  private static final int TURNS = 5;
  private static final HnswConfig CONFIG = HnswConfig.DEFAULT;

  private HnswSpeed() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    String python = args.length > 1 ? args[1] : System.getenv().getOrDefault("PYTHON", "python3");
    boolean again = args.length > 2;
    System.out.printf(Locale.ROOT, "kernels: %s; %d processors%n", Kernels.description(), Runtime.getRuntime().availableProcessors());
    Path theirs = folder.resolve("hnswlib.bin");
    if (again || !Files.exists(theirs)) {
      try (var peer = new Peer(python, "hnsw.py", "build", folder.resolve("base.fvecs"), theirs, CONFIG.M(), CONFIG.efConstruction(), 1)) {
        System.out.printf(Locale.ROOT, "build, hnswlib: %.1f CPU seconds%n", Double.parseDouble(peer.line()));
      }
    }
    Path ours = folder.resolve("ours.bin");
    if (again || !Files.exists(ours)) {
      var vectors = Vectors.of(Metric.INNER_PRODUCT, VectorFiles.read(folder.resolve("base.fvecs")));
      double start = cpu();
      var index = HnswIndex.build(vectors, CONFIG, Job.DEFAULT.withThreads(1));
      System.out.printf(Locale.ROOT, "build, ours: %.1f CPU seconds%n", cpu() - start);
      IndexFiles.write(index, ours);
    }
    var queries = VectorFiles.read(folder.resolve("query.fvecs"));
    var truth = VectorFiles.read(folder.resolve("gt.ivecs"));
    var onTheirs = (HnswIndex) IndexFiles.open(theirs, Optional.of(Metric.INNER_PRODUCT));
    var onOurs = (HnswIndex) IndexFiles.open(ours, Optional.of(Metric.INNER_PRODUCT));
    for (int warmUp = 0; warmUp < 3; warmUp++) {
      search(onTheirs.withEf(100), queries);
      search(onOurs.withEf(100), queries);
    }
    try (var peer = new Peer(python, "hnsw.py", "search", theirs, queries.columns(), folder.resolve("query.fvecs"), folder.resolve("gt.ivecs"))) {
      System.out.println("   ef | hnswlib: qps, recall | ours, its graph: qps, recall, ratio | ours, our graph: qps, recall, ratio");
      for (int ef : new int[] {20, 40, 80, 150, 300, 600}) {
        var seconds = new double[3][TURNS];
        double recallOfPeer = 0;
        for (int turn = 0; turn < TURNS; turn++) {
          String[] said = peer.ask(Integer.toString(ef)).split(" ");
          seconds[0][turn] = Double.parseDouble(said[0]);
          recallOfPeer = Double.parseDouble(said[1]);
          seconds[1][turn] = search(onTheirs.withEf(ef), queries);
          seconds[2][turn] = search(onOurs.withEf(ef), queries);
        }
        double[] qps = Arrays.stream(seconds).mapToDouble(each -> queries.rows() / median(each)).toArray();
        System.out.printf(
            Locale.ROOT,
            "%5d | %8.0f %.4f | %8.0f %.4f %5.2f | %8.0f %.4f %5.2f%n",
            ef, qps[0], recallOfPeer, qps[1], recall(onTheirs.withEf(ef), queries, truth), qps[1] / qps[0], qps[2],
            recall(onOurs.withEf(ef), queries, truth), qps[2] / qps[0]);
      }
    }
  }

  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** CPU seconds of this thread for all queries. */
  private static double search(VectorIndex index, Matrix queries) {
    var threads = ManagementFactory.getThreadMXBean();
    var query = new float[queries.columns()];
    var found = new SearchResult();
    long start = threads.getCurrentThreadCpuTime();
    for (int n = 0; n < queries.rows(); n++) {
      queries.copyRow(n, query);
      index.search(query, 10, RowFilter.ALL, found);
    }
    return (threads.getCurrentThreadCpuTime() - start) / 1e9;
  }

  private static double recall(VectorIndex index, Matrix queries, Matrix truth) {
    var query = new float[queries.columns()];
    var found = new SearchResult();
    long hits = 0;
    for (int n = 0; n < queries.rows(); n++) {
      queries.copyRow(n, query);
      index.search(query, 10, RowFilter.ALL, found);
      for (int rank = 0; rank < found.size(); rank++) {
        for (int i = 0; i < 10; i++) {
          hits += found.label(rank) == (long) truth.get(n, i) ? 1 : 0;
        }
      }
    }
    return hits / (10.0 * queries.rows());
  }
}
