package dev.tributary.retrieval.tower;

import java.util.Arrays;

/** Vectors of items that came or changed after training. One writer, many readers: a reader takes one {@link #snapshot}. A change copies the list. */
final class LiveVectors {
  /**
   * One item as it is now.
   *
   * @param hash XXH64 of the id
   */
  record Entry(int catalogItem, String id, long hash, float[] vector) {}

  /**
   * What a reader sees.
   *
   * @param replaced bit set of the model's items whose vectors no longer hold
   */
  record Snapshot(Entry[] entries, long[] replaced) {
    boolean replaces(int modelItem) {
      return modelItem >>> 6 < replaced.length && (replaced[modelItem >>> 6] & 1L << modelItem) != 0;
    }
  }

  private volatile Snapshot snapshot = new Snapshot(new Entry[0], new long[0]);

  Snapshot snapshot() {
    return snapshot;
  }

  /** Adds an item or replaces it, and the model's item when {@code modelItem} is not -1. */
  synchronized void put(Entry entry, int modelItem) {
    var before = snapshot;
    var kept = Arrays.stream(before.entries).filter(other -> other.catalogItem != entry.catalogItem).toArray(Entry[]::new);
    var entries = Arrays.copyOf(kept, kept.length + 1);
    entries[kept.length] = entry;
    var replaced = before.replaced;
    if (modelItem >= 0) {
      replaced = Arrays.copyOf(replaced, Math.max(replaced.length, (modelItem >>> 6) + 1));
      replaced[modelItem >>> 6] |= 1L << modelItem;
    }
    snapshot = new Snapshot(entries, replaced);
  }
}
