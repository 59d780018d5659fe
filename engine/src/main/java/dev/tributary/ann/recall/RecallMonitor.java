package dev.tributary.ann.recall;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Watches how much an index finds while it serves: one search in so many is repeated as an exact scan by somebody else, and what the search had missed is counted. Who
 * searched waits for nothing but the copy of a query and its answer.
 *
 * <p>One scan is under way at a time; a sample that comes meanwhile is passed over, so the cost is bounded by one core and the sample leans a little to quiet
 * times. Thread-safe.
 */
public final class RecallMonitor {
  private final VectorIndex index;
  private final int every;
  private final Executor executor;
  private final AtomicLong searches = new AtomicLong();
  private final Semaphore scanning = new Semaphore(1);
  private volatile Tally tally = Tally.NOTHING; // written by one scan at a time

  /**
   * What was counted so far.
   *
   * @param samples searches that were repeated
   * @param wanted their true results
   * @param found those of them that the searches had found
   */
  public record Tally(long samples, long wanted, long found) {
    /** Before the first sample. */
    public static final Tally NOTHING = new Tally(0, 0, 0);

    /** The share of the true results that was found; NaN before there is one. */
    public double recall() {
      return wanted == 0 ? Double.NaN : (double) found / wanted;
    }
  }

  /**
   * Watches an index.
   *
   * @param every the first search is repeated, and from then on one in so many, 1 or more
   * @param executor who runs the scans; a scan that it refuses is passed over
   */
  public RecallMonitor(VectorIndex index, int every, Executor executor) {
    require(every >= 1, "every is %d, must be 1 or more", every);
    this.index = index;
    this.every = every;
    this.executor = executor;
  }

  /** What was counted so far. */
  public Tally tally() {
    return tally;
  }

  /**
   * To be told of each search of the index.
   *
   * @param filter gives what was searched under, as something that will not change; asked only when the search is to be repeated
   * @param answer copied where it is needed
   */
  public void searched(float[] query, int k, Supplier<RowFilter> filter, SearchResult answer) {
    if (searches.getAndIncrement() % every != 0 || !scanning.tryAcquire()) {
      return;
    }
    float[] asked = query.clone();
    var lasting = filter.get();
    var labels = new long[answer.size()];
    for (int rank = 0; rank < labels.length; rank++) {
      labels[rank] = answer.label(rank);
    }
    try {
      executor.execute(() -> compare(asked, k, lasting, labels));
    } catch (RejectedExecutionException e) { // shut down, or full: the search has its answer
      scanning.release();
    }
  }

  private void compare(float[] query, int k, RowFilter filter, long[] answer) {
    try {
      var truth = new SearchResult();
      Recall.scan(index, query, k, filter, truth);
      int met = 0;
      for (int rank = 0; rank < truth.size(); rank++) {
        for (long label : answer) {
          met += label == truth.label(rank) ? 1 : 0;
        }
      }
      var before = tally;
      tally = new Tally(before.samples + 1, before.wanted + truth.size(), before.found + met);
    } finally {
      scanning.release();
    }
  }
}
