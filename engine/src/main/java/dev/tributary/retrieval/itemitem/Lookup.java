package dev.tributary.retrieval.itemitem;

/** Where the online walk looks up the similarity of an interest j and a candidate i. */
public enum Lookup {
  /** In j's list only; 0 when i is not in it. */
  OWN,
  /** In j's list, then in i's; 0 only when neither has the other. */
  EITHER
}
