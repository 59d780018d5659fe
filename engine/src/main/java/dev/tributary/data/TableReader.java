package dev.tributary.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Rows of a table one after another, each cell as UTF-8 text: whole numbers as digits, others in the shortest decimal form that gives them again, truth as
 * {@code true} and {@code false}, moments and days as ISO-8601 in UTC (epoch milliseconds outside of the years 0 to 9999), bytes as they are, lists as JSON arrays; nothing where a cell is empty. Confined: one thread.
 */
public interface TableReader extends Closeable {
  /** Names of the columns; where rows differ, those of the first rows. */
  List<String> columns();

  /**
   * Goes to the next row; false at the end.
   *
   * @throws BadDataException when the file is cut off or damaged here
   */
  boolean next() throws IOException;

  /** A cell of the row. The array is the caller's until the next row, and only to read. */
  byte[] cell(int column) throws IOException;

  /** What the row tells of its event's context, by name: a column {@code context} that is a map, or columns {@code context.NAME}. They are not among {@link #columns}. */
  Map<String, String> context() throws IOException;
}
