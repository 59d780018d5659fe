package dev.tributary.retrieval.vectors;

import dev.tributary.math.Matrix;
import dev.tributary.retrieval.LiveItems;
import java.util.Optional;

/** Vectors of items that came or changed after training, as rows of a matrix. One writer, many readers: a reader takes one {@link #snapshot}. A change copies all vectors. */
final class LiveVectors {
  /**
   * What a reader sees.
   *
   * @param items one for each row of the vectors
   */
  record Snapshot(LiveItems.Snapshot<float[]> items, Matrix vectors) {
    /** The row of an item of the catalog, or -1. O(items changed so far). */
    int row(int catalogItem) {
      for (int row = 0; row < items.size(); row++) {
        if (items.get(row).catalogItem() == catalogItem) {
          return row;
        }
      }
      return -1;
    }
  }

  private final LiveItems<float[]> live = new LiveItems<>();
  private final int width;
  private volatile Snapshot snapshot;

  LiveVectors(int width) {
    this.width = width;
    snapshot = new Snapshot(live.snapshot(), Matrix.zeros(0, width));
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** Adds an item or replaces it, and the model's item when {@code modelItem} is not -1. */
  synchronized void put(int catalogItem, String id, float[] vector, int modelItem) {
    live.put(catalogItem, id, Optional.of(vector), modelItem);
    var items = live.snapshot();
    var vectors = Matrix.zeros(items.size(), width);
    for (int row = 0; row < items.size(); row++) {
      vectors.setRow(row, items.get(row).made().orElseThrow());
    }
    snapshot = new Snapshot(items, vectors);
  }
}
