package dev.tributary.retrieval.vectors;

import dev.tributary.catalog.Item;

/** Makes the vector of an item out of what is known of it now, so that it is found before the model is trained again. Thread-safe. */
@FunctionalInterface
public interface ItemEncoder {
  /** Knows of no item but those of the model, as they were trained. */
  ItemEncoder NONE = (_, _, _) -> false;

  /**
   * Makes the vector of an item that came or changed.
   *
   * @param modelItem its int in the model, or -1
   * @param vector overwritten
   * @return false when too little is known of it for a vector
   */
  boolean vector(Item item, int modelItem, float[] vector);
}
