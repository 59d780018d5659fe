package dev.tributary.ann.live;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A set of rows that grows by copies which share all but one page: to mark a row costs a page of 512 bytes and 8 bytes for every 4,096
 * rows, however many are marked. Immutable.
 */
final class Marks {
  private static final int PAGE = 64; // longs
  private static final int ROWS = PAGE * Long.SIZE;
  private static final long[] BLANK = new long[PAGE];

  private final long[][] pages;
  private final int count;

  private Marks(long[][] pages, int count) {
    this.pages = pages;
    this.count = count;
  }

  /** None of so many rows. */
  static Marks none(int rows) {
    var pages = new long[(rows + ROWS - 1) / ROWS][];
    Arrays.fill(pages, BLANK);
    return new Marks(pages, 0);
  }

  boolean has(int row) {
    return (pages[row / ROWS][row / Long.SIZE % PAGE] & 1L << row) != 0;
  }

  /** The same with one more. */
  Marks with(int row) {
    if (has(row)) {
      return this;
    }
    var changed = pages.clone();
    changed[row / ROWS] = pages[row / ROWS].clone();
    changed[row / ROWS][row / Long.SIZE % PAGE] |= 1L << row;
    return new Marks(changed, count + 1);
  }

  /** How many are marked. */
  int count() {
    return count;
  }

  BitSet toBitSet() {
    var rows = new BitSet();
    for (int page = 0; page < pages.length; page++) {
      for (int n = 0; n < PAGE; n++) {
        for (long bits = pages[page][n]; bits != 0; bits &= bits - 1) {
          rows.set(page * ROWS + n * Long.SIZE + Long.numberOfTrailingZeros(bits));
        }
      }
    }
    return rows;
  }
}
