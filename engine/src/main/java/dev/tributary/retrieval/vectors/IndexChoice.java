package dev.tributary.retrieval.vectors;

/** How the items of a channel of vectors are searched. */
public enum IndexChoice {
  /** Exactly where there are few items, else through an inverted file. */
  AUTO,
  /** Exactly: all are compared. */
  FLAT,
  /** Through an inverted file: {@link dev.tributary.ann.ivf.IvfIndex}. */
  IVF
}
