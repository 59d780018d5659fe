package dev.tributary.formats.tfrecord;

import dev.tributary.data.BadDataException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The records of a TFRecord file, one after another; plain, or packed with gzip or zlib as TensorFlow does, told apart by content. Memory is bounded by
 * the longest record, which has less than 1 GiB. Confined: one thread.
 */
public final class TfRecordReader implements Closeable {
  private static final long LONGEST = 1L << 30;

  private final String name;
  private final InputStream in;
  private long records;
  private long offset;

  private TfRecordReader(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /** Opens a file; an empty one has no records. */
  public static TfRecordReader open(Path file) throws IOException {
    var raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      raw.mark(Framing.HEAD);
      byte[] head = raw.readNBytes(Framing.HEAD);
      raw.reset();
      return new TfRecordReader(file.getFileName().toString(), unpacked(raw, head));
    } catch (IOException e) {
      raw.close();
      throw e instanceof EOFException || e instanceof ZipException ? new BadDataException(file.getFileName() + ": its gzip header is damaged; fetch the file again") : e;
    }
  }

  private static InputStream unpacked(InputStream raw, byte[] head) throws IOException {
    if (Framing.sound(head)) {
      return raw;
    }
    if (head.length >= 2 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B) {
      return new GZIPInputStream(raw, 1 << 16);
    }
    boolean zlib = head.length >= 2 && head[0] == 0x78 && ((head[0] & 0xFF) << 8 | head[1] & 0xFF) % 31 == 0;
    return zlib ? new InflaterInputStream(raw) : raw;
  }

  /** Whether a file that begins so is one: the checksum of the first length leaves no doubt. */
  static boolean begins(byte[] head) {
    try (var in = unpacked(new ByteArrayInputStream(head), head)) {
      return Framing.sound(in.readNBytes(Framing.HEAD));
    } catch (IOException e) {
      return false; // packed, but something else
    }
  }

  /**
   * The next record, or nothing at the end.
   *
   * @throws BadDataException when the file is cut off or a checksum is wrong; records before were good
   */
  public Optional<byte[]> next() throws IOException {
    try {
      return read();
    } catch (EOFException | ZipException e) {
      throw bad("the packed stream is cut off or damaged (" + e.getMessage() + ")");
    }
  }

  private Optional<byte[]> read() throws IOException {
    byte[] head = in.readNBytes(Framing.HEAD);
    if (head.length == 0) {
      return Optional.empty();
    }
    if (head.length < Framing.HEAD) {
      throw bad("the file ends within its head");
    }
    if (!Framing.sound(head)) {
      throw bad("the checksum of its length is wrong");
    }
    long length = Framing.length(head);
    if (length < 0 || length >= LONGEST) {
      throw bad("it is said to have " + length + " bytes, allowed " + LONGEST);
    }
    byte[] record = in.readNBytes((int) length); // grows with what is there, so a wrong length costs nothing
    byte[] checksum = in.readNBytes(4);
    if (checksum.length < 4) {
      throw bad("the file ends " + (length - record.length + 4 - checksum.length) + " bytes before the record does");
    }
    if (ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN).getInt() != Framing.checksum(record, 0, record.length)) {
      throw bad("the checksum of its data is wrong");
    }
    records++;
    offset += Framing.HEAD + length + 4;
    return Optional.of(record);
  }

  /** How many records were read. */
  public long records() {
    return records;
  }

  private BadDataException bad(String reason) {
    return new BadDataException(name + ": record " + (records + 1) + ", at byte " + offset + " of the unpacked file: " + reason + "; fetch or write the file again");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
