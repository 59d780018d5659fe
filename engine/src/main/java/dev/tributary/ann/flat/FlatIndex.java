package dev.tributary.ann.flat;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.codes.ByteCodes;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import dev.tributary.math.TopK;
import dev.tributary.settings.Settings;
import java.util.Map;
import java.util.Optional;

/**
 * The exact index: a search compares the query with every row that the filter allows, and with no other.
 *
 * <p>A single query costs size tests, 64 at once of a bitmap, and for allowed rows dimension multiplications, at the speed of memory where the
 * vectors do not fit the caches. With codes ({@link #withCodes}) a single query reads 8 bits a value of all of them, and the vectors of only
 * those rows that the error of codes leaves in question. A batch is a matrix product with a selection behind it, several times faster a
 * query. Holds the vectors, and codes where they are wanted. Immutable.
 */
public final class FlatIndex implements VectorIndex {
  /** Rows scored at once: their scores stay in the L1 cache. */
  private static final int BLOCK = 256;

  private final Vectors vectors;
  private final Optional<ByteCodes> codes;
  private final Pool<Scratch> pool;

  private FlatIndex(Vectors vectors, Optional<ByteCodes> codes) {
    this.vectors = vectors;
    this.codes = codes;
    pool = new Pool<>(64, () -> new Scratch(vectors, codes));
  }

  /** An index over vectors; O(1), copies nothing. */
  public static FlatIndex of(Vectors vectors) {
    return new FlatIndex(vectors, Optional.empty());
  }

  /** The same index with codes, which are made where there are none, or without; its answers are the same. */
  public FlatIndex withCodes(boolean codes, Job job) {
    return codes == this.codes.isPresent() ? this : new FlatIndex(vectors, codes ? Optional.of(ByteCodes.of(vectors, job)) : Optional.empty());
  }

  /** With {@link FlatConfig}; codes are made on all cores. */
  @Override
  public FlatIndex withSearch(Map<String, ?> settings) {
    return withCodes(Settings.of(new FlatConfig(codes.isPresent())).parse(settings).codes(), Job.DEFAULT);
  }

  /** What one search needs. */
  private static final class Scratch {
    final float[] query;
    final int[] rows = new int[BLOCK];
    final float[] scores = new float[BLOCK];
    final int[] places = new int[BLOCK];
    final TopK best = new TopK(0);
    final Optional<Sieve> sieve;

    Scratch(Vectors vectors, Optional<ByteCodes> codes) {
      query = new float[vectors.dimension()];
      sieve = codes.map(Sieve::new);
    }
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
    return vectors.size();
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
  public long bytes() {
    return vectors.bytes() + codes.map(ByteCodes::bytes).orElse(0L);
  }

  /** The vectors as they are compared. */
  public Vectors vectors() {
    return vectors;
  }

  @Override
  public void search(float[] query, int k, RowFilter filter, SearchResult out) {
    require(k >= 1, "k is %d, must be 1 or more", k);
    var scratch = pool.take();
    float[] prepared = vectors.prepare(query, scratch.query);
    scratch.best.reset(Math.min(k, size()));
    if (scratch.sieve.isPresent()) {
      var sieve = scratch.sieve.orElseThrow();
      int left = sieve.left(prepared, size(), k, filter);
      for (int from = 0; from < left; from += BLOCK) {
        int count = Math.min(BLOCK, left - from);
        System.arraycopy(sieve.rows(), from, scratch.rows, 0, count);
        offer(prepared, count, scratch);
      }
    } else {
      compareAll(prepared, filter, scratch);
    }
    out.take(scratch.best, labels());
    pool.give(scratch);
  }

  private void compareAll(float[] prepared, RowFilter filter, Scratch scratch) {
    int[] rows = scratch.rows;
    if (filter == RowFilter.ALL) { // nobody is asked: a row takes the time of its bytes
      for (int from = 0; from < size(); from += BLOCK) {
        int count = Math.min(BLOCK, size() - from);
        for (int n = 0; n < count; n++) {
          rows[n] = from + n;
        }
        offer(prepared, count, scratch);
      }
      return;
    }
    int count = 0;
    for (int row = filter.next(0, size()); row < size(); row = filter.next(row + 1, size())) {
      rows[count++] = row;
      if (count == BLOCK) {
        offer(prepared, count, scratch);
        count = 0;
      }
    }
    offer(prepared, count, scratch);
  }

  private void offer(float[] prepared, int count, Scratch scratch) {
    vectors.score(prepared, scratch.rows, count, scratch.scores);
    offer(scratch.scores, count, scratch.rows, 0, labels(), scratch.places, scratch.best);
  }

  /**
   * Offers rows whose scores are known.
   *
   * @param scores of rows[first] and those behind it, {@code count} of them
   * @param places overwritten; as long as scores
   */
  static void offer(float[] scores, int count, int[] rows, int first, Labels labels, int[] places, TopK best) {
    int found = Kernels.select(scores, 0, count, best.lowest(), places, 0);
    for (int n = 0; n < found; n++) {
      if (best.accepts(scores[places[n]])) {
        best.offer(scores[places[n]], labels.tieRank(rows[first + places[n]]));
      }
    }
  }

  @Override
  public void search(Matrix queries, RowFilter filter, SearchResults out, Job job) {
    new BatchScan(vectors, filter, job).search(queries, out);
  }
}
