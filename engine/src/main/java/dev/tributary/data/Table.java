package dev.tributary.data;

import dev.tributary.math.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a text table (csv, tsv, any separator, gzip) as lists of text, for tables of items and users. The separator is told apart by content. Confined: one thread.
 */
public final class Table implements Closeable {
  private final ByteSource source;
  private final DelimitedRows rows;
  private final String separator;

  private Table(ByteSource source, String separator) {
    this.source = source;
    this.separator = separator;
    this.rows = new DelimitedRows(source, separator.getBytes(java.nio.charset.StandardCharsets.UTF_8), FormatSniffer.quotes(separator));
  }

  /**
   * Opens a table.
   *
   * @throws BadDataException when the file is empty or has no columns
   */
  public static Table open(Path file, ReadOptions options) throws IOException {
    var source = ByteSource.open(file, options.charset(), Progress.NONE);
    try {
      return new Table(source, options.separator().isEmpty() ? separator(source, file.getFileName().toString()) : options.separator());
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static String separator(ByteSource source, String name) throws IOException {
    source.skipMark();
    source.fill(1 << 18);
    var sample = java.util.Arrays.copyOfRange(source.buffer, source.position, Math.max(source.limit, source.position + 1));
    int length = source.limit - source.position;
    if (length == 0) {
      throw new BadDataException(name + " is empty; it should hold a row a line");
    }
    return FormatSniffer.tableSeparator(sample, length, source.ended(), name)
        .orElseThrow(() -> new BadDataException(name + " has no columns that are separated by tabs, commas, semicolons, '|' or '::'; name the separator with --separator"));
  }

  /** The column of a header that names an item by one of its common names, or -1. */
  public static int itemColumn(List<String> header) {
    return column(header, Layout.Role.ITEM);
  }

  /** The column of a header that names a user by one of their common names, or -1. */
  public static int userColumn(List<String> header) {
    return column(header, Layout.Role.USER);
  }

  private static int column(List<String> header, Layout.Role role) {
    var names = header.stream().map(Layout::plain).toList();
    return names.contains("id") ? names.indexOf("id") : role.synonyms().stream().map(names::indexOf).filter(i -> i >= 0).findFirst().orElse(-1);
  }

  /** A column's name as synonyms are compared: lower case, without {@code _ - .} and blanks. */
  public static String plainName(String name) {
    return Layout.plain(name);
  }

  /** What is wrong with an id, or empty: it has 1 to 4,096 bytes of UTF-8 without control characters. */
  public static String idProblem(String id) {
    return id.isEmpty() ? "empty id" : Ids.problem(id);
  }

  /** The number of a text, or NaN when it is no finite decimal number. */
  public static double number(String text) {
    byte[] bytes = text.strip().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return NumberText.parse(bytes, 0, bytes.length);
  }

  /** Goes to the next row; false at the end. */
  public boolean next() throws IOException {
    return rows.next();
  }

  /** The fields of the row. */
  public List<String> row() {
    var fields = new ArrayList<String>(rows.count);
    for (int field = 0; field < rows.count; field++) {
      fields.add(rows.text(field));
    }
    return fields;
  }

  /** Why the row cannot be used, or empty. */
  public String problem() {
    return rows.problem.isEmpty() && !rows.validUtf8() ? "bytes that are not UTF-8" : rows.problem;
  }

  /** Line number of the row, from 1. */
  public long line() {
    return rows.line;
  }

  /** The beginning of the row, for messages. */
  public String shown() {
    return ImportReport.Tally.shown(rows.shown());
  }

  /** What separates the fields. */
  public String separator() {
    return separator;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
