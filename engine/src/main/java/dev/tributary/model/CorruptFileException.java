package dev.tributary.model;

import java.io.IOException;
import java.nio.file.Path;

/** A file is damaged, cut short or not what its name says. The message names the file, the place and the reason. */
public final class CorruptFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A damaged file.
   *
   * @param offset byte at which it shows, or -1 when it concerns the whole file
   */
  public CorruptFileException(Path path, long offset, String reason) {
    super(path.getFileName() + ": " + reason + (offset < 0 ? "" : " at byte " + offset) + " (" + path + ")");
  }
}
