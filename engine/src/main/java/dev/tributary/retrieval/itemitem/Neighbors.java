package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;

/** Keeps an item's K best neighbours; equal ones in the order of ties. Confined: one per thread. */
public final class Neighbors {
  private final TopK best;
  private final int most;
  private final int[] tieRanks;
  private final float smallest;
  private final boolean bySize;
  private long offered;

  Neighbors(Vocabulary items, int most, double minSimilarity) {
    this(items, most, minSimilarity, false);
  }

  private Neighbors(Vocabulary items, int most, double minSimilarity, boolean bySize) {
    this.most = Math.max(1, Math.min(most, items.size()));
    this.smallest = Math.max((float) minSimilarity, Float.MIN_VALUE); // 0 is no similarity
    this.bySize = bySize;
    best = new TopK(this.most);
    tieRanks = items.tieRanks().toArray();
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

  void reset() {
    best.reset(most);
    offered = 0;
  }

  /** Ends the row: sorts the best and answers how many there are. */
  int finish() {
    best.ascending();
    return best.size();
  }

  /** The tie rank of the item at a rank, 0 = best, after {@link #finish}. */
  int tieRank(int rank) {
    int tieRank = TopK.tieRank(best.best(rank));
    return bySize ? tieRank >>> 1 : tieRank;
  }

  /** What was offered of the item at a rank, 0 = best, after {@link #finish}. */
  float weight(int rank) {
    long key = best.best(rank);
    return bySize && (TopK.tieRank(key) & 1) == 1 ? -TopK.score(key) : TopK.score(key);
  }

  /** How many similar items the list has no room for, after {@link #finish}. */
  long cut() {
    return offered - best.size();
  }
}
