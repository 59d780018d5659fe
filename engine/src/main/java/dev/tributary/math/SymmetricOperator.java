package dev.tributary.math;

/**
 * A large symmetric matrix that is known only by what it does to columns: sparse, or a product such as Aᵀ·A that is never formed.
 * Stable.
 */
@FunctionalInterface
public interface SymmetricOperator {
  /**
   * Y = S·X. Called from one thread at a time; for the same bits on any number of threads, it must not let threads change its sums.
   *
   * @param x n × k, to be read only
   * @param y n × k, to be overwritten in full; its old values mean nothing
   */
  void apply(Matrix x, Matrix y);
}
