package dev.tributary.data;

import dev.tributary.math.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The rows of a table as records. The first rows are read ahead for {@link FormatSniffer}, which must see them before. */
final class TableRows extends Records {
  private static final int AHEAD = 500;

  private static final long STEP = 1 << 14;

  private final TableReader reader;
  private final Progress progress;
  private final String phase;
  private final List<String> columns;
  private final List<List<byte[]>> ahead = new ArrayList<>();
  private final List<Map<String, String>> contextsAhead = new ArrayList<>();
  private Map<String, String> context = Map.of();
  private final int[] from;
  private final int[] length;
  private byte[] bytes = new byte[1 << 12];
  private int size;

  /**
   * The rows of a reader.
   *
   * @param phase what progress is reported of
   */
  TableRows(TableReader reader, Progress progress, String phase) throws IOException {
    this.reader = reader;
    this.progress = progress;
    this.phase = phase;
    columns = reader.columns();
    count = columns.size();
    from = new int[count];
    length = new int[count];
    while (ahead.size() < AHEAD && reader.next()) {
      var row = new ArrayList<byte[]>(count);
      for (int column = 0; column < count; column++) {
        row.add(reader.cell(column).clone());
      }
      ahead.add(row);
      contextsAhead.add(reader.context());
    }
  }

  /** The names of the columns, then the first rows. */
  List<List<String>> head() {
    var rows = new ArrayList<List<String>>();
    rows.add(columns);
    ahead.forEach(row -> rows.add(row.stream().map(cell -> Utf8.text(cell, 0, cell.length)).toList()));
    return rows;
  }

  @Override
  boolean next() throws IOException {
    if (line % STEP == 0) {
      progress.step(phase, line, 0);
    }
    boolean known = line < ahead.size();
    if (!known && !reader.next()) {
      return false;
    }
    size = 0;
    high = false;
    problem = "";
    for (int column = 0; column < count; column++) {
      add(column, known ? ahead.get((int) line).get(column) : reader.cell(column));
    }
    context = known ? contextsAhead.get((int) line) : reader.context();
    line++;
    return true;
  }

  private void add(int column, byte[] cell) {
    from[column] = size;
    length[column] = 0;
    if (cell.length > ByteSource.MAX_WINDOW - size) {
      problem = "a row of more than " + ByteSource.MAX_WINDOW + " bytes";
      return;
    }
    if (size + cell.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + cell.length));
    }
    for (byte b : cell) {
      high |= b < 0;
      bytes[size++] = b;
    }
    length[column] = cell.length;
  }

  @Override
  byte[] bytes() {
    return bytes;
  }

  @Override
  int from(int field) {
    return from[field];
  }

  @Override
  int length(int field) {
    return length[field];
  }

  @Override
  boolean validUtf8() {
    return true; // cells of bytes need not be text; ids are looked at one by one
  }

  @Override
  String shown() {
    var text = new StringBuilder();
    for (int column = 0; column < count && text.length() < 100; column++) {
      if (length[column] > 0) {
        text.append(text.isEmpty() ? "" : ", ").append(shown(column));
      }
    }
    return text.toString();
  }

  @Override
  String shown(int field) {
    return columns.get(field) + " = " + Utf8.text(bytes, from[field], Math.min(100, length[field]));
  }

  @Override
  Map<String, String> context() {
    return context;
  }
}
