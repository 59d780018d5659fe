package dev.tributary.feature;

import java.util.Arrays;

/**
 * Encoded rows in columns of primitives. A feature with slots has a bag of them in each row: one slot, or as many as the row has values, never
 * none; beside them each row has the same number of floats. Confined: one thread fills it; reused.
 */
public final class FeatureBatch {
  private final int width;
  private final int[][] starts;
  private final int[][] slots;
  private float[] dense;
  private int rows;

  FeatureBatch(int slotFeatures, int width) {
    this(width, new int[slotFeatures][17], new int[slotFeatures][16], new float[16 * width], 0);
  }

  /** Over columns that fit together; not copied. */
  FeatureBatch(int width, int[][] starts, int[][] slots, float[] dense, int rows) {
    this.width = width;
    this.starts = starts;
    this.slots = slots;
    this.dense = dense;
    this.rows = rows;
  }

  /** Forgets all rows. */
  public void clear() {
    rows = 0;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Where each row's bag of a feature with slots begins, and the end of the last: the first {@link #rows} + 1 places. Not copied. */
  public int[] starts(int feature) {
    return starts[feature];
  }

  /** The slots of a feature, row after row. Not copied. */
  public int[] slots(int feature) {
    return slots[feature];
  }

  /** The floats, row after row. Not copied. */
  public float[] dense() {
    return dense;
  }

  /** Begins a row with floats of 0 and empty bags; the bags must be filled in the order of the features. */
  void begin() {
    if ((rows + 1) * width > dense.length) {
      dense = Arrays.copyOf(dense, Math.max(16 * width, Math.multiplyExact(2, dense.length)));
    }
    Arrays.fill(dense, rows * width, (rows + 1) * width, 0f);
    rows++;
    for (int feature = 0; feature < starts.length; feature++) {
      if (rows == starts[feature].length) {
        starts[feature] = Arrays.copyOf(starts[feature], Math.max(16, 2 * rows));
      }
      starts[feature][rows] = starts[feature][rows - 1];
    }
  }

  /** Puts a slot into the bag of the last row. */
  void addSlot(int feature, int slot) {
    int at = starts[feature][rows]++;
    if (at == slots[feature].length) {
      slots[feature] = Arrays.copyOf(slots[feature], Math.max(16, 2 * at));
    }
    slots[feature][at] = slot;
  }

  /** Adds to a float of the last row. */
  void addDense(int column, float value) {
    dense[(rows - 1) * width + column] += value;
  }
}
