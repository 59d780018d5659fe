package dev.tributary.data;

import dev.tributary.math.ByteColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.math.XxHash64;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Gives each new id the next int, in order of arrival: open addressing, 21 to 43 bytes an id beside the id itself. Confined: one thread.
 *
 * <p>A slot is two longs: a key and the int above it. An id of at most seven bytes is its own key, so that the usual numbers and short names are found
 * with one look into memory, without touching the ids; a longer one has its hash as key, and its bytes are compared.
 */
final class IdTable {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SHORT = 7;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private byte[] bytes = new byte[1 << 12];
  private long[] offsets = new long[1 << 8];
  private long[] slots = new long[1 << 10]; // key, index + 1; 0 is free
  private int capacity = 1 << 9;
  private int size;

  /** The int of an id, a new one when it is met for the first time. */
  int add(String id) {
    byte[] encoded = id.getBytes(StandardCharsets.UTF_8);
    return add(encoded, 0, encoded.length);
  }

  /** The int of the id in these UTF-8 bytes. */
  int add(byte[] source, int from, int length) {
    long key = length <= SHORT ? packed(source, from, length) : XxHash64.hash(source, from, length, 0) | Long.MIN_VALUE;
    int slot = slot(key);
    for (long found; (found = slots[2 * slot + 1]) != 0; slot = slot + 1 & capacity - 1) {
      if (slots[2 * slot] == key && (length <= SHORT || is((int) found - 1, source, from, length))) {
        return (int) found - 1;
      }
    }
    append(source, from, length);
    slots[2 * slot] = key;
    slots[2 * slot + 1] = size;
    if (size * 4L > capacity * 3L) {
      grow();
    }
    return size - 1;
  }

  /** The bytes of a short id and its length: different ids differ, and none has the highest bit set. */
  private static long packed(byte[] source, int from, int length) {
    long key = 0;
    if (from + Long.BYTES <= source.length) {
      key = (long) LONGS.get(source, from) & (1L << 8 * length) - 1;
    } else {
      for (int i = length - 1; i >= 0; i--) {
        key = key << 8 | source[from + i] & 0xFF;
      }
    }
    return key | (long) length << 56;
  }

  private int slot(long key) {
    long mixed = (key ^ key >>> 32) * MIX;
    return (int) ((mixed ^ mixed >>> 32) & capacity - 1);
  }

  /** Whether an int is that of the id in these bytes. */
  boolean is(int index, byte[] source, int from, int length) {
    return Arrays.equals(bytes, (int) offsets[index], (int) offsets[index + 1], source, from, from + length);
  }

  int size() {
    return size;
  }

  private void append(byte[] source, int from, int length) {
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
    }
    offsets[++size] = at + length;
  }

  private void grow() {
    if (capacity >= 1 << 29) {
      throw new IllegalArgumentException("more than 400 million different ids; split the log");
    }
    long[] old = slots;
    slots = new long[old.length * 2];
    capacity *= 2;
    for (int at = 0; at < old.length; at += 2) {
      if (old[at + 1] != 0) {
        int slot = slot(old[at]);
        while (slots[2 * slot + 1] != 0) {
          slot = slot + 1 & capacity - 1;
        }
        slots[2 * slot] = old[at];
        slots[2 * slot + 1] = old[at + 1];
      }
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
