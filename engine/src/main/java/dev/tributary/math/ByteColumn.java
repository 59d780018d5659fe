package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A column of {@code byte}s off the heap: allocated, or mapped from a file; little-endian. Freed by the collector
 * when unreachable. Safe to share between threads once it has been filled.
 */
public final class ByteColumn {
  private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;

  private final MemorySegment values;

  private ByteColumn(MemorySegment values) {
    this.values = values;
  }

  /** A column of zeros. */
  public static ByteColumn allocate(long size) {
    require(size >= 0, "size is %d, must be 0 or more", size);
    return new ByteColumn(Arena.ofAuto().allocate(Math.multiplyExact(size, 1L), 64));
  }

  /** A column over a native segment whose length is a multiple of 1 bytes. */
  public static ByteColumn of(MemorySegment segment) {
    require(segment.isNative(), "a column lies off the heap");
    require(segment.byteSize() % 1 == 0, "%d bytes are no whole number of bytes", segment.byteSize());
    return new ByteColumn(segment);
  }

  /** A copy of an array. */
  public static ByteColumn copyOf(byte[] array) {
    var column = allocate(array.length);
    MemorySegment.copy(array, 0, column.values, LAYOUT, 0, array.length);
    return column;
  }

  public long size() {
    return values.byteSize() / 1;
  }

  public byte get(long row) {
    return values.get(LAYOUT, row * 1);
  }

  public void set(long row, byte value) {
    values.set(LAYOUT, row * 1, value);
  }

  /** Copies rows {@code from} (inclusive) to {@code to} (exclusive) into {@code target} from its place {@code at}. */
  public void copyTo(long from, long to, byte[] target, int at) {
    MemorySegment.copy(values, LAYOUT, from * 1, target, at, Math.toIntExact(to - from));
  }

  /** A copy of rows {@code from} (inclusive) to {@code to} (exclusive). */
  public byte[] toArray(long from, long to) {
    var target = new byte[Math.toIntExact(to - from)];
    copyTo(from, to, target, 0);
    return target;
  }

  /** A copy of the whole column. */
  public byte[] toArray() {
    return toArray(0, size());
  }

  /** The memory itself, for kernels. */
  MemorySegment segment() {
    return values;
  }

  /** The bytes of the column, read-only. */
  public MemorySegment bytes() {
    return values.asReadOnly();
  }
}
