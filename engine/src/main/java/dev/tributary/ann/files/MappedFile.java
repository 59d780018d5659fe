package dev.tributary.ann.files;

import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A little-endian file in memory, read-only; unmapped by the collector. Reading beyond its end is a damaged file. Immutable. */
final class MappedFile {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final MemorySegment bytes;

  private MappedFile(Path path, MemorySegment bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  static MappedFile open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw Files.exists(path)
          ? new CorruptFileException(path, -1, "is no regular file")
          : new NoSuchFileException(path.toString(), null, "there is no such file");
    }
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    }
  }

  Path path() {
    return path;
  }

  long size() {
    return bytes.byteSize();
  }

  /** What is wrong, at a byte of this file or −1. */
  CorruptFileException corrupt(long offset, String reason, Object... values) {
    return new CorruptFileException(path, offset, String.format(java.util.Locale.ROOT, reason, values));
  }

  /** Throws what is wrong when it does not hold. */
  void check(boolean holds, long offset, String reason, Object... values) throws CorruptFileException {
    if (!holds) {
      throw corrupt(offset, reason, values);
    }
  }

  private void checkInside(long offset, long length) throws CorruptFileException {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw corrupt(size(), "ends where %d bytes from %d on are expected", length, offset);
    }
  }

  byte byteAt(long offset) throws CorruptFileException {
    checkInside(offset, 1);
    return bytes.get(ValueLayout.JAVA_BYTE, offset);
  }

  int intAt(long offset) throws CorruptFileException {
    checkInside(offset, 4);
    return bytes.get(INT, offset);
  }

  long longAt(long offset) throws CorruptFileException {
    checkInside(offset, 8);
    return bytes.get(LONG, offset);
  }

  /** Fills {@code target} from an offset on. */
  void floatsAt(long offset, float[] target) throws CorruptFileException {
    checkInside(offset, 4L * target.length);
    MemorySegment.copy(bytes, FLOAT, offset, target, 0, target.length);
  }

  /** Fills the first {@code count} places of {@code target} from an offset on. */
  void intsAt(long offset, int[] target, int count) throws CorruptFileException {
    checkInside(offset, 4L * count);
    MemorySegment.copy(bytes, INT, offset, target, 0, count);
  }

  byte[] bytesAt(long offset, int count) throws CorruptFileException {
    checkInside(offset, count);
    return bytes.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE);
  }

  /** The memory of a part, for columns over it. */
  MemorySegment part(long offset, long length) throws CorruptFileException {
    checkInside(offset, length);
    return bytes.asSlice(offset, length);
  }
}
