package dev.tributary.formats.rows;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes rows as a table over a stream that stays open. {@link #close} ends the table; without it what was written is not one. The same rows give the same
 * bytes. Confined: one thread.
 */
public interface RowWriter<T> extends Closeable {
  /** Appends a row. */
  void write(T row) throws IOException;
}
