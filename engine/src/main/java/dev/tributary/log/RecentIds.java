package dev.tributary.log;

import static dev.tributary.math.Require.require;

import dev.tributary.math.XxHash64;
import java.util.Arrays;

/**
 * The event ids met last, so that an event that is sent again is known: an id stays known while fewer than {@link #HORIZON} further ids
 * came, and is forgotten before twice as many did. Ids are told apart by 64 bits of hash: two that differ are taken for one with a chance
 * of 6·10⁶ / 2⁶⁴ an event, once in 3·10¹² events.
 *
 * <p>Two tables, of which the older one is dropped whole when the younger is full: 64 MiB when both are, less before. Confined: one
 * thread at a time.
 */
public final class RecentIds {
  /** How many ids later, at least, an id is still known. */
  public static final int HORIZON = 3_000_000;

  private final int horizon;
  private long[] young = new long[1 << 10];
  private long[] old = new long[1];
  private int size; // of the young one

  /** None is known. */
  public RecentIds() {
    this(HORIZON);
  }

  RecentIds(int horizon) {
    this.horizon = horizon;
  }

  /**
   * Tables as {@link #young} and {@link #old} gave them, up to 32 MB each; they are not copied, and must not be used otherwise.
   *
   * @throws IllegalArgumentException when they are none
   */
  public static RecentIds of(long[] young, long[] old) {
    var ids = new RecentIds();
    for (long[] table : new long[][] {young, old}) {
      require(table.length <= 1 << 22 && Integer.bitCount(table.length) == 1, "a table of ids has %d places, must be a power of two up to %d", table.length, 1 << 22);
      int taken = taken(table);
      require(taken < table.length || table.length == 1 && taken == 0, "a table of ids is full");
      ids.size = table == young ? taken : ids.size;
    }
    ids.young = young;
    ids.old = old;
    return ids;
  }

  private static int taken(long[] table) {
    int taken = 0;
    for (long key : table) {
      taken += key == 0 ? 0 : 1;
    }
    return taken;
  }

  /** Whether an id was met; an empty one never was. */
  public boolean contains(String id) {
    if (id.isEmpty()) {
      return false;
    }
    long key = key(id);
    return young[place(young, key)] == key || old[place(old, key)] == key;
  }

  /** Takes in an id; false when it was met before. An empty one is always new. */
  public boolean add(String id) {
    if (id.isEmpty()) {
      return true;
    }
    long key = key(id);
    int at = place(young, key);
    if (young[at] == key || old[place(old, key)] == key) {
      return false;
    }
    if (size >= horizon) {
      old = young;
      young = new long[young.length];
      size = 0;
      at = place(young, key);
    }
    if (size >= young.length / 4 * 3) {
      grow();
      at = place(young, key);
    }
    young[at] = key;
    size++;
    return true;
  }

  private void grow() {
    long[] before = young;
    young = new long[before.length * 2];
    for (long key : before) {
      if (key != 0) {
        young[place(young, key)] = key;
      }
    }
  }

  /** 0 marks a free place. */
  private static long key(String id) {
    long hash = XxHash64.hash(id);
    return hash == 0 ? 1 : hash;
  }

  /** Where a key is, or where it would come. */
  private static int place(long[] table, long key) {
    int mask = table.length - 1;
    int at = (int) (key >>> 20) & mask;
    while (table[at] != 0 && table[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** The table that is being filled, as it is kept in a snapshot. */
  public long[] young() {
    return young.clone();
  }

  /** The table that was filled before it. */
  public long[] old() {
    return old.clone();
  }
}
