package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.Threshold;
import dev.tributary.math.TopK;
import java.util.Arrays;

/** Keeps an item's K best neighbours; equal ones in the order of ties. Confined: one per thread. */
public final class Neighbors {
  private final Vocabulary items;
  private final TopK best;
  private final Threshold threshold = new Threshold(true);
  private final int most;
  private final int[] tieRanks;
  private final float smallest;
  private final boolean bySize;
  private final int[] places;
  private long[] sorted; // the best of a row taken whole, best last
  private long[] ended = {}; // the best of either, best last: the first size
  private int size;
  private long offered;

  Neighbors(Vocabulary items, int most, double minSimilarity) {
    this(items, most, minSimilarity, false);
  }

  private Neighbors(Vocabulary items, int most, double minSimilarity, boolean bySize) {
    this.items = items;
    this.most = Math.max(1, Math.min(most, items.size()));
    this.smallest = Math.max((float) minSimilarity, Float.MIN_VALUE); // 0 is no similarity
    this.bySize = bySize;
    best = new TopK(this.most);
    tieRanks = items.tieRanks().toArray();
    places = new int[tieRanks.length];
    sorted = new long[2 * this.most];
  }

  /** Keeps the K farthest from 0, of either sign. */
  static Neighbors bySize(Vocabulary items, int most) {
    return new Neighbors(items, most, 0, true);
  }

  /** Offers a neighbour; one below the smallest similarity allowed, or without any, is left out. */
  public void offer(int item, double similarity) {
    float kept = (float) similarity; // rounding hides that 1 / (√2·√2) is a little less than a half
    boolean below = bySize && kept < 0;
    kept = below ? -kept : kept;
    if (kept >= smallest) {
      offered++;
      if (best.accepts(kept)) {
        best.offer(TopK.key(kept, bySize ? tieRanks[item] << 1 | (below ? 1 : 0) : tieRanks[item])); // the sign rides on the last bit
      }
    }
  }

  /**
   * A whole row at once, in place of offering each: for n below {@code count} the item at tie rank {@code tieRankOf[rows[n]]} with its similarity. What cannot
   * be among the K best is left out before it is ranked, in loops that have no branch to foresee: a fraction of the time.
   */
  void take(int[] rows, int[] tieRankOf, float[] similarities, int count) {
    offered += reaching(similarities, count, Float.floatToRawIntBits(smallest));
    size = threshold.select(similarities, count, smallest, most, places);
    if (sorted.length < size) {
      sorted = new long[Math.max(size, 2 * sorted.length)];
    }
    for (int n = 0; n < size; n++) {
      sorted[n] = TopK.key(similarities[places[n]], tieRankOf[rows[places[n]]]);
    }
    // a little more than K, which the library sorts in half the time that a TopK takes
    Arrays.sort(sorted, 0, size);
    System.arraycopy(sorted, Math.max(0, size - most), sorted, 0, Math.min(size, most));
    size = Math.min(size, most);
  }

  /** How many of the similarities, none below 0, are at least that of these bits: floats of 0 and more are in the order of their bits. */
  private static int reaching(float[] similarities, int count, int least) {
    int below = 0;
    for (int n = 0; n < count; n++) {
      below += Float.floatToRawIntBits(similarities[n]) - least >>> 31;
    }
    return count - below;
  }

  void reset() {
    best.reset(most);
    offered = 0;
    size = 0;
  }

  /** Ends the row: sorts the best and answers how many there are. */
  int finish() {
    ended = sorted;
    if (best.size() > 0) {
      ended = best.ascending();
      size = best.size();
    }
    return size;
  }

  /** Copies the items and what was offered of them, best first, after {@link #finish}. */
  void copyTo(int[] into, float[] weights, int at) {
    for (int rank = 0; rank < size; rank++) {
      long key = ended[size - 1 - rank];
      int tieRank = TopK.tieRank(key);
      into[at + rank] = items.atTieRank(bySize ? tieRank >>> 1 : tieRank);
      weights[at + rank] = bySize && (tieRank & 1) == 1 ? -TopK.score(key) : TopK.score(key);
    }
  }

  /** How many similar items the list has no room for, after {@link #finish}. */
  long cut() {
    return offered - size;
  }
}
