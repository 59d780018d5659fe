package dev.tributary.retrieval;

import dev.tributary.ann.recall.RecallMonitor;
import dev.tributary.catalog.Item;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One way to find candidates, opened over a catalog: speaks the catalog's ints. Thread-safe: immutable but for what
 * {@link #itemChanged} adds, with scratch memory from a pool.
 */
public interface Channel {
  /** The channel's name, as in settings, pages and reports. */
  String name();

  /**
   * Finds up to k items, best first; equal scores in the order of ties. Never an item that the query's mask forbids, never
   * one twice; scores are finite. An empty history gives whatever the channel can say without one, perhaps nothing.
   *
   * @param hits cleared first, then filled
   * @throws DeadlineExceededException when the query's deadline passes; block loops poll it
   */
  void retrieve(Query query, int k, Hits hits);

  /**
   * Answers several queries as one after another, but for rows whose scores differ by less than rounding at the end of k. For who wants many lists and no
   * reasons: a channel that shares work among queries may leave {@link Hits#because} at -1.
   *
   * @param hits as many as queries, or more; each cleared first, then filled
   */
  default void retrieve(List<Query> queries, int k, List<Hits> hits) {
    for (int n = 0; n < queries.size(); n++) {
      retrieve(queries.get(n), k, hits.get(n));
    }
  }

  /**
   * How much each interest of the query adds to the scores of some items; the shares of an item sum to its score where the
   * score is a sum over interests, and stay 0 where interests play no part. All items of a page at once, since what a channel
   * derives from the history serves them all.
   *
   * @param items different items; the first {@code count} places hold them
   * @param shares overwritten: {@code shares[n · historySize + position]} for item n
   */
  default void explain(Query query, int[] items, int count, float[] shares) {
    Arrays.fill(shares, 0, count * query.historySize(), 0f);
  }

  /** How much its searches find of what a scan of all items would, counted on a sample of them since it was opened; empty for a channel that misses nothing. */
  default Optional<RecallMonitor.Tally> recall() {
    return Optional.empty();
  }

  /**
   * Tells the channel of an item that is new or changed since its model was trained. Channels that learn from
   * attributes make it retrievable from the next query on; the others ignore it. One writer, many readers.
   *
   * @param index the item's int in the catalog
   */
  default void itemChanged(int index, Item item) {}
}
