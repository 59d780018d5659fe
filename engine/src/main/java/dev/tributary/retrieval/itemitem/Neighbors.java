package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;
import java.util.Arrays;

/**
 * Keeps an item's K best neighbours; equal similarities in the order of ties. Confined: one per thread.
 *
 * <p>What beats the bar is collected; when 4K have come, the best K stay and the worst of them is the new bar. A linear
 * selection now and then costs about half of a heap that moves with every entry.
 */
public final class Neighbors {
  private final long[] keys;
  private final int[] tieRanks;
  private final int most;
  private final float minSimilarity;
  private int size;
  private long offered;
  private float bar;

  Neighbors(Vocabulary items, int most, double minSimilarity) {
    this.most = Math.max(1, Math.min(most, items.size()));
    this.minSimilarity = (float) minSimilarity;
    keys = new long[4 * this.most];
    tieRanks = items.tieRanks().toArray();
    reset();
  }

  /** Offers a neighbour; one below the smallest similarity allowed, or without any, is left out. */
  public void offer(int item, double similarity) {
    float kept = (float) similarity; // rounding hides that 1 / (√2·√2) is a little less than a half
    if (kept >= minSimilarity) {
      offered++;
      if (kept >= bar) {
        if (size == keys.length) {
          select();
        }
        keys[size++] = TopK.key(kept, tieRanks[item]);
      }
    }
  }

  void reset() {
    size = 0;
    offered = 0;
    bar = Float.MIN_VALUE; // 0 is no similarity
  }

  /** Ends the row: sorts the best and answers how many there are. */
  int finish() {
    if (size > most) {
      select();
    }
    Arrays.sort(keys, 0, size);
    return size;
  }

  /** The key at a rank, 0 = best, after {@link #finish}. */
  long best(int rank) {
    return keys[size - 1 - rank];
  }

  /** How many similar items the list has no room for, after {@link #finish}. */
  long cut() {
    return offered - size;
  }

  /** Quickselect (Hoare): moves the best {@code most} keys to the front and forgets the rest. All keys differ. */
  private void select() {
    int low = 0;
    int high = size - 1;
    while (low < high) {
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
      if (most - 1 <= right) {
        high = right;
      } else if (most - 1 >= left) {
        low = left;
      } else {
        break;
      }
    }
    size = most;
    long worst = keys[0];
    for (int n = 1; n < size; n++) {
      worst = Math.min(worst, keys[n]);
    }
    bar = TopK.score(worst);
  }

  private static long middle(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
