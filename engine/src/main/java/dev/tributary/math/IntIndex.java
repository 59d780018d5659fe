package dev.tributary.math;

import java.util.Arrays;

/**
 * Gives each distinct int the next row, 0, 1, 2, …: a set of ints with dense places for columns beside it. Open
 * addressing, 12 bytes a row or less than 24 after growing. Confined.
 */
public final class IntIndex {
  private int[] keys;
  private int[] slots; // row + 1, 0 is free
  private int size;

  /** An empty index with room for some rows. */
  public IntIndex(int expected) {
    keys = new int[Math.max(4, expected)];
    slots = new int[Integer.highestOneBit(keys.length * 2 - 1) * 2];
  }

  /** Forgets all rows and keeps the memory. */
  public void clear() {
    size = 0;
    Arrays.fill(slots, 0);
  }

  /** The row of a key, a new one ({@link #size} before the call) when it is met for the first time. */
  public int add(int key) {
    int mask = slots.length - 1;
    int slot = home(key);
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      if (keys[slots[slot] - 1] == key) {
        return slots[slot] - 1;
      }
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
    }
    keys[size] = key;
    slots[slot] = ++size;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  /** The row of a key, or -1. */
  public int find(int key) {
    int mask = slots.length - 1;
    for (int slot = home(key); slots[slot] != 0; slot = (slot + 1) & mask) {
      if (keys[slots[slot] - 1] == key) {
        return slots[slot] - 1;
      }
    }
    return -1;
  }

  /** The key of a row. */
  public int key(int row) {
    return keys[row];
  }

  /** Number of rows. */
  public int size() {
    return size;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int row = 0; row < size; row++) {
      int slot = home(keys[row]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = row + 1;
    }
  }

  private int home(int key) {
    int mixed = key * 0x9E3779B9;
    return (mixed ^ mixed >>> 15) & slots.length - 1;
  }
}
