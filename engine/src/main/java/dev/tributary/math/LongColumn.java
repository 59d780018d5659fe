package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A column of {@code long}s off the heap: allocated, or mapped from a file; little-endian. Freed by the collector
 * when unreachable. Safe to share between threads once it has been filled.
 */
public final class LongColumn {
  private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment values;

  private LongColumn(MemorySegment values) {
    this.values = values;
  }

  /** A column of zeros. */
  public static LongColumn allocate(long size) {
    require(size >= 0, "size is %d, must be 0 or more", size);
    return new LongColumn(Arena.ofAuto().allocate(Math.multiplyExact(size, 8L), 64));
  }

  /** A column over a native segment whose length is a multiple of 8 bytes. */
  public static LongColumn of(MemorySegment segment) {
    require(segment.isNative(), "a column lies off the heap");
    require(segment.byteSize() % 8 == 0, "%d bytes are no whole number of longs", segment.byteSize());
    return new LongColumn(segment);
  }

  /** A copy of an array. */
  public static LongColumn copyOf(long[] array) {
    var column = allocate(array.length);
    MemorySegment.copy(array, 0, column.values, LAYOUT, 0, array.length);
    return column;
  }

  public long size() {
    return values.byteSize() / 8;
  }

  public long get(long row) {
    return values.get(LAYOUT, row * 8);
  }

  public void set(long row, long value) {
    values.set(LAYOUT, row * 8, value);
  }

  /** Copies rows {@code from} (inclusive) to {@code to} (exclusive) into {@code target} from its place {@code at}. */
  public void copyTo(long from, long to, long[] target, int at) {
    MemorySegment.copy(values, LAYOUT, from * 8, target, at, Math.toIntExact(to - from));
  }

  /** A copy of rows {@code from} (inclusive) to {@code to} (exclusive). */
  public long[] toArray(long from, long to) {
    var target = new long[Math.toIntExact(to - from)];
    copyTo(from, to, target, 0);
    return target;
  }

  /** A copy of the whole column. */
  public long[] toArray() {
    return toArray(0, size());
  }

  /** The bytes of the column, read-only. */
  public MemorySegment bytes() {
    return values.asReadOnly();
  }
}
