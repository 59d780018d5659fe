package dev.tributary.log;

import static dev.tributary.math.Require.require;

import dev.tributary.model.CorruptFileException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One file of the log, {@code SEQUENCE.log}, named by the sequence number of its first record in 20 digits. Byte by byte, all
 * numbers little-endian:
 *
 * <pre>
 * 0    8 bytes  TRIBLOG and the format's version, 1
 * 8    8 bytes  sequence number of the first record
 * 16   4 bytes  CRC32C of bytes 0..15
 * 20            records end to end, each:
 *      4 bytes  length of the payload, 1..16,777,216
 *      4 bytes  CRC32C of length and payload, XOR the low 32 bits of the record's sequence number
 *      payload  see {@link PayloadWriter}
 * </pre>
 *
 * <p>Reads records one after the other, one block of the file in memory. Confined: one thread.
 */
final class Segment implements Closeable {
  static final int HEADER_BYTES = 20;
  static final int FRAME_BYTES = 8;
  static final int PAYLOAD_LIMIT = 16 << 20;
  static final String SUFFIX = ".log";
  private static final byte[] MAGIC = {'T', 'R', 'I', 'B', 'L', 'O', 'G', 1};
  private static final Pattern NAME = Pattern.compile("\\d{20}\\.log");
  private static final int BLOCK = 1 << 18;

  private final Path file;
  private final FileChannel channel;
  private final long fileSize;
  private final CRC32C crc = new CRC32C();
  private byte[] block = new byte[BLOCK];
  private long blockStart; // place in the file of block[0]
  private int blockSize;
  private long offset = HEADER_BYTES; // of the record that comes next
  private long sequence;
  private int payloadAt;
  private int payloadLength;

  private Segment(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    fileSize = channel.size();
  }

  /** Opens a segment whose header is whole. */
  static Segment open(Path file) throws IOException {
    var segment = new Segment(file, FileChannel.open(file, StandardOpenOption.READ));
    try {
      segment.readHeader();
      return segment;
    } catch (IOException | RuntimeException e) {
      segment.close();
      throw e;
    }
  }

  /** Refuses a record whose payload is too long. */
  static void checkLength(int payload) {
    require(payload <= PAYLOAD_LIMIT, "a record takes %d bytes, allowed %d", payload, PAYLOAD_LIMIT);
  }

  static byte[] header(long first) {
    var buffer = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).putLong(first);
    var crc = new CRC32C();
    crc.update(buffer.array(), 0, 16);
    return buffer.putInt((int) crc.getValue()).array();
  }

  static Path file(Path folder, long first) {
    return folder.resolve(String.format(Locale.ROOT, "%020d", first) + SUFFIX);
  }

  /** The sequence number in a segment's name. */
  static long first(Path file) throws CorruptFileException {
    String name = file.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      throw new CorruptFileException(file, -1, "its name is no sequence number");
    }
  }

  /** All segments of a folder in order; empty when there is no folder. */
  static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var children = Files.list(folder)) {
      return new ArrayList<>(children.filter(p -> NAME.matcher(p.getFileName().toString()).matches()).sorted().toList());
    }
  }

  private void readHeader() throws IOException {
    sequence = first(file);
    if (fileSize < HEADER_BYTES) {
      throw new CorruptFileException(file, fileSize, "ends within its header");
    }
    load(0, HEADER_BYTES);
    if (!Arrays.equals(block, 0, MAGIC.length - 1, MAGIC, 0, MAGIC.length - 1)) {
      throw new CorruptFileException(file, 0, "is no segment of an event log");
    }
    crc.reset();
    crc.update(block, 0, 16);
    if ((int) crc.getValue() != (int) PayloadWriter.INT.get(block, 16)) {
      throw new CorruptFileException(file, 0, "its header differs from its checksum; restore it from a copy");
    }
    if (block[7] != MAGIC[7]) {
      throw new CorruptFileException(file, 7, "has format " + block[7] + ", this version reads format " + MAGIC[7]
          + "; use the version that wrote it");
    }
    if ((long) PayloadWriter.LONG.get(block, 8) != sequence) {
      throw new CorruptFileException(file, 8, "was renamed: it begins with record " + PayloadWriter.LONG.get(block, 8));
    }
  }

  /** Sequence number of the record that {@link #next} read last plus one, or of the first. */
  long sequence() {
    return sequence;
  }

  /** Where the record begins that comes next. */
  long offset() {
    return offset;
  }

  long fileSize() {
    return fileSize;
  }

  /** The bytes that hold the payload, from {@link #payloadAt}. */
  byte[] block() {
    return block;
  }

  int payloadAt() {
    return payloadAt;
  }

  int payloadLength() {
    return payloadLength;
  }

  /**
   * Goes on to the next record; false at the end of what is whole: the end of the file, a torn tail or damage, which {@link
   * #tail} tells apart.
   */
  boolean next() throws IOException {
    int length = lengthAt(offset);
    if (length < 0 || checksum(offset, length) != (int) sequence) {
      return false;
    }
    payloadAt = (int) (offset - blockStart) + FRAME_BYTES;
    payloadLength = length;
    offset += FRAME_BYTES + length;
    sequence++;
    return true;
  }

  /** Length of the payload of a record that may begin here, -1 when none can. */
  private int lengthAt(long place) throws IOException {
    if (fileSize - place <= FRAME_BYTES) {
      return -1;
    }
    load(place, FRAME_BYTES);
    int length = (int) PayloadWriter.INT.get(block, (int) (place - blockStart));
    return length < 1 || length > PAYLOAD_LIMIT || length > fileSize - place - FRAME_BYTES ? -1 : length;
  }

  /** The low 32 bits of the sequence number that a record here must have to be whole. */
  private int checksum(long place, int length) throws IOException {
    load(place, FRAME_BYTES + length);
    int at = (int) (place - blockStart);
    crc.reset();
    crc.update(block, at, 4);
    crc.update(block, at + FRAME_BYTES, length);
    return (int) crc.getValue() ^ (int) PayloadWriter.INT.get(block, at + 4);
  }

  /** Has the bytes from a place on in the block. The array never grows beyond the file's size. */
  private void load(long place, int length) throws IOException {
    if (place >= blockStart && place + length <= blockStart + blockSize) {
      return;
    }
    if (length > block.length) {
      block = new byte[(int) Math.min(fileSize - place, Math.max(length, 2L * BLOCK))];
    }
    var buffer = ByteBuffer.wrap(block);
    while (buffer.hasRemaining() && channel.read(buffer, place + buffer.position()) > 0) {
      // one read is usually enough
    }
    if (buffer.position() < length) {
      throw new CorruptFileException(file, place, "became shorter while it was read");
    }
    blockStart = place;
    blockSize = buffer.position();
  }

  /** What lies after the last whole record. */
  enum Tail {
    /** Nothing. */
    NONE,
    /** The beginning of a record whose writing was cut off. */
    TORN,
    /** A damaged record with whole ones after it: not from a write that was cut off. */
    DAMAGED
  }

  /**
   * Tells what follows after {@link #next} answered false. A whole record anywhere behind, with a sequence number that fits, makes
   * it damage; so does a tail that takes too long to search.
   */
  Tail tail() throws IOException {
    if (offset == fileSize) {
      return Tail.NONE;
    }
    long budget = 1L << 28;
    long most = (fileSize - offset) / (FRAME_BYTES + 1);
    for (long place = offset + 1; place < fileSize - FRAME_BYTES; place++) {
      int length = lengthAt(place);
      if (length < 0) {
        continue;
      }
      load(place, FRAME_BYTES + 1);
      int kind = block[(int) (place - blockStart) + FRAME_BYTES];
      if (kind < PayloadWriter.EVENT || kind > PayloadWriter.USER) {
        continue;
      }
      long ahead = Integer.toUnsignedLong(checksum(place, length) - (int) sequence);
      budget -= length;
      if (ahead >= 1 && ahead <= most || budget < 0) {
        return Tail.DAMAGED;
      }
    }
    return Tail.TORN;
  }

  /** The failure of a record that is damaged. */
  CorruptFileException damaged() {
    return new CorruptFileException(
        file, offset, "record " + sequence
            + " is damaged and whole records follow; restore the file from a copy (the records before it can still be replayed)");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
