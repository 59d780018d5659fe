package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;

/** Keeps an item's K best neighbours; equal similarities in the order of ties. Confined: one per thread. */
public final class Neighbors {
  private final TopK best;
  private final int most;
  private final int[] tieRanks;
  private final float minSimilarity;
  private long offered;

  Neighbors(Vocabulary items, int most, double minSimilarity) {
    this.most = Math.max(1, Math.min(most, items.size()));
    this.minSimilarity = Math.max((float) minSimilarity, Float.MIN_VALUE); // 0 is no similarity
    best = new TopK(this.most);
    tieRanks = items.tieRanks().toArray();
  }

  /** Offers a neighbour; one below the smallest similarity allowed, or without any, is left out. */
  public void offer(int item, double similarity) {
    float kept = (float) similarity; // rounding hides that 1 / (√2·√2) is a little less than a half
    if (kept >= minSimilarity) {
      offered++;
      if (best.accepts(kept)) {
        best.offer(TopK.key(kept, tieRanks[item]));
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

  /** The key at a rank, 0 = best, after {@link #finish}. */
  long best(int rank) {
    return best.best(rank);
  }

  /** How many similar items the list has no room for, after {@link #finish}. */
  long cut() {
    return offered - best.size();
  }
}
