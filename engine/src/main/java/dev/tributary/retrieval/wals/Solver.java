package dev.tributary.retrieval.wals;

/** How WALS solves one user's or item's least squares while the other side stands still. */
public enum Solver {
  /** To the optimum: the loss never rises but for rounding. */
  EXACT,
  /** To the optimum of a block of factors after another (iALS++): the loss never rises either. Cheaper where histories are longer than a block. */
  BLOCK,
  /** A few steps of conjugate gradients from where the vector stands: nearer, with no promise beyond. */
  CG
}
