package dev.tributary.ann.files;

import dev.tributary.model.CorruptFileException;
import java.nio.charset.StandardCharsets;

/** The lines of a mapped text that are not blank, one after the other. Confined: one reading. */
final class TextLines {
  private static final int LONGEST = 1 << 24;

  private final MappedFile file;
  private long at;
  private long start;
  private long number;

  TextLines(MappedFile file) {
    this.file = file;
  }

  /** The next line, or nothing at the end. */
  String next() throws CorruptFileException {
    while (at < file.size()) {
      start = at;
      number++;
      while (at < file.size() && file.byteAt(at) != '\n') {
        at++;
      }
      file.check(at - start <= LONGEST, start, "has a line of %d bytes, allowed %d", at - start, LONGEST);
      String line = new String(file.bytesAt(start, (int) (at - start)), StandardCharsets.UTF_8);
      at++;
      if (!line.isBlank()) {
        return line;
      }
    }
    return "";
  }

  /** Where the last line begins, in bytes. */
  long start() {
    return start;
  }

  /** Number of the last line, 1 = first. */
  long number() {
    return number;
  }
}
