package dev.tributary.cli.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Standard output takes no more: its reader has gone, or the disk behind it is full. */
final class ClosedOutputException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  ClosedOutputException(IOException cause) {
    super(cause);
  }

  /** Whether the reader went away, as {@code head} does when it has read enough. */
  boolean readerGone() {
    String reason = String.valueOf(getCause().getMessage()).toLowerCase(java.util.Locale.ROOT);
    return reason.contains("broken pipe") || reason.contains("pipe closed") || reason.contains("pipe is being closed");
  }
}
