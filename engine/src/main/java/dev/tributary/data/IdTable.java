package dev.tributary.data;

import dev.tributary.math.ByteColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.math.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Gives each new id the next int, in order of arrival: open addressing over UTF-8 bytes, about 20 bytes an id beside the
 * id itself. Confined: one thread.
 */
final class IdTable {
  private byte[] bytes = new byte[1 << 12];
  private long[] offsets = new long[1 << 8];
  private int[] slots = new int[1 << 9]; // index + 1, 0 is free
  private int[] tags = new int[1 << 8]; // upper half of the hash, by index: most unequal ids differ here
  private int size;

  /** The int of an id, a new one when it is met for the first time. */
  int add(String id) {
    byte[] encoded = id.getBytes(StandardCharsets.UTF_8);
    return add(encoded, 0, encoded.length);
  }

  /** The int of the id in these UTF-8 bytes. */
  int add(byte[] source, int from, int length) {
    long hash = XxHash64.hash(source, from, length, 0);
    int tag = (int) (hash >>> 32);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      int index = slots[slot] - 1;
      int start = (int) offsets[index];
      if (tags[index] == tag && Arrays.equals(bytes, start, (int) offsets[index + 1], source, from, from + length)) {
        return index;
      }
    }
    append(source, from, length, tag);
    slots[slot] = size;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  /** Whether an int is that of the id in these bytes. */
  boolean is(int index, byte[] source, int from, int length) {
    return Arrays.equals(bytes, (int) offsets[index], (int) offsets[index + 1], source, from, from + length);
  }

  int size() {
    return size;
  }

  private void append(byte[] source, int from, int length, int tag) {
    int at = (int) offsets[size];
    if (at + (long) length > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException("the ids take more than 2 GiB; shorter ids are needed");
    }
    if (at + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(bytes.length * 2L, at + (long) length)));
    }
    System.arraycopy(source, from, bytes, at, length);
    if (size + 2 > offsets.length) {
      offsets = Arrays.copyOf(offsets, offsets.length * 2);
      tags = Arrays.copyOf(tags, tags.length * 2);
    }
    tags[size] = tag;
    offsets[++size] = at + length;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int index = 0; index < size; index++) {
      int slot = (int) XxHash64.hash(bytes, (int) offsets[index], (int) (offsets[index + 1] - offsets[index]), 0) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = index + 1;
    }
  }

  /** The ids in the order of their bytes, and where each int of this table went. */
  Sorted sorted() {
    var order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) ->
            Arrays.compareUnsigned(
                bytes, (int) offsets[a], (int) offsets[a + 1], bytes, (int) offsets[b], (int) offsets[b + 1]));
    var sortedOffsets = LongColumn.allocate(size + 1L);
    var sortedBytes = ByteColumn.allocate(offsets[size]);
    var place = new int[size];
    long at = 0;
    for (int rank = 0; rank < size; rank++) {
      int index = order[rank];
      place[index] = rank;
      for (int b = (int) offsets[index]; b < offsets[index + 1]; b++) {
        sortedBytes.set(at++, bytes[b]);
      }
      sortedOffsets.set(rank + 1L, at);
    }
    return new Sorted(Vocabulary.ofSorted(sortedOffsets, sortedBytes), place);
  }

  record Sorted(Vocabulary vocabulary, int[] place) {}
}
