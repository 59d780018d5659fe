package dev.tributary.ann;

import static dev.tributary.math.Require.require;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Matrix;
import java.util.Objects;

/**
 * What a batch of queries found: a table of queries × k labels and scores off the heap, best first. Filled by one batch; different
 * queries may be filled by different threads.
 */
public final class SearchResults {
  private final int k;
  private final int[] sizes;
  private final LongColumn labels;
  private final FloatColumn scores;

  /** Room for {@code k} rows of each of so many queries: 12 bytes each. */
  public SearchResults(int queries, int k) {
    require(queries >= 0, "queries is %d, must be 0 or more", queries);
    require(k >= 1, "k is %d, must be 1 or more", k);
    this.k = k;
    sizes = new int[queries];
    labels = LongColumn.allocate((long) queries * k);
    scores = FloatColumn.allocate((long) queries * k);
  }

  /** Number of queries. */
  public int queries() {
    return sizes.length;
  }

  /** Most rows of a query. */
  public int k() {
    return k;
  }

  /** How many rows a query found, 0..k. */
  public int size(int query) {
    return sizes[query];
  }

  public long label(int query, int rank) {
    return labels.get(place(query, rank));
  }

  /** Higher is better; see {@link Metric}. */
  public float score(int query, int rank) {
    return scores.get(place(query, rank));
  }

  private long place(int query, int rank) {
    return (long) query * k + Objects.checkIndex(rank, sizes[query]);
  }

  /**
   * Whether these queries can be asked of vectors of a dimension and their answers fit here. For indexes.
   *
   * @throws IllegalArgumentException when not
   */
  public void check(Matrix queries, int dimension) {
    require(queries.columns() == dimension, "the queries have %d values, the vectors have %d", queries.columns(), dimension);
    require(queries.rows() == queries(), "%d queries, room for the results of %d", queries.rows(), queries());
  }

  /** Keeps what one query found, at most k rows. For indexes. */
  public void set(int query, SearchResult found) {
    sizes[query] = Math.min(k, found.size());
    for (int rank = 0; rank < sizes[query]; rank++) {
      labels.set((long) query * k + rank, found.label(rank));
      scores.set((long) query * k + rank, found.score(rank));
    }
  }
}
