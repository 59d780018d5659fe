package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A column of {@code int}s off the heap: allocated, or mapped from a file; little-endian. Freed by the collector
 * when unreachable. Safe to share between threads once it has been filled.
 */
public final class IntColumn {
  private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int LINE = 16; // ints of 64 bytes

  private final MemorySegment values;

  private IntColumn(MemorySegment values) {
    this.values = values;
  }

  /** A column of zeros. */
  public static IntColumn allocate(long size) {
    require(size >= 0, "size is %d, must be 0 or more", size);
    return new IntColumn(Arena.ofAuto().allocate(Math.multiplyExact(size, 4L), 64));
  }

  /** A column over a native segment whose length is a multiple of 4 bytes. */
  public static IntColumn of(MemorySegment segment) {
    require(segment.isNative(), "a column lies off the heap");
    require(segment.byteSize() % 4 == 0, "%d bytes are no whole number of ints", segment.byteSize());
    return new IntColumn(segment);
  }

  /** A copy of an array. */
  public static IntColumn copyOf(int[] array) {
    var column = allocate(array.length);
    MemorySegment.copy(array, 0, column.values, LAYOUT, 0, array.length);
    return column;
  }

  public long size() {
    return values.byteSize() / 4;
  }

  public int get(long row) {
    return values.get(LAYOUT, row * 4);
  }

  /** {@link FloatColumn#touch} for ints. */
  public int touch(long from, long to) {
    if (from >= to) {
      return 0;
    }
    long last = to - 1;
    int sum = get(from) + get(Math.min(from + LINE, last)) + get(Math.min(from + 2 * LINE, last)) + get(last);
    for (long row = from + 3 * LINE; row < last; row += LINE) {
      sum += get(row);
    }
    return sum;
  }

  public void set(long row, int value) {
    values.set(LAYOUT, row * 4, value);
  }

  /** Sets every row to one value. */
  public void fill(int value) {
    for (long row = 0; row < size(); row++) {
      set(row, value);
    }
  }

  /** Overwrites so many rows from {@code row} on with the first values of an array. */
  public void set(long row, int[] source, int count) {
    MemorySegment.copy(source, 0, values, LAYOUT, row * 4, count);
  }

  /** Copies rows {@code from} (inclusive) to {@code to} (exclusive) into {@code target} from its place {@code at}. */
  public void copyTo(long from, long to, int[] target, int at) {
    MemorySegment.copy(values, LAYOUT, from * 4, target, at, Math.toIntExact(to - from));
  }

  /** A copy of rows {@code from} (inclusive) to {@code to} (exclusive). */
  public int[] toArray(long from, long to) {
    var target = new int[Math.toIntExact(to - from)];
    copyTo(from, to, target, 0);
    return target;
  }

  /** A copy of the whole column. */
  public int[] toArray() {
    return toArray(0, size());
  }

  /** The bytes of the column, read-only. */
  public MemorySegment bytes() {
    return values.asReadOnly();
  }
}
