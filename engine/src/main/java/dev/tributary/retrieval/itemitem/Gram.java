package dev.tributary.retrieval.itemitem;

import dev.tributary.math.Job;
import dev.tributary.math.Pool;
import java.util.Arrays;

/**
 * AᵀΩA of a like matrix A: {@code G(j,i) = Σ_u w(u)·like(u,j)·like(u,i)}, items × items by rank, only what is not 0.
 *
 * <p>A row is dense over the popular items at its front, as far as at least about a third of it is filled, and sparse behind: at
 * most half as much again as a sparse row takes, and the front is read without a search. So a small catalogue is one dense
 * matrix and a large one is nearly a sparse one, without a switch between the two. Symmetric to the bit. On the heap: at most
 * 12 bytes an entry, and no more entries than Σ_u |J_u|². Immutable.
 */
public final class Gram {
  private static final int DENSE = 4; // what a place in front costs: its bytes
  private static final int SPARSE = 12; // an entry behind: 8 bytes, and slower than a place in front

  private final float[][] fronts;
  private final int[][] ranks;
  private final float[][] values;

  private Gram(int items) {
    fronts = new float[items][];
    ranks = new int[items][];
    values = new float[items][];
  }

  /**
   * Adds up all rows, in the time O(Σ_u |J_u|²) shared by the threads.
   *
   * @param userWeights w, by user; empty: 1 for everyone
   */
  public static Gram of(LikeMatrix matrix, double[] userWeights, Job job) {
    int items = matrix.itemAt.length;
    var gram = new Gram(items);
    var workers = new Pool<>(job.threads(), () -> new Filling(matrix, userWeights));
    job.shards(
        "co-occurrences",
        items,
        (_, from, to) -> {
          var filling = workers.take();
          for (int rank = from; rank < to; rank++) {
            filling.fill(gram, rank);
          }
          workers.give(filling);
        });
    return gram;
  }

  /** Fills rows; confined to one thread. */
  private static final class Filling {
    private final RowSums row;
    private final long[] met;

    Filling(LikeMatrix matrix, double[] userWeights) {
      row = new RowSums(matrix, userWeights);
      met = new long[(row.sums.length + 63) / 64];
    }

    void fill(Gram gram, int rank) {
      row.compute(rank);
      int[] sorted = sorted();
      int front = front(sorted);
      int length = front == 0 ? 0 : sorted[front - 1] + 1;
      var dense = new float[length];
      var values = new float[sorted.length - front];
      for (int n = 0; n < front; n++) {
        dense[sorted[n]] = (float) row.sums[sorted[n]];
      }
      for (int n = front; n < sorted.length; n++) {
        values[n - front] = (float) row.sums[sorted[n]];
      }
      gram.fronts[rank] = dense;
      gram.ranks[rank] = Arrays.copyOfRange(sorted, front, sorted.length);
      gram.values[rank] = values;
    }

    /** The ranks met, ascending: read off a set of bits, which takes less than sorting. */
    private int[] sorted() {
      for (int n = 0; n < row.count; n++) {
        met[row.touched[n] >>> 6] |= 1L << row.touched[n];
      }
      var sorted = new int[row.count];
      for (int word = 0, n = 0; n < sorted.length; word++) {
        for (long bits = met[word]; bits != 0; bits &= bits - 1) {
          sorted[n++] = word << 6 | Long.numberOfTrailingZeros(bits);
        }
        met[word] = 0;
      }
      return sorted;
    }

    /** How many of the entries go in front: the number that costs least. */
    private static int front(int[] sorted) {
      long least = (long) SPARSE * sorted.length;
      int front = 0;
      for (int n = 1; n <= sorted.length; n++) {
        long cost = DENSE * (sorted[n - 1] + 1L) + (long) SPARSE * (sorted.length - n);
        if (cost < least) {
          least = cost;
          front = n;
        }
      }
      return front;
    }
  }

  /** Number of items. */
  public int size() {
    return fronts.length;
  }

  /** G(j,i) of two ranks: O(1) where either lies in the other's front, else a binary search. */
  public float get(int j, int i) {
    if (i < fronts[j].length) {
      return fronts[j][i];
    }
    if (j < fronts[i].length) {
      return fronts[i][j];
    }
    boolean swap = ranks[i].length < ranks[j].length;
    int place = swap ? Arrays.binarySearch(ranks[i], j) : Arrays.binarySearch(ranks[j], i);
    return place < 0 ? 0 : swap ? values[i][place] : values[j][place];
  }

  /**
   * Reads the part of row j that belongs to some members: {@code found[n] = G(j, members[n])}. One way through the row, which takes
   * less than a search for each member.
   *
   * @param places by rank: its place among the members, -1 for all others
   * @param count how many members
   */
  public void gather(int j, int[] members, int[] places, int count, float[] found) {
    float[] front = fronts[j];
    for (int n = 0; n < count; n++) {
      found[n] = members[n] < front.length ? front[members[n]] : 0;
    }
    for (int n = 0; n < ranks[j].length; n++) {
      int place = places[ranks[j][n]];
      if (place >= 0) {
        found[place] = values[j][n];
      }
    }
  }

  /**
   * Finds the i ≠ j with G(j,i) above a bound, ascending, and answers how many.
   *
   * @param found overwritten; must have room for {@link #size}
   */
  public int above(int j, double bound, int[] found) {
    int count = 0;
    float[] front = fronts[j];
    for (int i = 0; i < front.length; i++) {
      if (front[i] > bound && i != j) {
        found[count++] = i;
      }
    }
    for (int n = 0; n < ranks[j].length; n++) {
      if (values[j][n] > bound && ranks[j][n] != j) {
        found[count++] = ranks[j][n];
      }
    }
    return count;
  }
}
