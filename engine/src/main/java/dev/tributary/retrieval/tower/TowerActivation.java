package dev.tributary.retrieval.tower;

/** What hidden layers make of their sums. */
public enum TowerActivation {
  /** max(0, z). */
  RELU,
  /** tanh z. */
  TANH,
  /** z·Φ(z). */
  GELU
}
