package dev.tributary.ann.flat;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.codes.ByteCodes;
import dev.tributary.math.TopK;
import java.util.Arrays;

/**
 * Rules rows out by their codes: a row whose estimate is more than twice the largest error below the k-th best estimate is below k others by its
 * score too. Confined: one thread; reused.
 */
final class Sieve {
  /** Rows estimated at once: their estimates stay in the L1 cache. */
  private static final int BLOCK = 256;

  private final ByteCodes.Estimates estimates;
  private final TopK best = new TopK(0);
  private final int[] few = new int[BLOCK];
  private final float[] scores = new float[BLOCK];
  /** Rows not ruled out yet, and their estimates. */
  private int[] rows = new int[1024];
  private float[] estimated = new float[1024];
  private int count;

  Sieve(ByteCodes codes) {
    estimates = codes.estimates();
  }

  /** The rows that are left, ascending, in the first places; valid until the next query. */
  int[] rows() {
    return rows;
  }

  /** How many of so many rows are left for a query as the metric wants it: all of the best k that a filter allows, and some more. */
  int left(float[] prepared, int size, int k, RowFilter filter) {
    estimates.begin(prepared);
    float window = 2 * estimates.error();
    best.reset(Math.min(k, size));
    count = 0;
    int block = 0;
    for (int row = filter.next(0, size); row < size; row = filter.next(row + 1, size)) {
      few[block++] = row;
      if (block == BLOCK) {
        keep(block, window);
        block = 0;
      }
    }
    keep(block, window);
    int left = 0;
    float bar = best.lowest() - window;
    for (int n = 0; n < count; n++) {
      rows[left] = rows[n];
      left += estimated[n] >= bar ? 1 : 0;
    }
    return left;
  }

  private void keep(int block, float window) {
    estimates.score(few, block, scores);
    if (rows.length < count + block) {
      rows = Arrays.copyOf(rows, 2 * (count + block));
      estimated = Arrays.copyOf(estimated, rows.length);
    }
    float bar = best.lowest() - window;
    for (int n = 0; n < block; n++) {
      if (scores[n] >= bar) {
        rows[count] = few[n];
        estimated[count++] = scores[n];
        best.offer(scores[n], few[n]);
      }
    }
    best.size(); // raises the bar
  }
}
