package dev.tributary.retrieval.itemitem;

/**
 * Computes one item's similarities to all others: what a kind of similarity brings to {@link ItemItemIndex#build}. Confined:
 * one per thread, with scratch of its own; must give the same numbers for an item whatever it computed before.
 */
public interface RowSimilarity {
  /** Says which items will be asked for next, in order: {@code from} to {@code to} (exclusive), for those that work on many at once. */
  default void begin(int from, int to) {}

  /** Offers every item that is similar to {@code item}, each once, in any order. */
  void compute(int item, Neighbors neighbors);

  /** Whether sim(j,i) = sim(i,j) to the bit for all items, so that {@link #swapped} need not be asked. */
  default boolean symmetric() {
    return false;
  }

  /**
   * The similarity with the roles swapped: {@code other} as the interest, the item of the last {@link #compute} as the
   * candidate. The same number where the similarity is symmetric.
   */
  float swapped(int other);
}
