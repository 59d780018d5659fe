package dev.tributary.log;

import java.io.IOException;

/** Records could not be made durable; none of them is kept, and the log is as it was. Sending them again later is safe. */
public final class NotStoredException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean full;

  NotStoredException(boolean full, String message, Throwable cause) {
    super(message + (full ? "; the disk is full: free some space and send it again" : "; look to the disk and send it again"), cause);
    this.full = full;
  }

  /** Whether the disk has no room left. */
  public boolean full() {
    return full;
  }
}
