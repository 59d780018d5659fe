package dev.tributary.retrieval.swing;

/** How much a user counts in Swing's pairs. */
public enum UserWeighting {
  /** w_u = 1: the plain form. */
  NONE,
  /** w_u = 1/√|J_u|: the published form, in which those who take everything count less. */
  INVERSE_ROOT;

  /** w_u of a user with so many interests. */
  double weight(int interests) {
    return switch (this) {
      case NONE -> 1;
      case INVERSE_ROOT -> 1 / Math.sqrt(Math.max(1, interests));
    };
  }
}
