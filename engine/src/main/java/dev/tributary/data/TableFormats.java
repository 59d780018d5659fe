package dev.tributary.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** The binary formats that are there. They are looked for only when a file is no plain text, so that text costs nothing more. Holds nothing. */
final class TableFormats {
  private static final int HEAD = 4096;

  private TableFormats() {}

  /**
   * The format of a file, when it is binary.
   *
   * @throws UnclearFormatException when the options name one for which no module is there
   */
  static Optional<TableFormat> of(Path file, ReadOptions options) throws IOException {
    boolean standardInput = file.toString().equals("-");
    if (options.format().isPresent()) {
      var wanted = options.format().get();
      if (!wanted.binary()) {
        return Optional.empty();
      }
      if (standardInput) {
        throw new UnclearFormatException("standard input: " + wanted.wireName() + " is read from files only; write it to a file first");
      }
      var found = ServiceLoader.load(TableFormat.class).stream().map(ServiceLoader.Provider::get).filter(f -> f.format() == wanted).findFirst();
      if (found.isEmpty()) {
        throw new UnclearFormatException(file.getFileName() + ": " + wanted.wireName() + " is read by the module tributary-formats, which is not there; put it on the class path");
      }
      return found;
    }
    if (standardInput || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] head;
    try (var in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    if (text(head)) {
      return Optional.empty();
    }
    return ServiceLoader.load(TableFormat.class).stream().map(ServiceLoader.Provider::get).filter(f -> f.recognizes(head)).findFirst();
  }

  /** Whether the first bytes can only be text; Parquet begins with letters too. */
  private static boolean text(byte[] head) {
    for (int i = 0; i < Math.min(head.length, 16); i++) {
      if (head[i] >= 0 && head[i] < ' ' && head[i] != '\n' && head[i] != '\r' && head[i] != '\t' || head[i] == (byte) 0x8B) {
        return false;
      }
    }
    return !(head.length >= 4 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R' && head[3] == '1');
  }
}
