package dev.tributary.retrieval.sgd;

/** A loss, as stochastic gradient descent meets it: what the entries of a block change. */
@FunctionalInterface
public interface Lesson {
  /**
   * Learns from the entries of a block in their order. No other thread touches the block's users or items meanwhile; the loss goes to
   * {@link Block#lose}. Where the block's rate is 0, nothing may change.
   */
  void learn(Block block);
}
