package dev.tributary.ann.hnsw;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Pool;
import dev.tributary.math.TopK;
import dev.tributary.settings.Settings;
import java.util.BitSet;
import java.util.Map;

/**
 * The approximate index of HNSW: a search walks through a graph of links and compares about ef·M of the vectors.
 *
 * <p>{@link #withEf} trades recall for time. Under a filter the walk leads over all rows and keeps those allowed; where so few are allowed
 * that to compare each of them costs less, that is what happens, and the answer is exact. Deleted vectors stay on the way and are
 * never found. Holds the vectors, 8·M bytes a vector for the links of the lowest layer and about 9 for the layers above; a thread that
 * searches takes 1 bit a vector and 8·ef bytes. Immutable.
 */
public final class HnswIndex implements VectorIndex {
  /** What it costs to ask a filter about a row, in comparisons of vectors. */
  private static final double TEST = 0.05;

  private final Vectors vectors;
  private final HnswGraph graph;
  private final BitSet deleted;
  private final int ef;
  private final FlatIndex flat;
  private final Pool<Scratch> pool;

  private HnswIndex(Vectors vectors, HnswGraph graph, BitSet deleted, int ef, FlatIndex flat, Pool<Scratch> pool) {
    this.vectors = vectors;
    this.graph = graph;
    this.deleted = deleted;
    this.ef = ef;
    this.flat = flat;
    this.pool = pool;
  }

  /**
   * Links vectors. About size · efConstruction · M comparisons; the same vectors, settings and seed give the same graph on any number of
   * threads.
   */
  public static HnswIndex build(Vectors vectors, HnswConfig config, Job job) {
    return of(vectors, new HnswBuilder(vectors, config, job).build(), new BitSet(), config.ef());
  }

  /**
   * An index over vectors and a graph that lie there, such as those of a file.
   *
   * @param deleted rows that are not to be found; copied
   */
  public static HnswIndex of(Vectors vectors, HnswGraph graph, BitSet deleted, int ef) {
    require(graph.rows() == vectors.size(), "a graph of %d rows for %d vectors", graph.rows(), vectors.size());
    require(graph.rows() == 0 || graph.entry() >= 0, "the graph has no entry");
    require(deleted.length() <= vectors.size(), "row %d is deleted, the last one is %d", deleted.length() - 1, vectors.size() - 1);
    require(ef >= 1, "ef is %d, must be 1 or more", ef);
    return new HnswIndex(vectors, graph, (BitSet) deleted.clone(), ef, FlatIndex.of(vectors), new Pool<>(64, () -> new Scratch(vectors, graph)));
  }

  /** What is left, deleted vectors too being gone, and more behind it: links are mended where they led to what is gone, and led to what is new. */
  HnswIndex updated(BitSet gone, Vectors added, HnswConfig config, Job job) {
    var left = (BitSet) deleted.clone();
    left.or(gone);
    var all = Vectors.concat(this, left, added);
    return graph.m() < 2
        ? build(all, config, job)
        : of(all, new HnswUpdate(graph, left, all, config.withM(graph.m()), job).graph(), new BitSet(), ef);
  }

  /** What one search needs. */
  private static final class Scratch {
    final float[] query;
    final Walk walk;
    final TopK best = new TopK(0);

    Scratch(Vectors vectors, HnswGraph graph) {
      query = new float[vectors.dimension()];
      walk = new Walk(vectors, graph);
    }
  }

  /** The same index, searched with another ef. */
  public HnswIndex withEf(int ef) {
    require(ef >= 1, "ef is %d, must be 1 or more", ef);
    return new HnswIndex(vectors, graph, deleted, ef, flat, pool);
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
    return new HnswIndex(vectors, graph, marked, ef, flat, pool);
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
    return vectors.bytes() + graph.bytes();
  }

  @Override
  public HnswIndex withSearch(Map<String, ?> settings) {
    return withEf(Settings.of(new HnswSearch(ef)).parse(settings).ef());
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
      flat.search(query, k, living, out);
      return;
    }
    var scratch = pool.take();
    float[] prepared = vectors.prepare(query, scratch.query);
    var walk = scratch.walk;
    int start = walk.descend(prepared, 0);
    if (living == RowFilter.ALL) {
      walk.search(prepared, start, 0, width);
    } else {
      walk.search(prepared, start, width, living);
    }
    scratch.best.reset(wanted);
    for (int rank = 0; rank < walk.size(); rank++) {
      scratch.best.offer(walk.score(rank), labels().tieRank(walk.row(rank)));
    }
    out.take(scratch.best, labels());
    pool.give(scratch);
    if (out.size() < wanted) { // some part of the graph cannot be reached, or fewer rows are allowed than it seemed
      flat.search(query, k, living, out);
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
