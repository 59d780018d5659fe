package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A column of {@code float}s off the heap: allocated, or mapped from a file; little-endian. Freed by the collector
 * when unreachable. Safe to share between threads once it has been filled.
 */
public final class FloatColumn {
  static final ValueLayout.OfFloat LAYOUT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int LINE = 16; // floats of 64 bytes

  private final MemorySegment values;

  private FloatColumn(MemorySegment values) {
    this.values = values;
  }

  /** A column of zeros. */
  public static FloatColumn allocate(long size) {
    require(size >= 0, "size is %d, must be 0 or more", size);
    return new FloatColumn(Arena.ofAuto().allocate(Math.multiplyExact(size, 4L), 64));
  }

  /** A column over a native segment whose length is a multiple of 4 bytes. */
  public static FloatColumn of(MemorySegment segment) {
    require(segment.isNative(), "a column lies off the heap");
    require(segment.byteSize() % 4 == 0, "%d bytes are no whole number of floats", segment.byteSize());
    return new FloatColumn(segment);
  }

  /** A copy of an array. */
  public static FloatColumn copyOf(float[] array) {
    var column = allocate(array.length);
    MemorySegment.copy(array, 0, column.values, LAYOUT, 0, array.length);
    return column;
  }

  public long size() {
    return values.byteSize() / 4;
  }

  public float get(long row) {
    return values.get(LAYOUT, row * 4);
  }

  public void set(long row, float value) {
    values.set(LAYOUT, row * 4, value);
  }

  /** Overwrites all values with those of a column of the same size. */
  public void set(FloatColumn other) {
    require(size() == other.size(), "columns have %d and %d values", size(), other.size());
    values.copyFrom(other.values);
  }

  /**
   * Brings rows {@code from} (inclusive) to {@code to} (exclusive) into the cache, by reading a value of each cache line: where many
   * scattered places are needed soon, it is faster to wait for them together than for one after another. Up to 49 rows are read without a branch on how many
   * there are: one that is foreseen wrongly waits for the very memory that told the length, and all that follows waits with it.
   *
   * @return a sum of what was read, to be kept somewhere, or the reading might be left out
   */
  public float touch(long from, long to) {
    if (from >= to) {
      return 0;
    }
    long last = to - 1;
    float sum = (get(from) + get(Math.min(from + LINE, last))) + (get(Math.min(from + 2 * LINE, last)) + get(last));
    for (long row = from + 3 * LINE; row < last; row += LINE) {
      sum += get(row);
    }
    return sum;
  }

  /** Overwrites so many rows from {@code row} on with the first values of an array. */
  public void set(long row, float[] source, int count) {
    MemorySegment.copy(source, 0, values, LAYOUT, row * 4, count);
  }

  /** Copies rows {@code from} (inclusive) to {@code to} (exclusive) into {@code target} from its place {@code at}. */
  public void copyTo(long from, long to, float[] target, int at) {
    MemorySegment.copy(values, LAYOUT, from * 4, target, at, Math.toIntExact(to - from));
  }

  /** Overwrites the values from {@code to} on with the first {@code count} of {@code source}. */
  public void copyFrom(float[] source, int count, long to) {
    MemorySegment.copy(source, 0, values, LAYOUT, to * 4, count);
  }

  /** A copy of rows {@code from} (inclusive) to {@code to} (exclusive). */
  public float[] toArray(long from, long to) {
    var target = new float[Math.toIntExact(to - from)];
    copyTo(from, to, target, 0);
    return target;
  }

  /** A copy of the whole column. */
  public float[] toArray() {
    return toArray(0, size());
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive) where they lie: nothing is copied, so changes of either show in both. */
  public FloatColumn part(long from, long to) {
    return new FloatColumn(values.asSlice(from * 4, (to - from) * 4));
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
