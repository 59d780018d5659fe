package dev.tributary.retrieval.vectors;

import dev.tributary.math.Matrix;
import dev.tributary.math.XxHash64;
import java.util.Arrays;

/** Vectors of items that came or changed after training. One writer, many readers: a reader takes one {@link #snapshot}. A change copies all vectors. */
final class LiveVectors {
  /** One item; the hash of its id is the first of its order of ties. */
  record Entry(int catalogItem, String id, long hash) {}

  /**
   * What a reader sees.
   *
   * @param entries one for each row of the vectors
   * @param replaced bit set of the model's items whose vectors no longer hold
   */
  record Snapshot(Entry[] entries, Matrix vectors, long[] replaced) {
    boolean replaces(int modelItem) {
      return modelItem >>> 6 < replaced.length && (replaced[modelItem >>> 6] & 1L << modelItem) != 0;
    }

    /** The row of an item of the catalog, or -1. O(items changed so far). */
    int row(int catalogItem) {
      for (int row = 0; row < entries.length; row++) {
        if (entries[row].catalogItem == catalogItem) {
          return row;
        }
      }
      return -1;
    }
  }

  private final int width;
  private volatile Snapshot snapshot;

  LiveVectors(int width) {
    this.width = width;
    snapshot = new Snapshot(new Entry[0], Matrix.zeros(0, width), new long[0]);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** Adds an item or replaces it, and the model's item when {@code modelItem} is not -1. */
  synchronized void put(int catalogItem, String id, float[] vector, int modelItem) {
    var before = snapshot;
    int known = before.row(catalogItem);
    int row = known < 0 ? before.entries.length : known;
    var entries = Arrays.copyOf(before.entries, Math.max(before.entries.length, row + 1));
    entries[row] = new Entry(catalogItem, id, XxHash64.hash(id));
    var vectors = Matrix.zeros(entries.length, width);
    vectors.values().part(0, (long) before.entries.length * width).set(before.vectors.values());
    vectors.setRow(row, vector);
    var replaced = before.replaced;
    if (modelItem >= 0) {
      replaced = Arrays.copyOf(replaced, Math.max(replaced.length, (modelItem >>> 6) + 1));
      replaced[modelItem >>> 6] |= 1L << modelItem;
    }
    snapshot = new Snapshot(entries, vectors, replaced);
  }
}
