package dev.tributary.retrieval.sasrec;

/** What is learned from a position of a sequence. */
public enum Loss {
  /** {@link #FULL} up to {@value SasRecConfig#FULL_ITEMS} items, {@link #SAMPLED} beyond. */
  AUTO,
  /** Cross-entropy of a softmax over all items. */
  FULL,
  /** Cross-entropy of a softmax over the next item and some that are drawn, which are corrected by their probability. */
  SAMPLED,
  /** Generalised binary cross-entropy of the next item and some that are drawn (gSASRec). */
  GBCE
}
