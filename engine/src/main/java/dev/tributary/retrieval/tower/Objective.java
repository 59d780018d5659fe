package dev.tributary.retrieval.tower;

/** What the towers are trained to do, s being the cosine of a user and an item. */
public enum Objective {
  /** {@code log(1 + exp(−y·(s/τ + c)))}, y = 1 for the positive and −1 for each of its own negatives; c is learned. */
  POINTWISE,
  /** {@code max(0, s⁻ + m − s⁺)} for each own negative. */
  HINGE,
  /** {@code log(1 + exp(σ·(s⁻ − s⁺)))} for each own negative. */
  LOGISTIC,
  /** Softmax of s/τ over the positive and its own negatives. */
  LISTWISE,
  /** Softmax of s/τ over the positive and items that the whole batch shares, each corrected by how likely it is among them. */
  SOFTMAX
}
