package dev.tributary.retrieval.ease;

/** How the weights of all items are found. */
public enum Solution {
  /** {@link #DENSE} up to {@code mostItems}, {@link #BLOCKS} beyond. */
  AUTO,
  /** Exactly: the matrix of all items is inverted. Refused beyond {@code mostItems}. */
  DENSE,
  /** Nearly: each item with the nearest items alone, for catalogues whose matrix no memory holds. */
  BLOCKS
}
