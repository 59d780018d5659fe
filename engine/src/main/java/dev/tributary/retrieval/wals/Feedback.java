package dev.tributary.retrieval.wals;

/** What an entry of the log says to WALS. */
public enum Feedback {
  /** Interest, 1, the surer the larger its like; pairs without an entry are weak signs of none. */
  IMPLICIT,
  /** A grade, its like, where 0 is an item met without interest; pairs without an entry say nothing. */
  EXPLICIT;

  /** The weight of an entry with this value. */
  float weight(float value) {
    return this == IMPLICIT ? value : 1;
  }

  /** What the inner product should be for an entry with this value. */
  float target(float value) {
    return this == IMPLICIT ? 1 : value;
  }
}
