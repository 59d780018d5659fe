package dev.tributary.retrieval.ease;

/** How the weights of all items are found. */
public enum Solution {
  /** {@link #DENSE} where {@code topK} keeps all weights and {@code mostItems} allows it, else {@link #BLOCKS}. */
  AUTO,
  /** All items at once: their matrix is inverted, and what {@code topK} has no room for is cut. Refused beyond {@code mostItems}. */
  DENSE,
  /** Each item with its {@code topK} nearest alone, as if there were no others: nothing is cut, and no catalogue is too large. */
  BLOCKS
}
