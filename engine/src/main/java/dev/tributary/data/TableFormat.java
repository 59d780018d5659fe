package dev.tributary.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A binary format of tables that another module reads, found on the class or module path by {@link java.util.ServiceLoader}, so that the engine
 * needs none of its libraries. Thread-safe.
 */
public interface TableFormat {
  /** What {@code --format} calls it. */
  EventFormat format();

  /**
   * Whether a file that begins like this is of the format; a certain answer, not a guess.
   *
   * @param head the first bytes of the file as they lie on disk, up to 4,096
   */
  boolean recognizes(byte[] head);

  /**
   * Opens a file.
   *
   * @throws BadDataException when the file is cut off, damaged or of another format, with its name, the place, the reason and what to do
   */
  TableReader open(Path file) throws IOException;
}
