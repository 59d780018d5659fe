package dev.tributary.ann.hnsw;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.codes.ByteCodes;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Pool;
import dev.tributary.math.TopK;
import dev.tributary.settings.Settings;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * The approximate index of HNSW: a search walks through a graph of links and looks at about ef·M of the vectors, by their codes of 8 bits a value;
 * then it compares the nearest exactly, best estimates first, until a block of them brings none among the best. So scores are exact.
 *
 * <p>{@link #withEf} trades recall for time; {@link #withCodes} leaves the codes out. Under a filter the walk leads over all rows and keeps
 * those allowed; where so few are allowed that to compare each of them costs less, that is what happens, and the answer is exact. Deleted
 * vectors stay on the way and are never found. Holds the vectors, a byte a value for codes, 8·M bytes a vector for the links of the lowest layer and
 * about 9 for the layers above; a thread that searches takes 1 bit a vector and 8·ef bytes. Immutable.
 */
public final class HnswIndex implements VectorIndex {
  /** What it costs to ask a filter about a row, in comparisons of vectors. */
  private static final double TEST = 0.05;
  /** Rows that are compared exactly at once. */
  private static final int BLOCK = 16;

  /**
   * What all ways to search it share.
   *
   * @param codes by which a search walks; empty: by the vectors
   */
  private record Parts(Vectors vectors, HnswGraph graph, Optional<ByteCodes> codes, FlatIndex flat, Pool<Scratch> pool) {
    static Parts of(Vectors vectors, HnswGraph graph, Optional<ByteCodes> codes) {
      return new Parts(vectors, graph, codes, FlatIndex.of(vectors), new Pool<>(64, () -> new Scratch(vectors, graph, codes)));
    }
  }

  private final Parts parts;
  private final Vectors vectors;
  private final HnswGraph graph;
  private final BitSet deleted;
  private final int ef;

  private HnswIndex(Parts parts, BitSet deleted, int ef) {
    this.parts = parts;
    vectors = parts.vectors;
    graph = parts.graph;
    this.deleted = deleted;
    this.ef = ef;
  }

  /**
   * Links vectors. About size · efConstruction · M comparisons; the same vectors, settings and seed give the same graph on any number of
   * threads.
   */
  public static HnswIndex build(Vectors vectors, HnswConfig config, Job job) {
    var codes = codes(vectors, config, job);
    return of(vectors, new HnswBuilder(vectors, codes, config, job).build(), codes, config.ef());
  }

  private static Optional<ByteCodes> codes(Vectors vectors, HnswConfig config, Job job) {
    return config.codes() ? Optional.of(ByteCodes.of(vectors, job)) : Optional.empty();
  }

  private static HnswIndex of(Vectors vectors, HnswGraph graph, Optional<ByteCodes> codes, int ef) {
    return new HnswIndex(Parts.of(vectors, graph, codes), new BitSet(), ef);
  }

  /**
   * An index over vectors and a graph that lie there, such as those of a file; codes are made on all cores.
   *
   * @param deleted rows that are not to be found; copied
   */
  public static HnswIndex of(Vectors vectors, HnswGraph graph, BitSet deleted, int ef) {
    require(graph.rows() == vectors.size(), "a graph of %d rows for %d vectors", graph.rows(), vectors.size());
    require(graph.rows() == 0 || graph.entry() >= 0, "the graph has no entry");
    require(deleted.length() <= vectors.size(), "row %d is deleted, the last one is %d", deleted.length() - 1, vectors.size() - 1);
    require(ef >= 1, "ef is %d, must be 1 or more", ef);
    var codes = codes(vectors, HnswConfig.DEFAULT, Job.DEFAULT);
    return new HnswIndex(Parts.of(vectors, graph, codes), (BitSet) deleted.clone(), ef);
  }

  /** What is left, deleted vectors too being gone, and more behind it: links are mended where they led to what is gone, and led to what is new. */
  HnswIndex updated(BitSet gone, Vectors added, HnswConfig config, Job job) {
    var left = (BitSet) deleted.clone();
    left.or(gone);
    var all = Vectors.concat(this, left, added);
    if (graph.m() < 2) {
      return build(all, config, job);
    }
    var codes = codes(all, config, job);
    return of(all, new HnswUpdate(graph, left, all, codes, config.withM(graph.m()), job).graph(), codes, ef);
  }

  /** What one search needs. */
  private static final class Scratch {
    final float[] query;
    final Walk walk;
    final TopK best = new TopK(0);
    final int[] rows = new int[BLOCK];
    final float[] scores = new float[BLOCK];

    Scratch(Vectors vectors, HnswGraph graph, Optional<ByteCodes> codes) {
      query = new float[vectors.dimension()];
      walk = new Walk(codes.map(Scores::estimated).orElseGet(() -> Scores.exact(vectors)), graph);
    }
  }

  /** The same index, searched with another ef. */
  public HnswIndex withEf(int ef) {
    require(ef >= 1, "ef is %d, must be 1 or more", ef);
    return new HnswIndex(parts, deleted, ef);
  }

  /** The same index, walking by codes, which are made where there are none, or by the vectors themselves. */
  public HnswIndex withCodes(boolean codes) {
    return codes == parts.codes.isPresent()
        ? this
        : new HnswIndex(Parts.of(vectors, graph, codes ? Optional.of(ByteCodes.of(vectors, Job.DEFAULT)) : Optional.empty()), deleted, ef);
  }

  /**
   * The same index without the vectors of these labels: they are only marked, their memory and links stay.
   *
   * @throws IllegalArgumentException when there is no such label; one that is deleted already may be named again
   */
  public HnswIndex without(long... labels) {
    var marked = (BitSet) deleted.clone();
    for (long label : labels) {
      int row = labels().rowOf(label);
      require(row >= 0, "there is no vector %d", label);
      marked.set(row);
    }
    return new HnswIndex(parts, marked, ef);
  }

  /** How many near vectors a search keeps in hand. */
  public int ef() {
    return ef;
  }

  @Override
  public boolean isDeleted(int row) {
    return deleted.get(row);
  }

  /** The vectors as they are compared, deleted ones too. */
  public Vectors vectors() {
    return vectors;
  }

  @Override
  public long bytes() {
    return vectors.bytes() + graph.bytes() + parts.codes.map(ByteCodes::bytes).orElse(0L);
  }

  @Override
  public HnswIndex withSearch(Map<String, ?> settings) {
    var search = Settings.of(new HnswSearch(ef, parts.codes.isPresent())).parse(settings);
    return withEf(search.ef()).withCodes(search.codes());
  }

  /** The links. */
  public HnswGraph graph() {
    return graph;
  }

  @Override
  public Metric metric() {
    return vectors.metric();
  }

  @Override
  public int dimension() {
    return vectors.dimension();
  }

  @Override
  public int size() {
    return vectors.size() - deleted.cardinality();
  }

  @Override
  public void copyVector(int row, float[] target) {
    vectors.copyRow(row, target);
  }

  @Override
  public Labels labels() {
    return vectors.labels();
  }

  @Override
  public void search(float[] query, int k, RowFilter filter, SearchResult out) {
    require(k >= 1, "k is %d, must be 1 or more", k);
    var living = living(filter);
    int wanted = Math.min(k, vectors.size());
    int width = Math.max(ef, wanted);
    if (scanCostsLess(living, width)) {
      parts.flat.search(query, k, living, out);
      return;
    }
    var scratch = parts.pool.take();
    float[] prepared = vectors.prepare(query, scratch.query);
    var walk = scratch.walk;
    walk.begin(prepared);
    int start = walk.descend(0);
    if (living == RowFilter.ALL) {
      walk.search(start, 0, width);
    } else {
      walk.search(start, width, living);
    }
    scratch.best.reset(wanted);
    if (parts.codes.isPresent()) {
      compare(prepared, wanted, scratch);
    } else {
      for (int rank = 0; rank < walk.size(); rank++) {
        scratch.best.offer(walk.score(rank), labels().tieRank(walk.row(rank)));
      }
    }
    out.take(scratch.best, labels());
    parts.pool.give(scratch);
    if (out.size() < wanted) { // some part of the graph cannot be reached, or fewer rows are allowed than it seemed
      parts.flat.search(query, k, living, out);
    }
  }

  /** Compares what the walk found exactly, best estimates first, until a block of them has none of the best. */
  private void compare(float[] prepared, int wanted, Scratch scratch) {
    var walk = scratch.walk;
    boolean found = true;
    for (int from = 0; from < walk.size() && (found || from < wanted); from += BLOCK) {
      int count = Math.min(BLOCK, walk.size() - from);
      for (int n = 0; n < count; n++) {
        scratch.rows[n] = walk.row(from + n);
      }
      vectors.score(prepared, scratch.rows, count, scratch.scores);
      found = false;
      for (int n = 0; n < count; n++) {
        if (scratch.best.accepts(scratch.scores[n])) {
          found = true;
          scratch.best.offer(scratch.scores[n], labels().tieRank(scratch.rows[n]));
        }
      }
      scratch.best.size(); // sets the bar
    }
  }

  private RowFilter living(RowFilter filter) {
    if (deleted.isEmpty()) {
      return filter;
    }
    if (filter == RowFilter.ALL) {
      return RowFilter.except(deleted);
    }
    return new RowFilter() {
      @Override
      public boolean allows(int row) {
        return !deleted.get(row) && filter.allows(row);
      }

      @Override
      public int estimate(int rows) {
        return (int) ((double) filter.estimate(rows) * size() / rows);
      }
    };
  }

  /**
   * Whether to compare every allowed row takes less than the walk: that expands about ef allowed rows, and for each of them as many more as
   * are not allowed, with about M comparisons each.
   */
  private boolean scanCostsLess(RowFilter filter, int width) {
    double rows = vectors.size();
    double allowed = filter.estimate(vectors.size());
    double walk = width * graph.m() * rows / Math.max(1, allowed);
    return allowed + rows * TEST <= walk;
  }
}
