package dev.tributary.data;

import java.io.IOException;

/** The lines of a source, without their ends, as slices of its window. Confined: one thread. */
final class Lines {
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

  /** Goes to the next line that is not blank; false at the end. */
  boolean next() throws IOException {
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
