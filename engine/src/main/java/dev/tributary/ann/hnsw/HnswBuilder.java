package dev.tributary.ann.hnsw;

import dev.tributary.ann.Vectors;
import dev.tributary.ann.codes.ByteCodes;
import dev.tributary.math.Job;
import dev.tributary.math.Pool;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Builds a graph in rounds, so that the same vectors, settings and seed give the same links on any number of threads (the idea is that of
 * Manohar et al.: "ParlayANN", PPoPP 2024). Confined: one build.
 *
 * <ol>
 *   <li>Rows are taken in a random order: neighbours in a file are often neighbours in space, and rows of one round do not see each other.
 *   <li>A round has an eighth as many rows as are linked already, at most {@link #ROUND}.
 *   <li>In parallel, each row of the round walks through the graph as the round found it and chooses its links; nobody sees them yet.
 *   <li>The links back are sorted by the row that gets them. In parallel, each such row takes its new links, and when they are too many
 *       chooses among all: once a round, where an insert of one row at a time chooses again for every link.
 * </ol>
 */
final class HnswBuilder {
  private static final int ROUND = 1024;
  private static final String PHASE = "linking vectors";

  private final Vectors vectors;
  private final Optional<ByteCodes> codes;
  private final HnswConfig config;
  private final Job job;
  private final Job quiet;
  private final HnswGraph graph;
  private final Pool<Scratch> pool;
  /** Whether rows are linked that others may link to already. */
  private final boolean relinked;

  HnswBuilder(Vectors vectors, Optional<ByteCodes> codes, HnswConfig config, Job job) {
    this(vectors, codes, config, job, new HnswGraph(config.M(), levels(vectors.size(), config.M(), row -> row, job)), false);
  }

  /**
   * Goes on with a graph that has some links.
   *
   * @param graph of the same M; filled further
   */
  static HnswBuilder after(Vectors vectors, Optional<ByteCodes> codes, HnswConfig config, Job job, HnswGraph graph) {
    return new HnswBuilder(vectors, codes, config, job, graph, true);
  }

  private HnswBuilder(Vectors vectors, Optional<ByteCodes> codes, HnswConfig config, Job job, HnswGraph graph, boolean relinked) {
    this.relinked = relinked;
    this.vectors = vectors;
    this.codes = codes;
    this.config = config;
    this.job = job;
    this.graph = graph;
    quiet = job.withProgress(Progress.NONE);
    pool = new Pool<>(job.threads(), () -> new Scratch());
  }

  /** What one thread needs. */
  private final class Scratch {
    final Walk walk = new Walk(codes.map(Scores::estimated).orElseGet(() -> Scores.exact(vectors)), graph);
    final LinkChoice choice = new LinkChoice(vectors, 2 * config.M());
    final float[] base = new float[vectors.dimension()];
    final int[] links = new int[2 * config.M()];
    int[] rows = new int[Math.max(config.efConstruction(), 4 * config.M())];
    float[] scores = new float[rows.length];
  }

  /**
   * Levels of so many rows; they fall off by a factor of M: floor(−ln(u) / ln M).
   *
   * @param name what the chance of a row hangs on
   */
  static byte[] levels(int rows, int m, IntToLongFunction name, Job job) {
    var levels = new byte[rows];
    long seed = Seeds.of(job.seed(), "hnsw levels");
    double scale = 1 / Math.log(m);
    for (int row = 0; row < levels.length; row++) {
      levels[row] = (byte) Math.min(HnswGraph.HIGHEST, -Math.log(1 - Seeds.unit(Seeds.of(seed, name.applyAsLong(row)))) * scale);
    }
    return levels;
  }

  /** Links all rows. */
  HnswGraph build() {
    insert(IntStream.range(0, vectors.size()).toArray(), 0);
    return graph;
  }

  /**
   * Links some rows that have no links.
   *
   * @param rows put into another order
   * @param linked how many rows are linked already
   */
  void insert(int[] rows, int linked) {
    shuffle(rows);
    int from = 0;
    if (linked == 0 && rows.length > 0) {
      graph.enterAt(rows[from++]);
    }
    while (from < rows.length) {
      job.progress().step(PHASE, from, rows.length);
      int to = Math.min(rows.length, from + Math.clamp((linked + from) / 8, 1, ROUND));
      round(Arrays.copyOfRange(rows, from, to));
      from = to;
    }
  }

  private void shuffle(int[] rows) {
    var random = Seeds.random(Seeds.of(job.seed(), "hnsw order"));
    Seeds.shuffle(rows, random);
  }

  private void round(int[] rows) {
    int top = graph.level(graph.entry());
    quiet.shards(PHASE, rows.length, (_, from, to) -> {
      var scratch = pool.take();
      for (int n = from; n < to; n++) {
        chooseLinks(rows[n], top, scratch);
      }
      pool.give(scratch);
    });
    for (int level = 0; level <= top; level++) {
      linkBack(rows, level);
    }
    for (int row : rows) {
      if (graph.level(row) > graph.level(graph.entry())) {
        graph.enterAt(row);
      }
    }
  }

  private void chooseLinks(int row, int top, Scratch scratch) {
    vectors.copyRow(row, scratch.base);
    int level = Math.min(top, graph.level(row));
    scratch.walk.begin(scratch.base);
    int start = scratch.walk.descend(level);
    for (; level >= 0; level--) {
      scratch.walk.search(start, level, config.efConstruction());
      int size = 0;
      for (int rank = 0; rank < scratch.walk.size(); rank++) {
        if (scratch.walk.row(rank) != row) { // one that lost all its links may still be linked to
          scratch.rows[size] = scratch.walk.row(rank);
          scratch.scores[size++] = scratch.walk.score(rank);
        }
      }
      start = size == 0 ? start : scratch.rows[0];
      if (codes.isPresent()) { // estimates lead the way; who is nearer than whom is for the vectors to say
        scratch.choice.choose(row, scratch.rows, size, config.M());
      } else {
        scratch.choice.choose(scratch.rows, scratch.scores, size, config.M());
      }
      graph.setLinks(row, level, scratch.choice.taken(), scratch.choice.count());
    }
  }

  private void linkBack(int[] rows, int level) {
    var links = new int[graph.capacity(level)];
    var back = new long[rows.length * config.M()]; // who gets a link, then to whom
    int count = 0;
    for (int row : rows) {
      if (graph.level(row) >= level) {
        int size = graph.links(row, level, links);
        for (int n = 0; n < size; n++) {
          back[count++] = (long) links[n] << 32 | row;
        }
      }
    }
    long[] sorted = Arrays.copyOf(back, count);
    Arrays.sort(sorted);
    var starts = new int[count + 1];
    int targets = 0;
    for (int n = 0; n < count; n++) {
      if (n == 0 || sorted[n] >> 32 != sorted[n - 1] >> 32) {
        starts[targets++] = n;
      }
    }
    starts[targets] = count;
    quiet.shards(PHASE, targets, (_, from, to) -> {
      var scratch = pool.take();
      for (int n = from; n < to; n++) {
        addLinks((int) (sorted[starts[n]] >> 32), level, sorted, starts[n], starts[n + 1], scratch);
      }
      pool.give(scratch);
    });
  }

  /** Gives a row the links back to {@code sorted[from..to)}. */
  private void addLinks(int row, int level, long[] sorted, int from, int to, Scratch scratch) {
    int capacity = graph.capacity(level);
    int size = graph.links(row, level, scratch.links);
    if (relinked) {
      from = withoutKnown(scratch.links, size, sorted, from, to);
    }
    int all = size + to - from;
    if (all <= capacity) {
      for (int n = from; n < to; n++) {
        scratch.links[size++] = (int) sorted[n];
      }
      graph.setLinks(row, level, scratch.links, size);
      return;
    }
    if (scratch.rows.length < all) {
      scratch.rows = new int[all];
      scratch.scores = new float[all];
    }
    System.arraycopy(scratch.links, 0, scratch.rows, 0, size);
    for (int n = from; n < to; n++) {
      scratch.rows[size + n - from] = (int) sorted[n];
    }
    scratch.choice.choose(row, scratch.rows, all, capacity);
    graph.setLinks(row, level, scratch.choice.taken(), scratch.choice.count());
  }

  /** Moves the links that a row has not to the end of {@code sorted[from..to)} and answers where they begin. */
  private static int withoutKnown(int[] links, int size, long[] sorted, int from, int to) {
    int begin = to;
    for (int n = to - 1; n >= from; n--) {
      boolean known = false;
      for (int link = 0; link < size; link++) {
        known |= links[link] == (int) sorted[n];
      }
      if (!known) {
        sorted[--begin] = sorted[n];
      }
    }
    return begin;
  }
}
