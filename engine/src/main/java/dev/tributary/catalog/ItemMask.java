package dev.tributary.catalog;

import java.util.Arrays;

/**
 * Which items a request may see: one bit for each of the catalog's ints, so that a test costs one load. Items beyond its
 * size are not allowed. Confined: one request; reused.
 */
public final class ItemMask {
  private long[] words = {};
  private int size;

  /** Allows the items 0..size-1. */
  public ItemMask allowAll(int size) {
    resize(size);
    Arrays.fill(words, 0, size >>> 6, -1L);
    if ((size & 63) != 0) {
      words[size >>> 6] = (1L << size) - 1;
    }
    return this;
  }

  /** Allows none of the items 0..size-1. */
  public ItemMask allowNone(int size) {
    resize(size);
    return this;
  }

  /** Allows what {@code bits} has set among its first {@code size} bits. */
  ItemMask copyOf(long[] bits, int size) {
    resize(size);
    System.arraycopy(bits, 0, words, 0, (size + 63) >>> 6);
    if ((size & 63) != 0) {
      words[size >>> 6] &= (1L << size) - 1;
    }
    return this;
  }

  /** A mask that allows the same, for ever. */
  public ItemMask copy() {
    return new ItemMask().copyOf(words, size);
  }

  /** Forbids what {@code bits} has not set among its first {@code size} bits, and all beyond. */
  public void retain(long[] bits, int size) {
    int least = Math.min(size, this.size);
    for (int word = 0; word < words.length; word++) {
      int left = least - word * 64;
      words[word] &= left <= 0 ? 0L : left >= 64 ? bits[word] : bits[word] & (1L << left) - 1;
    }
  }

  private void resize(int size) {
    int needed = (size + 63) >>> 6;
    if (words.length < needed) {
      words = new long[needed + needed / 4];
    } else {
      Arrays.fill(words, 0L);
    }
    this.size = size;
  }

  /** Whether a request may see an item. */
  public boolean allows(int item) {
    return item >= 0 && item < size && (words[item >>> 6] & 1L << item) != 0;
  }

  /** Forbids an item; one beyond the size is forbidden already. */
  public void forbid(int item) {
    if (item >= 0 && item < size) {
      words[item >>> 6] &= ~(1L << item);
    }
  }

  /** Allows an item below the size. */
  public void allow(int item) {
    if (item >= 0 && item < size) {
      words[item >>> 6] |= 1L << item;
    }
  }

  /** Number of items that have a bit. */
  public int size() {
    return size;
  }

  /** How many items below the size are not allowed. */
  public int forbidden() {
    return size - count();
  }

  /** The first item from {@code item} on that has a bit and is not allowed; {@link #size} where there is none. */
  public int nextForbidden(int item) {
    for (int word = item >>> 6, end = (size + 63) >>> 6; word < end; word++) {
      long forbidden = ~words[word];
      if (word == item >>> 6) {
        forbidden &= -1L << item;
      }
      if (forbidden != 0) {
        return Math.min(word * 64 + Long.numberOfTrailingZeros(forbidden), size);
      }
    }
    return size;
  }

  /** How many items are allowed. */
  public int count() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }
}
