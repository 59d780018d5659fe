package dev.tributary.retrieval;

import java.util.List;

/** A model that can say which items are like an item. */
public interface SimilarItems {
  /** Up to {@code count} items most like this one, best first, without itself; empty for an unknown item. */
  List<Scored> similar(String item, int count);
}
