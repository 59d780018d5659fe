package dev.tributary.retrieval.itemitem;

/**
 * Computes one candidate's weights from all interests, a column of a linear model: what such a model brings to {@link
 * ItemItemIndex#ofColumns}. Confined: one per thread, with scratch of its own; must give the same numbers for a candidate whatever it
 * computed before.
 */
public interface ColumnWeights {
  /** Offers the weight of every interest in {@code candidate}, each once, in any order; never the candidate itself. */
  void compute(int candidate, Neighbors interests);
}
