package dev.tributary.data;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts delimited text into records and fields, in place: a field is a slice of {@link #bytes}, valid until the next record.
 *
 * <p>RFC 4180: a field may stand in double quotes, then holds separators and line breaks, and a quote twice for once; lines end in LF
 * or CRLF, the last one in nothing. Empty lines are stepped over. With the separator {@code " "} any run of spaces and tabs separates. Quotes
 * mean themselves where {@code quotes} is false, and inside of a field that does not begin with one.
 *
 * <p>A record of more than {@link ByteSource#MAX_WINDOW} bytes, an unclosed quote and text behind a closing quote are {@linkplain #problem
 * told}, not thrown; after an unclosed quote reading goes on in the line after it. Memory is bounded; so is time: what is read again after
 * unclosed quotes is at most 64 MiB, beyond which the rest of the file is given up as one bad record. Confined: one thread.
 */
final class DelimitedRows extends Records {
  private static final long RESCAN_BUDGET = 64L << 20;
  private static final int MAX_FIELDS = 1 << 16;
  private static final int FIELD_END = 0;
  private static final int LINE_END = 1;

  private final ByteSource source;
  private final byte[] separator;
  private final byte first;
  private final boolean runs;
  private final boolean quotes;
  private final boolean strayQuotesAreText;
  private int[] from = new int[16];
  private int[] length = new int[16];
  private int start;
  private int at;
  private long nextLine = 1;
  private long rescanned;
  private boolean tooManyFields;
  private String excerpt = "";

  /**
   * Rows of a source, from its position on.
   *
   * @param quotes whether a field may stand in double quotes; with a tab as separator a quote that is not closed properly means itself
   */
  DelimitedRows(ByteSource source, byte[] separator, boolean quotes) {
    this.source = source;
    this.at = source.position;
    this.separator = separator;
    this.first = separator[0];
    this.runs = separator.length == 1 && first == ' ';
    this.quotes = quotes;
    this.strayQuotesAreText = separator.length == 1 && first == '\t';
  }

  @Override
  byte[] bytes() {
    return source.buffer;
  }

  @Override
  int from(int field) {
    return start + from[field];
  }

  @Override
  int length(int field) {
    return length[field];
  }

  @Override
  String shown() {
    return excerpt.isEmpty() ? excerpt() : excerpt;
  }

  private String excerpt() {
    return Utf8.text(source.buffer, start, Math.min(Math.max(at - start, 0), 100)).strip();
  }

  private void tell(String what) {
    problem = what;
    excerpt = excerpt();
  }

  @Override
  boolean validUtf8() {
    return !high || Utf8.valid(source.buffer, start, at - start);
  }

  @Override
  boolean next() throws IOException {
    while (true) {
      start = at;
      line = nextLine;
      count = 0;
      high = false;
      problem = "";
      excerpt = "";
      if (plainLine()) {
        return true;
      }
      if (!read()) {
        return false;
      }
      if (count > 0 || !problem.isEmpty()) {
        return true;
      }
    }
  }

  /**
   * The usual line at once: in the window as a whole, without a quote, its separator one byte. Any other is left to {@link #read}, which starts over; measured
   * on ratings, this takes half the time of going field by field.
   */
  private boolean plainLine() {
    if (separator.length > 1 || runs) {
      return false;
    }
    byte[] buffer = source.buffer;
    int limit = source.limit;
    int fieldStart = start;
    int fields = 0;
    int seen = 0;
    for (int i = start; i < limit; i++) {
      byte b = buffer[i];
      seen |= b;
      if (b == first || b == '\n') {
        int end = b == '\n' && i > fieldStart && buffer[i - 1] == '\r' ? i - 1 : i;
        if (fields == from.length || b == '\n' && fields == 0 && end == fieldStart) {
          return false;
        }
        from[fields] = fieldStart - start;
        length[fields++] = end - fieldStart;
        fieldStart = i + 1;
        if (b == '\n') {
          count = fields;
          high = seen < 0;
          at = i + 1;
          nextLine++;
          return true;
        }
      } else if (b == '"' && quotes) {
        return false;
      }
    }
    return false;
  }

  /** Moves the window so that the record begins at 0; false when there are no more bytes or the record is too long. */
  private boolean more() throws IOException {
    int shift = source.more(start);
    if (shift < 0) {
      return false;
    }
    start -= shift;
    at -= shift;
    return true;
  }

  /** Reads one line; an empty one leaves {@link #count} 0. False at the end of the source. */
  private boolean read() throws IOException {
    if (at == source.limit && !available()) {
      return false;
    }
    if (runs) {
      skipBlanks();
    }
    while (true) { // once a field
      int fieldStart = at - start;
      boolean quoted = quotes && available() && source.buffer[at] == '"';
      int end = quoted ? quotedField(fieldStart) : plainField();
      if (!problem.isEmpty()) {
        return true;
      }
      if (tooManyFields) {
        tell("more than " + MAX_FIELDS + " fields");
        if (end == FIELD_END) {
          skipRestOfLine();
        }
        tooManyFields = false;
        return true;
      }
      if (end == FIELD_END) {
        continue;
      }
      nextLine++;
      return true;
    }
  }

  private boolean available() throws IOException {
    while (at == source.limit) {
      if (!more()) {
        return false;
      }
    }
    return true;
  }

  private void skipBlanks() throws IOException {
    while (available() && (source.buffer[at] == ' ' || source.buffer[at] == '\t')) {
      at++;
    }
  }

  /** Reads up to a separator or the line's end. */
  private int plainField() throws IOException {
    int fieldStart = at - start;
    int seen = 0;
    while (true) {
      byte[] buffer = source.buffer;
      int i = at;
      for (int limit = source.limit; i < limit; i++) {
        byte b = buffer[i];
        if (b == first || b == '\n' || runs && b == '\t') {
          break;
        }
        seen |= b;
      }
      at = i;
      if (i == source.limit) {
        if (more()) {
          continue;
        }
        high |= seen < 0;
        return source.full() ? tooLong() : lastField(fieldStart, at);
      }
      if (buffer[i] == '\n') {
        high |= seen < 0;
        at++;
        return lastField(fieldStart, i);
      }
      if (separatorHere()) {
        high |= seen < 0;
        add(fieldStart, at - start - fieldStart);
        at += separator.length;
        if (runs) {
          skipBlanks();
          if (!available() || source.buffer[at] == '\n' || source.buffer[at] == '\r') {
            return endOfRun();
          }
        }
        return FIELD_END;
      }
      at++;
    }
  }

  /** Blanks before the end of a line make no further field. */
  private int endOfRun() throws IOException {
    while (available() && source.buffer[at] != '\n') {
      if (source.buffer[at] != '\r') {
        return FIELD_END;
      }
      at++;
    }
    at = Math.min(at + 1, source.limit);
    return LINE_END;
  }

  /** Whether the separator stands at {@link #at}, where its first byte does. */
  private boolean separatorHere() throws IOException {
    for (int n = 1; n < separator.length; n++) {
      while (at + n >= source.limit) {
        if (!more()) {
          return false;
        }
      }
      if (source.buffer[at + n] != separator[n]) {
        return false;
      }
    }
    return true;
  }

  private int lastField(int fieldStart, int end) {
    int size = end - start - fieldStart;
    if (size > 0 && source.buffer[end - 1] == '\r') {
      size--;
    }
    if (count > 0 || size > 0) {
      add(fieldStart, size);
    }
    return LINE_END;
  }

  private void add(int fieldStart, int size) {
    if (count == from.length) {
      if (count == MAX_FIELDS) {
        tooManyFields = true;
        return;
      }
      from = Arrays.copyOf(from, count * 2);
      length = Arrays.copyOf(length, count * 2);
    }
    from[count] = fieldStart;
    length[count++] = size;
  }

  /** A record that fills the window: what is left of its line is stepped over. */
  private int tooLong() throws IOException {
    tell("a line of more than " + ByteSource.MAX_WINDOW + " bytes");
    start = at;
    skipRestOfLine();
    return LINE_END;
  }

  /** Reads a field in quotes; its content is unescaped in place once it is complete. */
  private int quotedField(int fieldStart) throws IOException {
    int breaks = 0;
    int doubled = 0;
    int seen = 0;
    at++;
    while (true) {
      if (at == source.limit && !available()) {
        return unclosed(fieldStart);
      }
      byte b = source.buffer[at];
      if (b == '"') {
        boolean another = at + 1 < source.limit;
        while (!another && more()) {
          another = at + 1 < source.limit;
        }
        if (another && source.buffer[at + 1] == '"') {
          doubled++;
          at += 2;
          continue;
        }
        break;
      }
      breaks += b == '\n' ? 1 : 0;
      seen |= b;
      at++;
    }
    int close = at - start;
    at++;
    if (!available() || source.buffer[at] == '\n' || source.buffer[at] == '\r' || source.buffer[at] == first && separatorHere()) {
      high |= seen < 0;
      nextLine += breaks;
      return closed(fieldStart, close, doubled);
    }
    at = start + fieldStart;
    if (strayQuotesAreText) {
      return plainField();
    }
    tell("text behind a closing quote");
    skipRestOfLine();
    return LINE_END;
  }

  private void skipRestOfLine() throws IOException {
    while (available() && source.buffer[at] != '\n') {
      at++;
      if (at - start > ByteSource.MAX_WINDOW / 2) {
        start = at;
        count = 0; // the fields before are no longer in the window
      }
    }
    at = Math.min(at + 1, source.limit);
    nextLine++;
  }

  private int closed(int fieldStart, int close, int doubled) throws IOException {
    int size = close - fieldStart - 1;
    if (doubled > 0) {
      int to = start + fieldStart + 1;
      for (int i = to; i < start + close; i++) {
        byte b = source.buffer[i];
        i += b == '"' ? 1 : 0;
        source.buffer[to++] = b;
      }
      size -= doubled;
    }
    add(fieldStart + 1, size);
    if (available() && source.buffer[at] == first && separatorHere()) {
      at += separator.length;
      return FIELD_END;
    }
    if (available() && source.buffer[at] == '\r') {
      at++;
    }
    if (available() && source.buffer[at] == '\n') {
      at++;
    }
    return LINE_END;
  }

  /** The window or the file ended inside of quotes. */
  private int unclosed(int fieldStart) throws IOException {
    rescanned += at - start - fieldStart;
    if (rescanned > RESCAN_BUDGET) {
      tell("unclosed quotes again and again; the rest of the file is not read");
      while (source.more(source.limit) >= 0) {
        source.position = source.limit;
      }
      start = at = source.limit;
      return LINE_END;
    }
    at = start + fieldStart;
    if (strayQuotesAreText) {
      return plainField();
    }
    tell("unclosed quote");
    skipRestOfLine();
    return LINE_END;
  }
}
