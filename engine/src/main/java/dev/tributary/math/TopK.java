package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.util.Arrays;

/**
 * The k best of many scored rows under a total order: score first, then the smaller tie rank.
 *
 * <p>A score and its tie rank are packed into one {@code long} {@link #key}: the order of keys is the order of rows, so
 * that one comparison decides and no two rows are ever equal. Tie ranks are the dense places of ids in their tie
 * order ({@code Vocabulary.tieRank}). What beats the bar is collected; when 4k rows have come, a quickselect keeps the best k
 * and the worst of them is the new bar: one comparison for a row that does not enter, O(1) amortised for one that does, about
 * half of what a heap takes that moves with every row. At most 4k rows of memory, and as much again as is put in order. Confined: one per thread.
 */
public final class TopK {
  private static final int ROUNDS = 64; // of a quickselect that finds good pivots; beyond them sorting bounds the time

  private final KeySort order = new KeySort();
  private long[] keys;
  private int size;
  private int k;
  private long bar;
  private float lowest; // score of the bar

  /**
   * An empty selection.
   *
   * @param k how many rows to keep, 0 or more
   */
  public TopK(int k) {
    keys = new long[(int) Math.min(4L * Math.max(k, 0), 256)];
    reset(k);
  }

  /** Forgets everything and keeps the best {@code k} from now on; reuses the memory. */
  public void reset(int k) {
    require(k >= 0, "k is %d, must be 0 or more", k);
    this.k = k;
    size = 0;
    bar = k == 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    lowest = k == 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
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

  /** Whether a row with this score may still enter: spares the key of one that cannot. */
  public boolean accepts(float score) {
    return score >= lowest;
  }

  /** The least score that {@link #accepts} lets in: −∞ at first; it rises as rows come. */
  public float lowest() {
    return lowest;
  }

  /** Offers a row by its key. */
  public void offer(long key) {
    if (key > bar) {
      if (size == keys.length) {
        makeRoom();
      }
      keys[size++] = key;
    }
  }

  private void makeRoom() {
    if (size < 4L * k) {
      keys = Arrays.copyOf(keys, (int) Math.min(Math.min(4L * k, Integer.MAX_VALUE - 8), size * 2L + 64));
    } else {
      select();
    }
  }

  /** How many rows are kept at most: k. */
  public int most() {
    return k;
  }

  /** How many rows are kept so far, at most k. */
  public int size() {
    if (size > k) {
      select();
    }
    return size;
  }

  /**
   * Puts the kept keys in order, best last, and returns the array that holds them in its first {@link #size} places; valid
   * until the next call that changes this object.
   */
  public long[] ascending() {
    order.sort(keys, size());
    return keys;
  }

  /** The key at a rank, 0 = best; call {@link #ascending} first. Without it, after {@link #size}, in any order. */
  public long best(int rank) {
    return keys[size - 1 - rank];
  }

  /** Quickselect (Hoare 1961): moves the best k keys to the front, forgets the rest and sets the bar. All keys differ. */
  private void select() {
    int low = 0;
    int high = size - 1;
    for (int round = 0; low < high; round++) {
      if (round == ROUNDS) {
        Arrays.sort(keys, 0, size);
        System.arraycopy(keys, size - k, keys, 0, k);
        break;
      }
      long pivot = middle(keys[low], keys[(low + high) >>> 1], keys[high]);
      int left = low;
      int right = high;
      while (left <= right) {
        while (keys[left] > pivot) {
          left++;
        }
        while (keys[right] < pivot) {
          right--;
        }
        if (left <= right) {
          long key = keys[left];
          keys[left++] = keys[right];
          keys[right--] = key;
        }
      }
      if (k - 1 <= right) {
        high = right;
      } else if (k - 1 >= left) {
        low = left;
      } else {
        break;
      }
    }
    size = k;
    bar = keys[0];
    for (int n = 1; n < size; n++) {
      bar = Math.min(bar, keys[n]);
    }
    lowest = score(bar);
  }

  private static long middle(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
