package dev.tributary.ann.ivf;

import dev.tributary.math.TopK;
import java.util.Arrays;

/**
 * The rows with the best estimates, which are whole numbers of steps, before any is compared exactly. Rows are counted by their estimates, so that the bar
 * which at least the wanted number reach is known at every moment, and rises with every row: about wanted · (1 + ln(rows / wanted)) rows ever get in, and
 * each costs a count. (A selection that is cut from time to time lets more than twice as many in, and cutting them took as long as all sums of codes.) What is left
 * in the end does not depend on the order of rows. Confined; reused.
 */
final class Shortlist {
  private static final int BINS = 1024;
  private static final int FEW = 16;

  private final int[] counts = new int[BINS];
  private int[] estimates = new int[256];
  private int[] positions = new int[256];
  private final TopK best = new TopK(0);
  private int wanted;
  private int size;
  /** Bin n holds estimates from low + (n << shift) on, the first also what lies below, the last what lies above {@link #high}. */
  private int low;
  private long high;
  private int shift;
  /** The lowest bin that may still enter, and how many rows lie in it and above. */
  private int bar;
  private int reached;
  /** What is below is of no use; and whether no cell was looked into so far. */
  private int floor;
  private boolean fresh;

  /**
   * Forgets everything.
   *
   * @param wanted how many rows, 1 or more
   * @param low,high between which estimates are told apart
   */
  void begin(int wanted, long low, long high) {
    this.wanted = wanted;
    this.high = high;
    span(low);
    Arrays.fill(counts, 0);
    size = 0;
    bar = 0;
    reached = 0;
    floor = Integer.MIN_VALUE;
    fresh = true;
  }

  private void span(long low) {
    this.low = (int) Math.clamp(low, -1 << 30, 1 << 30);
    shift = 0;
    while (high - low >> shift >= BINS) {
      shift++;
    }
  }

  /** How many rows are wanted. */
  int wanted() {
    return wanted;
  }

  /** Whether it knows nothing of the rows to come. */
  boolean isFresh() {
    return fresh;
  }

  /** Before the first row: at least the wanted number will be offered that have this estimate or a better one. */
  void expect(int estimate) {
    span(estimate);
    floor = low;
    fresh = false;
  }

  /** Before the first row: nothing is known of them. */
  void expectNothing() {
    fresh = false;
  }

  /** The least estimate that may still enter. */
  int bar() {
    return bar == 0 ? floor : low + (bar << shift);
  }

  /** Offers a row that reaches the bar, or nearly. */
  void offer(int estimate, int position) {
    int bin = Math.clamp((long) estimate - low >> shift, 0, BINS - 1);
    if (bin < bar || estimate < floor) {
      return;
    }
    if (size == estimates.length) {
      estimates = Arrays.copyOf(estimates, 2 * size);
      positions = Arrays.copyOf(positions, 2 * size);
    }
    estimates[size] = estimate;
    positions[size++] = position;
    counts[bin]++;
    reached++;
    while (reached - counts[bar] >= wanted) {
      reached -= counts[bar++];
    }
  }

  /** How many rows were found, at most the wanted number. */
  int found() {
    return Math.min(reached, wanted);
  }

  /**
   * Forgets what is below the bar, and answers how many rows are left: the wanted number and, since rows in the bar's bin are not told apart, a few
   * more. Where these would be many, the first positions of equal estimates stay.
   */
  int settle() {
    int least = bar();
    int kept = 0;
    for (int n = 0; n < size; n++) {
      estimates[kept] = estimates[n];
      positions[kept] = positions[n];
      kept += estimates[n] >= least ? 1 : 0;
    }
    size = kept;
    if (size > FEW + wanted + wanted / 4) {
      best.reset(wanted);
      for (int n = 0; n < size; n++) {
        best.offer(estimates[n], positions[n]);
      }
      size = best.size();
      for (int n = 0; n < size; n++) {
        positions[n] = TopK.tieRank(best.best(n));
      }
    }
    return size;
  }

  /** The positions of what is left, in the first places; valid until the next query. */
  int[] positions() {
    return positions;
  }
}
