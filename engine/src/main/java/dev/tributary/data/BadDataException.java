package dev.tributary.data;

import java.io.IOException;

/** A file or stream holds nothing that can be used. The message names the file, the line and value, and what to do. */
public final class BadDataException extends IOException {
  private static final long serialVersionUID = 1L;

  public BadDataException(String message) {
    super(message);
  }
}
