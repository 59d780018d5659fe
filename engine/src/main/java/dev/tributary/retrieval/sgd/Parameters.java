package dev.tributary.retrieval.sgd;

/** What a descent changes. */
public interface Parameters {
  /** Keeps a copy of the values of now, in place of an earlier one. */
  void remember();

  /** Goes back to the copy. */
  void recall();

  /** Whether all values are finite. */
  boolean finite();

  /** Called after every round of blocks that may have run side by side. */
  default void settle() {}
}
