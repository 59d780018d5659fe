package dev.tributary.retrieval.tower;

/** The log's record of what stages cut: items that were found for a user and thrown out before anyone saw them. Thread-safe. */
@FunctionalInterface
public interface CutItems {
  /** Nothing is on record. */
  CutItems NONE = _ -> new String[0];

  /** Ids of items that were cut from this user's pages; those the user met otherwise, and unknown ones, are left out by the trainer. */
  String[] of(String user);
}
