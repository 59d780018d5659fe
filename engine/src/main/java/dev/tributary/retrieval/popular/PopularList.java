package dev.tributary.retrieval.popular;

import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;

/**
 * Walks the list from the top and takes what the mask allows: O(k + what the mask forbids before). Interests play no part.
 * Immutable.
 */
record PopularList(String name, int[] items, float[] scores) implements Channel {
  private static final int BLOCK = 4096;

  @Override
  public void retrieve(Query query, int k, Hits hits) {
    hits.clear();
    for (int rank = 0; rank < items.length && hits.size() < k; rank++) {
      if (rank % BLOCK == 0) {
        query.checkDeadline();
      }
      if (query.mask().allows(items[rank])) {
        hits.add(items[rank], scores[rank], -1);
      }
    }
  }
}
