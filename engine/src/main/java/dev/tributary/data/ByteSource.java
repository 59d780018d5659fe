package dev.tributary.data;

import dev.tributary.math.Progress;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A window over the bytes of a file, standard input or an array: {@link #buffer} from {@link #position} to {@link #limit}. Unpacks gzip and, where an {@link Unpacker} is there, zstd (by
 * the first bytes) and turns other charsets into UTF-8. The window grows only to {@link #MAX_WINDOW}, so memory is bounded
 * whatever the file holds. Confined: one thread.
 */
final class ByteSource implements Closeable {
  /** The longest record that a reader can ask for, in bytes. */
  static final int MAX_WINDOW = 1 << 20;

  private static final int START = 1 << 18;

  private final InputStream in;
  private final Runnable onRead;
  byte[] buffer;
  int position;
  int limit;
  private boolean ended;

  private ByteSource(InputStream in, byte[] buffer, Runnable onRead) {
    this.in = in;
    this.buffer = buffer;
    this.onRead = onRead;
  }

  /** The bytes of an array. */
  static ByteSource of(byte[] bytes, int length) {
    var source = new ByteSource(InputStream.nullInputStream(), Arrays.copyOf(bytes, Math.max(length, 1)), () -> {});
    source.limit = length;
    return source;
  }

  /** Opens a file, or standard input for {@code -}. */
  static ByteSource open(Path path, Charset charset, Progress progress) throws IOException {
    boolean standardInput = path.toString().equals("-");
    if (!standardInput && Files.isDirectory(path)) {
      throw new BadDataException(path + " is a folder, a file is expected");
    }
    if (!standardInput && !Files.exists(path)) {
      throw new java.nio.file.NoSuchFileException(path + " does not exist");
    }
    long total = standardInput || !Files.isRegularFile(path) ? 0 : Files.size(path);
    var counted = new CountedStream(standardInput ? System.in : Files.newInputStream(path), standardInput);
    try {
      String phase = "reading " + (standardInput ? "standard input" : path.getFileName());
      return new ByteSource(decoded(counted, charset, path), new byte[START], () -> progress.step(phase, counted.read, total));
    } catch (IOException | RuntimeException e) {
      counted.close();
      throw e;
    }
  }

  private static InputStream decoded(CountedStream raw, Charset charset, Path path) throws IOException {
    byte[] head = raw.readNBytes(4);
    InputStream whole = new java.io.SequenceInputStream(new ByteArrayInputStream(head), raw);
    String packing = "";
    if (head.length >= 2 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B) {
      try {
        whole = new GZIPInputStream(whole, 1 << 16);
        packing = "gzip";
      } catch (EOFException | ZipException e) {
        throw new BadDataException(path.getFileName() + ": begins like gzip, but its header is damaged");
      }
    } else if (zstd(head)) {
      var unpacker = ServiceLoader.load(Unpacker.class).stream().map(ServiceLoader.Provider::get).filter(u -> u.name().equals("zstd")).findFirst();
      if (unpacker.isEmpty()) {
        throw new BadDataException(path.getFileName() + " is packed with zstd, which the module tributary-formats reads; put it on the class path, or unpack the file first (zstd -d)");
      }
      packing = "zstd";
      whole = unpacker.get().unpack(whole);
    } else if (head.length == 4 && (head[0] == 'P' && (head[1] == 'K' || head[1] == 'A' && head[2] == 'R'))) {
      throw new BadDataException(path.getFileName() + (head[1] == 'K' ? " is a zip archive; unpack it first" : " is Parquet, which is read from files only and by the module tributary-formats; a text format is expected here"));
    }
    whole = packing.isEmpty() ? whole : new Unpacked(whole, packing, raw);
    boolean utf16 = head.length >= 2 && ((head[0] & 0xFF) == 0xFF && (head[1] & 0xFF) == 0xFE || (head[0] & 0xFF) == 0xFE && (head[1] & 0xFF) == 0xFF);
    if (utf16 && charset.equals(StandardCharsets.UTF_8)) {
      throw new UnclearFormatException(path.getFileName() + " begins with the mark of UTF-16; say so with --charset UTF-16");
    }
    return charset.equals(StandardCharsets.UTF_8) ? whole : new Transcoder(whole, charset);
  }

  /** Whether a file begins with zstd's magic number, of a frame or of one to skip. */
  private static boolean zstd(byte[] head) {
    int magic = head.length < 4 ? 0 : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return magic == 0xFD2FB528 || (magic & 0xFFFFFFF0) == 0x184D2A50;
  }

  /**
   * Makes room behind {@link #limit} and reads. What lies before {@code keep} is given up; the window then begins at 0.
   *
   * @return how far the bytes moved to the left, or -1 when there are no more bytes or the window is full
   */
  int more(int keep) throws IOException {
    if (ended) {
      return -1;
    }
    if (keep > 0) {
      System.arraycopy(buffer, keep, buffer, 0, limit - keep);
      limit -= keep;
      position = Math.max(0, position - keep);
    }
    if (limit == buffer.length) {
      if (buffer.length >= MAX_WINDOW) {
        return keep == 0 ? -1 : keep;
      }
      buffer = Arrays.copyOf(buffer, Math.min(MAX_WINDOW, buffer.length * 2));
    }
    int count = read();
    if (count < 0) {
      ended = true;
      return keep == 0 ? -1 : keep;
    }
    limit += count;
    return keep;
  }

  private int read() throws IOException {
    onRead.run();
    return in.read(buffer, limit, buffer.length - limit);
  }

  /** Whether the window cannot grow although there may be more bytes. */
  boolean full() {
    return !ended && limit == buffer.length && buffer.length >= MAX_WINDOW;
  }

  /** Reads until the window holds so many bytes or all there are. */
  void fill(int bytes) throws IOException {
    while (limit - position < bytes && more(0) >= 0) {
      // more() has read
    }
  }

  /** Whether all bytes are in the window. */
  boolean ended() {
    return ended;
  }

  /** Steps over a UTF-8 byte-order mark at the beginning. */
  void skipMark() throws IOException {
    fill(3);
    if (limit >= 3 && (buffer[0] & 0xFF) == 0xEF && (buffer[1] & 0xFF) == 0xBB && (buffer[2] & 0xFF) == 0xBF) {
      position = 3;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Refuses what unpacks to far more than any log does: a few kilobytes must not fill the memory. */
  private static final class Unpacked extends java.io.FilterInputStream {
    private static final long FREE = 64L << 20;
    private static final long RATIO = 250; // logs pack 5 to 30 times; gzip's limit is 1030

    private final String packing;
    private final CountedStream packed;
    private long read;

    Unpacked(InputStream in, String packing, CountedStream packed) {
      super(in);
      this.packing = packing;
      this.packed = packed;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count;
      try {
        count = super.read(target, offset, length);
      } catch (EOFException | ZipException e) {
        throw new BadDataException("the " + packing + " stream is cut off or damaged behind byte " + read + " of what it unpacks to (" + e.getMessage() + "); fetch the file again");
      }
      read += Math.max(0, count);
      if (read > FREE && read > RATIO * packed.read) {
        throw new BadDataException("the " + packing + " stream unpacks to more than " + RATIO + " times its size and is taken for a bomb; unpack it yourself if it is not");
      }
      return count;
    }
  }

  /** Counts bytes as they lie on disk; leaves standard input open. */
  private static final class CountedStream extends java.io.FilterInputStream {
    private final boolean keepOpen;
    private long read;

    CountedStream(InputStream in, boolean keepOpen) {
      super(in);
      this.keepOpen = keepOpen;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      read += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      read += Math.max(0, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      if (!keepOpen) {
        super.close();
      }
    }
  }

  /** Text of another charset as UTF-8; what the charset cannot explain becomes U+FFFD's bytes cut short, so that it is counted as invalid. */
  private static final class Transcoder extends InputStream {
    private static final byte INVALID = (byte) 0xFF;

    private final InputStream in;
    private final java.nio.charset.CharsetDecoder decoder;
    private final ByteBuffer raw = ByteBuffer.allocate(1 << 14).flip();
    private final CharBuffer text = CharBuffer.allocate(1 << 14);
    private byte[] encoded = {};
    private int at;
    private char highSurrogate;
    private boolean ended;

    Transcoder(InputStream in, Charset charset) {
      this.in = in;
      decoder = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      while (at == encoded.length) {
        if (ended) {
          return -1;
        }
        encode();
      }
      int count = Math.min(length, encoded.length - at);
      System.arraycopy(encoded, at, target, offset, count);
      at += count;
      return count;
    }

    private void encode() throws IOException {
      raw.compact();
      int count = in.read(raw.array(), raw.position(), raw.remaining());
      raw.position(raw.position() + Math.max(0, count)).flip();
      ended = count < 0;
      text.clear();
      if (highSurrogate != 0) {
        text.put(highSurrogate);
        highSurrogate = 0;
      }
      var result = decoder.decode(raw, text, ended);
      boolean invalid = result.isError();
      if (invalid) {
        raw.position(raw.position() + result.length());
        ended = false;
      } else if (ended && (result.isOverflow() || raw.hasRemaining())) {
        ended = false;
      }
      text.flip();
      if (!ended && !invalid && text.hasRemaining() && Character.isHighSurrogate(text.get(text.limit() - 1))) {
        highSurrogate = text.get(text.limit() - 1);
        text.limit(text.limit() - 1);
      }
      byte[] good = text.toString().getBytes(StandardCharsets.UTF_8);
      encoded = invalid ? Arrays.copyOf(good, good.length + 1) : good;
      if (invalid) {
        encoded[good.length] = INVALID;
      }
      at = 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
