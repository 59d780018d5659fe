package dev.tributary.server.api;

import dev.tributary.math.Seeds;
import java.util.Arrays;

/**
 * The items shown last, each with the channels that found it, so that a click is told whom it is due to: an item stays known while fewer than
 * {@value #HORIZON} further ones were shown, and is forgotten before twice as many were. They are told apart by 64 bits of hash of response and item.
 *
 * <p>Two tables, of which the older one is dropped whole when the younger is full: 8 MB in all. What lives for some seconds and then dies would keep a
 * collector that goes by generations busy; an entry here is no object. Confined: one thread at a time.
 */
final class ShownItems {
  /** How many items later, at least, an item is still known. */
  static final int HORIZON = 200_000;

  /** What {@link #click} answers where there is nothing to count. */
  static final long NONE = -1;

  private static final int PLACES = 1 << 18;
  private static final long CLICKED = 1L << 63;

  private final int horizon;
  private long[] young = new long[2 * PLACES]; // key, channels; a key of 0 is a free place
  private long[] old = new long[2 * PLACES];
  private int size; // of the young one

  ShownItems() {
    this(HORIZON);
  }

  ShownItems(int horizon) {
    this.horizon = horizon;
  }

  /** What an item of a response is called here, by the XXH64 of the response's id. */
  static long key(long response, String item) {
    long key = Seeds.of(response, item.hashCode());
    return key == 0 ? 1 : key;
  }

  /**
   * Takes in an item that was shown.
   *
   * @param channels a bit for each channel that found it; the highest is not used
   */
  void add(long key, long channels) {
    if (size == horizon) {
      long[] dropped = old;
      old = young;
      young = dropped;
      Arrays.fill(young, 0);
      size = 0;
    }
    int at = place(young, key);
    size += young[at] == 0 ? 1 : 0;
    young[at] = key;
    young[at + 1] = channels;
  }

  /** The channels that found an item which is now clicked for the first time; else {@link #NONE}, also where it is not known or no longer. */
  long click(long key) {
    for (long[] table : new long[][] {young, old}) {
      int at = place(table, key);
      if (table[at] == key) {
        long channels = table[at + 1];
        table[at + 1] = channels | CLICKED;
        return channels < 0 ? NONE : channels;
      }
    }
    return NONE;
  }

  /** Where a key is, or would be. */
  private static int place(long[] table, long key) {
    int at = (int) (key >>> 32) & PLACES - 1;
    while (table[2 * at] != key && table[2 * at] != 0) {
      at = at + 1 & PLACES - 1;
    }
    return 2 * at;
  }
}
