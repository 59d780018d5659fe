package dev.tributary.bench;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.files.IndexFiles;
import dev.tributary.ann.files.VectorFiles;
import dev.tributary.ann.hnsw.HnswConfig;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.ann.ivf.IvfConfig;
import dev.tributary.ann.ivf.IvfIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** An index of ours or of others that {@link AnnRecords} measures. Confined: one thread. */
sealed interface AnnRunner extends AutoCloseable {
  /** Queries of a batch. */
  int BATCH = 1000;

  /**
   * How a search goes.
   *
   * @param breadth cells to look into, or ef
   * @param rerank rows to compare exactly; 0 where that is not asked for
   */
  record Setting(int breadth, int rerank) {}

  /** CPU seconds, and the recall of the ten best. */
  record Measured(double seconds, double recall) {}

  /** The settings to try, of less and more effort. */
  List<Setting> settings();

  /** Whether a batch is another algorithm than its queries one by one. */
  boolean batches();

  /** Searches for some queries on one thread. */
  Measured run(Setting setting, int from, int to, boolean batch) throws IOException;

  @Override
  void close();

  static int queries(Path folder) throws IOException {
    return VectorFiles.read(folder.resolve("query.fvecs")).rows();
  }

  /** Opens an index of the folder by its name, after building it where it is not there. */
  static AnnRunner of(String name, Path folder, String python) throws IOException {
    return switch (name) {
      case "tributary" -> cells(folder, "ours-ivf.safetensors", IvfConfig.DEFAULT);
      case "tributary-6bit" -> cells(folder, "ours-ivf-6bit.safetensors", IvfConfig.DEFAULT.withBits(6));
      case "tributary-hnsw" -> graph(folder);
      default -> new Other(name, folder, python);
    };
  }

  private static AnnRunner cells(Path folder, String file, IvfConfig config) throws IOException {
    Path path = built(folder, file, vectors -> IvfIndex.build(vectors, config, Job.DEFAULT));
    var index = IvfIndex.open(path);
    return new Ours(folder, CELLS, true, setting -> index.with(setting.breadth, setting.rerank));
  }

  private static AnnRunner graph(Path folder) throws IOException {
    Path path = built(folder, "ours.bin", vectors -> HnswIndex.build(vectors, HnswConfig.DEFAULT, Job.DEFAULT));
    var index = (HnswIndex) IndexFiles.open(path, Optional.of(Metric.INNER_PRODUCT));
    return new Ours(folder, EFS, false, setting -> index.withEf(setting.breadth));
  }

  private static Path built(Path folder, String file, Function<Vectors, VectorIndex> build) throws IOException {
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      var vectors = Vectors.of(Metric.INNER_PRODUCT, VectorFiles.read(folder.resolve("base.fvecs")));
      var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long start = system.getProcessCpuTime();
      var index = build.apply(vectors);
      System.out.printf(Locale.ROOT, "build, %s: %.1f CPU seconds, %.1f bytes a vector%n", file, (system.getProcessCpuTime() - start) / 1e9, index.bytes() / (double) vectors.size());
      IndexFiles.write(index, path);
    }
    return path;
  }

  List<Setting> EFS = IntStream.of(10, 16, 24, 32, 48, 64, 90, 120, 160, 200, 260, 340, 450, 600, 800).mapToObj(ef -> new Setting(ef, 0)).toList();

  List<Setting> CELLS =
      IntStream.of(12, 16, 20, 25, 30, 36, 44, 54, 66, 80, 100, 125, 155, 200, 260, 340).boxed()
          .flatMap(probes -> IntStream.of(20, 30, 45, 60, 80, 110, 150, 200, 280, 400).filter(rerank -> rerank * 10 >= 9 * probes && rerank * 2 <= 9 * probes).mapToObj(rerank -> new Setting(probes, rerank)))
          .toList();

  /** Of this project. */
  final class Ours implements AnnRunner {
    private final List<Setting> settings;
    private final boolean batches;
    private final Function<Setting, VectorIndex> index;
    private final Matrix queries;
    private final Matrix truth;

    private Ours(Path folder, List<Setting> settings, boolean batches, Function<Setting, VectorIndex> index) throws IOException {
      this.settings = settings;
      this.batches = batches;
      this.index = index;
      queries = VectorFiles.read(folder.resolve("query.fvecs"));
      truth = VectorFiles.read(folder.resolve("gt.ivecs"));
    }

    @Override
    public List<Setting> settings() {
      return settings;
    }

    @Override
    public boolean batches() {
      return batches;
    }

    @Override
    public Measured run(Setting setting, int from, int to, boolean batch) {
      var searched = index.apply(setting);
      var found = new SearchResults(to - from, 10);
      double seconds = batch ? inBatches(searched, from, to, found) : oneByOne(searched, from, to, found);
      long hits = 0;
      for (int n = 0; n < found.queries(); n++) {
        for (int rank = 0; rank < found.size(n); rank++) {
          for (int i = 0; i < 10; i++) {
            hits += found.label(n, rank) == (long) truth.get(from + n, i) ? 1 : 0;
          }
        }
      }
      return new Measured(seconds, hits / (10.0 * found.queries()));
    }

    private double oneByOne(VectorIndex searched, int from, int to, SearchResults out) {
      var threads = ManagementFactory.getThreadMXBean();
      var query = new float[queries.columns()];
      var found = new SearchResult();
      long start = threads.getCurrentThreadCpuTime();
      for (int n = from; n < to; n++) {
        queries.copyRow(n, query);
        searched.search(query, 10, RowFilter.ALL, found);
        out.set(n - from, found);
      }
      return (threads.getCurrentThreadCpuTime() - start) / 1e9;
    }

    private double inBatches(VectorIndex searched, int from, int to, SearchResults out) {
      var threads = ManagementFactory.getThreadMXBean();
      var job = Job.DEFAULT.withThreads(1);
      var found = new SearchResult();
      double seconds = 0;
      for (int first = from; first < to; first += BATCH) {
        int rows = Math.min(BATCH, to - first);
        long dimension = queries.columns();
        var batch = Matrix.of(rows, queries.columns(), queries.values().part(first * dimension, (first + rows) * dimension));
        var some = new SearchResults(rows, out.k());
        long start = threads.getCurrentThreadCpuTime();
        searched.search(batch, RowFilter.ALL, some, job);
        seconds += (threads.getCurrentThreadCpuTime() - start) / 1e9;
        for (int n = 0; n < rows; n++) {
          found.clear();
          for (int rank = 0; rank < some.size(n); rank++) {
            found.insert(-1, some.label(n, rank), some.score(n, rank), out.k());
          }
          out.set(first - from + n, found);
        }
      }
      return seconds;
    }

    @Override
    public void close() {}
  }

  /** Of others, through {@code bench/peers/ann.py}. */
  final class Other implements AnnRunner {
    private final boolean graph;
    private final Peer peer;

    private Other(String kind, Path folder, String python) throws IOException {
      graph = kind.equals("hnswlib");
      Path file = folder.resolve(Arrays.asList("hnswlib:hnswlib.bin", "scann:scann-1000", "soar:scann-1000-soar", "faiss:ivfpqfs.faiss").stream()
          .filter(pair -> pair.startsWith(kind + ":")).findFirst().orElseThrow().substring(kind.length() + 1));
      if (!Files.exists(file)) {
        try (var builder = new Peer(python, "ann.py", "build", kind, folder.resolve("base.fvecs"), file)) {
          System.out.printf(Locale.ROOT, "build, %s: %.1f CPU seconds%n", kind, Double.parseDouble(builder.line()));
        }
      }
      peer = new Peer(python, "ann.py", "search", kind, file, folder.resolve("query.fvecs"), folder.resolve("gt.ivecs"));
    }

    @Override
    public List<Setting> settings() {
      return graph ? EFS : CELLS;
    }

    @Override
    public boolean batches() {
      return !graph;
    }

    @Override
    public Measured run(Setting setting, int from, int to, boolean batch) throws IOException {
      int step = batch ? BATCH : to - from;
      double seconds = 0;
      double recall = 0;
      for (int first = from; first < to; first += step) {
        int last = Math.min(to, first + step);
        String[] said = peer.ask(setting.breadth + " " + setting.rerank + " " + first + " " + last + (batch ? " batch" : "")).split(" ");
        seconds += Double.parseDouble(said[0]);
        recall += Double.parseDouble(said[1]) * (last - first) / (to - from);
      }
      return new Measured(seconds, recall);
    }

    @Override
    public void close() {
      peer.close();
    }
  }
}
