package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;

/** Keeps an item's best neighbours; equal similarities in the order of ties. Confined: one per thread. */
public final class Neighbors {
  private final TopK best;
  private final int[] tieRanks;
  private final int count;
  private final double minSimilarity;
  private long offered;

  Neighbors(Vocabulary items, int count, double minSimilarity) {
    this.count = count;
    this.minSimilarity = minSimilarity;
    best = new TopK(count);
    tieRanks = items.tieRanks().toArray();
  }

  /** Offers a neighbour; one below the smallest similarity allowed, or without any, is left out. */
  public void offer(int item, double similarity) {
    float kept = (float) similarity;
    if (similarity >= minSimilarity && kept > 0) {
      offered++;
      best.offer(TopK.key(kept, tieRanks[item]));
    }
  }

  void reset() {
    best.reset(count);
    offered = 0;
  }

  TopK best() {
    return best;
  }

  /** How many similar items the list has no room for. */
  long cut() {
    return offered - best.size();
  }
}
