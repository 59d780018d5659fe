package dev.tributary.ann.recall;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * An index that watches its own recall while it serves: one single search in so many is repeated as an exact scan by somebody else, and what the
 * approximate search missed is counted. The search itself waits for nothing but the copy of a query.
 *
 * <p>One scan is under way at a time; a sample that comes meanwhile is passed over, so the cost is bounded by one core and the sample leans a little to quiet
 * times. A filter is asked again by the scan, on another thread and later: where its answers may have changed by then, do not sample.
 * Thread-safe.
 */
public final class RecallMonitor implements VectorIndex {
  private final VectorIndex index;
  private final int every;
  private final Executor executor;
  private final AtomicLong searches;
  private final Semaphore scanning;
  private final LongAdder hits;
  private final LongAdder wanted;
  private final LongAdder samples;

  private RecallMonitor(VectorIndex index, int every, Executor executor, AtomicLong searches, Semaphore scanning, LongAdder hits, LongAdder wanted, LongAdder samples) {
    this.index = index;
    this.every = every;
    this.executor = executor;
    this.searches = searches;
    this.scanning = scanning;
    this.hits = hits;
    this.wanted = wanted;
    this.samples = samples;
  }

  /**
   * Watches an index.
   *
   * @param every one search in so many is repeated, 1 or more
   * @param executor who runs the scans; a scan that it refuses is passed over
   */
  public static RecallMonitor of(VectorIndex index, int every, Executor executor) {
    require(every >= 1, "every is %d, must be 1 or more", every);
    return new RecallMonitor(index, every, executor, new AtomicLong(), new Semaphore(1), new LongAdder(), new LongAdder(), new LongAdder());
  }

  /** How many searches were repeated so far. */
  public long samples() {
    return samples.sum();
  }

  /** The share of the true results that those searches had found; NaN before the first. */
  public double recall() {
    long all = wanted.sum();
    return all == 0 ? Double.NaN : (double) hits.sum() / all;
  }

  @Override
  public void search(float[] query, int k, RowFilter filter, SearchResult out) {
    index.search(query, k, filter, out);
    if (searches.incrementAndGet() % every == 0 && scanning.tryAcquire()) {
      float[] asked = query.clone();
      var found = new long[out.size()];
      for (int rank = 0; rank < found.length; rank++) {
        found[rank] = out.label(rank);
      }
      try {
        executor.execute(() -> compare(asked, k, filter, found));
      } catch (RejectedExecutionException e) { // shut down, or full: the search has its answer
        scanning.release();
      }
    }
  }

  private void compare(float[] query, int k, RowFilter filter, long[] found) {
    try {
      var truth = new SearchResult();
      Recall.scan(index, query, k, filter, truth);
      int met = 0;
      for (int rank = 0; rank < truth.size(); rank++) {
        for (long label : found) {
          met += label == truth.label(rank) ? 1 : 0;
        }
      }
      hits.add(met);
      wanted.add(truth.size());
      samples.increment();
    } finally {
      scanning.release();
    }
  }

  /** The same watch over the same index searched in another way: counts go on. */
  @Override
  public RecallMonitor withSearch(Map<String, ?> settings) {
    return new RecallMonitor(index.withSearch(settings), every, executor, searches, scanning, hits, wanted, samples);
  }

  @Override
  public Metric metric() {
    return index.metric();
  }

  @Override
  public int dimension() {
    return index.dimension();
  }

  @Override
  public int size() {
    return index.size();
  }

  @Override
  public Labels labels() {
    return index.labels();
  }

  @Override
  public boolean isDeleted(int row) {
    return index.isDeleted(row);
  }

  @Override
  public void copyVector(int row, float[] target) {
    index.copyVector(row, target);
  }

  @Override
  public long bytes() {
    return index.bytes();
  }
}
