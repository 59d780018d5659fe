package dev.tributary.nn;

import java.util.Arrays;

/** Items of a catalogue that some samples meet, each a column, in order of first appearance. Memory: 4 bytes an item of the catalogue, since each sample asks for all that its user took. Confined; reused. */
public final class Columns {
  private static final int NONE = Integer.MAX_VALUE;

  private final int[] columnOf; // by item
  private int[] items = new int[1024];
  private int count;

  /** No columns yet. */
  public Columns(int items) {
    columnOf = new int[items];
    Arrays.fill(columnOf, NONE);
  }

  /** Forgets all columns and keeps the memory. */
  public void clear() {
    for (int column = 0; column < count; column++) {
      columnOf[items[column]] = NONE;
    }
    count = 0;
  }

  /** The column of an item, a new one ({@link #size} before the call) when it is met for the first time. */
  public int add(int item) {
    int column = columnOf[item];
    if (column == NONE) {
      column = count++;
      columnOf[item] = column;
      if (column == items.length) {
        items = Arrays.copyOf(items, 2 * column);
      }
      items[column] = item;
    }
    return column;
  }

  /** How many there are. */
  public int size() {
    return count;
  }

  /** The item of a column. */
  public int item(int column) {
    return items[column];
  }

  /** The column of an item that has one. */
  public int of(int item) {
    return columnOf[item];
  }

  /**
   * Sets to −∞ the logits of some items, those in {@code some[from .. to)}.
   *
   * @param last stands for every item without a column and for columns behind it, since to ask which item has one would cost more than to hide it
   * @param at where the logit of column 0 lies
   */
  public void hide(int[] some, int from, int to, int last, float[] logits, int at) {
    for (int n = from; n < to; n++) {
      logits[at + Math.min(columnOf[some[n]], last)] = Float.NEGATIVE_INFINITY;
    }
  }
}
