package dev.tributary.retrieval.ease;

/** Whether an item may explain itself while the model learns. Its own weight is never served: what a user has is not recommended. */
public enum Diagonal {
  /** Not at all (EASE, EDLAE). */
  ZERO,
  /** Yes, held back by the penalties alone (DLAE). */
  FREE
}
