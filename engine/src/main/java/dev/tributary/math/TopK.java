package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.util.Arrays;

/**
 * The k best of many scored rows under a total order: score first, then the smaller tie rank.
 *
 * <p>A score and its tie rank are packed into one {@code long} {@link #key}: the order of keys is the order of rows, so
 * that one comparison decides and no two rows are ever equal. Tie ranks are the dense places of ids in their tie
 * order ({@code Vocabulary.tieRank}). A binary min-heap of at most k keys; O(log k) for a row that enters, one
 * comparison for a row that does not. Confined: one per thread.
 */
public final class TopK {
  private long[] heap;
  private int size;
  private int k;

  /**
   * An empty selection.
   *
   * @param k how many rows to keep, 0 or more
   */
  public TopK(int k) {
    heap = new long[Math.min(Math.max(k, 0), 1024)];
    reset(k);
  }

  /** Forgets everything and keeps the best {@code k} from now on; reuses the memory. */
  public void reset(int k) {
    require(k >= 0, "k is %d, must be 0 or more", k);
    this.k = k;
    size = 0;
  }

  /** The key of a finite score and a tie rank of 0 or more; a larger key is better. */
  public static long key(float score, int tieRank) {
    int bits = Float.floatToRawIntBits(score + 0f); // + 0f: minus zero becomes zero
    return ((long) (bits ^ ((bits >> 31) & 0x7FFFFFFF)) << 32) | (0x7FFFFFFF - tieRank);
  }

  /** The score of a key. */
  public static float score(long key) {
    int bits = (int) (key >> 32);
    return Float.intBitsToFloat(bits ^ ((bits >> 31) & 0x7FFFFFFF));
  }

  /** The tie rank of a key. */
  public static int tieRank(long key) {
    return 0x7FFFFFFF - (int) key;
  }

  /** Offers a row; the worst row leaves when there are more than k. */
  public void offer(float score, int tieRank) {
    offer(key(score, tieRank));
  }

  /** Offers a row by its key. */
  public void offer(long key) {
    if (size < k) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, (int) Math.min(k, size * 2L + 16));
      }
      int at = size++;
      while (at > 0 && heap[(at - 1) >>> 1] > key) {
        heap[at] = heap[(at - 1) >>> 1];
        at = (at - 1) >>> 1;
      }
      heap[at] = key;
    } else if (k > 0 && key > heap[0]) {
      replaceWorst(key);
    }
  }

  private void replaceWorst(long key) {
    int at = 0;
    for (int child; (child = 2 * at + 1) < size; at = child) {
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= key) {
        break;
      }
      heap[at] = heap[child];
    }
    heap[at] = key;
  }

  /** How many rows are kept so far, at most k. */
  public int size() {
    return size;
  }

  /** True when a row with this score could still enter (a tie may or may not). */
  public boolean accepts(float score) {
    return size < k || (k > 0 && score >= score(heap[0]));
  }

  /**
   * Puts the kept keys in order, best last, and returns the array that holds them in its first {@link #size} places; valid
   * until the next call that changes this object.
   */
  public long[] ascending() {
    Arrays.sort(heap, 0, size);
    return heap;
  }

  /** The key at a rank, 0 = best; call {@link #ascending} first. */
  public long best(int rank) {
    return heap[size - 1 - rank];
  }
}
