package dev.tributary.retrieval.usercf;

/** The two formulas of UserCF: what a common item adds to the likeness of two users, before it is divided by both norms. */
public enum UserSimilarity {
  /** {@code like(u,l)·like(v,l)}: the cosine; with every like 1 it is {@code |J_u ∩ J_v| / √(|J_u||J_v|)}. */
  COSINE,
  /**
   * {@code 1 / log(1 + n_l)}, n_l the item's number of users, and norms √|J|: a common item says more the fewer have it. Likes play no
   * part. Not a cosine: a user is not 1 with itself.
   */
  DAMPED;

  /** What likes count in the norm and the sum. */
  float taste(float like) {
    return switch (this) {
      case COSINE -> like;
      case DAMPED -> 1f;
    };
  }

  /** The weight of an item with so many users, 1 or more. */
  float itemWeight(int users) {
    return switch (this) {
      case COSINE -> 1f;
      case DAMPED -> (float) (1 / StrictMath.log1p(users));
    };
  }
}
