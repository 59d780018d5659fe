package dev.tributary.retrieval.content;

import dev.tributary.math.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The items that came or changed after training, with vectors from the model's statistics. One writer, many readers: a reader
 * takes one {@link #snapshot} and sees each change whole or not at all. A change copies the list: O(items changed so far).
 */
final class LiveItems {
  /** Nothing came or changed. */
  static final Snapshot NONE = new Snapshot(new Entry[0], new long[0]);

  private final ConcurrentHashMap<Integer, Entry> byCatalogItem = new ConcurrentHashMap<>();
  private volatile Snapshot snapshot = NONE;

  /** One item as it is now; the vectors are empty where it has no such attributes. */
  record Entry(int catalogItem, String id, long hash, SparseVector terms, float[] embedding) {
    static Entry of(int catalogItem, String id, SparseVector terms, float[] embedding) {
      return new Entry(catalogItem, id, XxHash64.hash(id), terms, embedding);
    }

    boolean isEmpty() {
      return terms.isEmpty() && embedding.length == 0;
    }
  }

  /**
   * What a reader sees.
   *
   * @param byTie the items that have a vector, in the order of ties
   * @param replaced bit set of the model's items whose vectors no longer hold
   */
  record Snapshot(Entry[] byTie, long[] replaced) {
    boolean replaces(int modelItem) {
      return modelItem >>> 6 < replaced.length && (replaced[modelItem >>> 6] & 1L << modelItem) != 0;
    }

    int replacedCount() {
      int count = 0;
      for (long word : replaced) {
        count += Long.bitCount(word);
      }
      return count;
    }
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** The newest version of an item by its int in the catalog, or {@code otherwise} when it did not change. */
  Entry get(int catalogItem, Entry otherwise) {
    return byCatalogItem.getOrDefault(catalogItem, otherwise);
  }

  /** Adds an item or replaces it, and the model's item when {@code modelItem} is not -1. */
  synchronized void put(Entry entry, int modelItem) {
    var before = snapshot;
    var known = byCatalogItem.get(entry.catalogItem);
    var kept = before.byTie;
    if (known != null && !known.isEmpty()) {
      kept = without(kept, place(kept, known.hash, known.id));
    }
    if (!entry.isEmpty()) {
      kept = with(kept, -place(kept, entry.hash, entry.id) - 1, entry);
    }
    snapshot = new Snapshot(kept, modelItem < 0 ? before.replaced : mark(before.replaced, modelItem));
    byCatalogItem.put(entry.catalogItem, entry);
  }

  private static long[] mark(long[] bits, int item) {
    var marked = Arrays.copyOf(bits, Math.max(bits.length, (item >>> 6) + 1));
    marked[item >>> 6] |= 1L << item;
    return marked;
  }

  private static Entry[] without(Entry[] entries, int place) {
    var fewer = Arrays.copyOf(entries, entries.length - 1);
    System.arraycopy(entries, place + 1, fewer, place, fewer.length - place);
    return fewer;
  }

  private static Entry[] with(Entry[] entries, int place, Entry entry) {
    var more = Arrays.copyOf(entries, entries.length + 1);
    System.arraycopy(entries, place, more, place + 1, entries.length - place);
    more[place] = entry;
    return more;
  }

  /** Where an id stands in the order of ties; -(place + 1) when it is not there. */
  private static int place(Entry[] entries, long hash, String id) {
    int low = 0;
    int high = entries.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compareTies(entries[middle].hash, entries[middle].id, hash, id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /** Order of equal scores: XXH64 of the id, unsigned, then its bytes. */
  static int compareTies(long hash, String id, long otherHash, String otherId) {
    int order = Long.compareUnsigned(hash, otherHash);
    return order != 0 ? order : Arrays.compareUnsigned(id.getBytes(StandardCharsets.UTF_8), otherId.getBytes(StandardCharsets.UTF_8));
  }
}
