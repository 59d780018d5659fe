package dev.tributary.data;

import dev.tributary.math.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The lines of a text file that are not blank, without their ends and the blanks around them; packed with gzip or not. Lines of more than 1 MiB are told, not held.
 * Confined: one thread.
 */
public final class Lines implements Closeable {
  private final ByteSource source;
  private int at;

  /** Where the line begins in the source's buffer. */
  int from;

  int length;

  /** Its number, from 1. */
  long line;

  /** Whether it is longer than the window; then the slice is its beginning. */
  boolean tooLong;

  Lines(ByteSource source) {
    this.source = source;
    at = source.position;
  }

  /** Opens a file. */
  public static Lines open(Path file, ReadOptions options) throws IOException {
    var source = ByteSource.open(file, options.charset(), Progress.NONE);
    try {
      source.skipMark();
      return new Lines(source);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** The line as text; the end of one that is too long. */
  public String text() {
    return Utf8.text(source.buffer, from, length);
  }

  /** Number of the line, from 1. */
  public long line() {
    return line;
  }

  /** Why the line cannot be used, or empty. */
  public String problem() {
    if (tooLong) {
      return "a line of more than " + ByteSource.MAX_WINDOW + " bytes";
    }
    return Utf8.valid(source.buffer, from, length) ? "" : "bytes that are not UTF-8";
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** Goes to the next line that is not blank; false at the end. */
  public boolean next() throws IOException {
    while (true) {
      if (!read()) {
        return false;
      }
      line++;
      while (length > 0 && source.buffer[from + length - 1] <= ' ' && source.buffer[from + length - 1] >= 0) {
        length--;
      }
      while (length > 0 && source.buffer[from] <= ' ' && source.buffer[from] >= 0) {
        from++;
        length--;
      }
      if (length > 0 || tooLong) {
        return true;
      }
    }
  }

  private boolean read() throws IOException {
    from = at;
    tooLong = false;
    while (true) {
      while (at < source.limit && source.buffer[at] != '\n') {
        at++;
      }
      if (at < source.limit) {
        length = at++ - from;
        return true;
      }
      int shift = source.more(from);
      if (shift >= 0) {
        from -= shift;
        at -= shift;
      } else if (source.full()) {
        skip();
        return true;
      } else {
        length = at - from;
        return length > 0;
      }
    }
  }

  /** Steps over the rest of a line that fills the window; what is left of it in the window serves as its slice. */
  private void skip() throws IOException {
    tooLong = true;
    while (true) {
      while (at < source.limit && source.buffer[at] != '\n') {
        at++;
      }
      if (at < source.limit) {
        from = Math.max(0, at - 100);
        length = at++ - from;
        return;
      }
      int shift = source.more(at);
      if (shift < 0) {
        from = Math.max(0, at - 100);
        length = at - from;
        return;
      }
      at -= shift;
    }
  }
}
