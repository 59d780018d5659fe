package dev.tributary.retrieval.tower;

/** How two views of one item are made for the self-supervised loss. What a view hides is encoded as missing; the id counts as a feature, hidden as one that training never met. */
public enum ItemTransform {
  /** Each view hides one feature of chance. */
  MASK,
  /** Each view keeps half of the values of every feature with slots that has many. */
  DROPOUT,
  /** The features are cut in two halves of chance: each view has one of them. */
  COMPLEMENT,
  /**
   * Each view hides a feature of chance and those of the highest mutual information with it, half of the features in all but never the last one; so that none can be guessed from
   * another. The id, which tells everything, is always among them.
   */
  CORRELATED,
  /** One of those that the item's features allow, by chance for each item and step. */
  MIXED
}
