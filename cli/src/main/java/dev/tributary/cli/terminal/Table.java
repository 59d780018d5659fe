package dev.tributary.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** A table of text: plain for a terminal, or Markdown. Columns that hold numbers are set flush right. Confined: one thread. */
public final class Table {
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  /** Starts a table with the names of its columns. */
  public Table(String... header) {
    this.header = List.of(header);
  }

  /** Starts a table with the names of its columns. */
  public Table(List<String> header) {
    this.header = List.copyOf(header);
  }

  /** Adds a row: one cell for each column. */
  public Table row(Object... cells) {
    return row(java.util.Arrays.stream(cells).map(String::valueOf).toList());
  }

  /** Adds a row: one cell for each column. */
  public Table row(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException("row has " + cells.size() + " cells, the table has " + header.size() + " columns");
    }
    rows.add(cells.stream().map(cell -> Text.message(cell).replace('\n', ' ').replace('\t', ' ')).toList());
    return this;
  }

  /** The table with two spaces between columns; ends with a line break. */
  public String plain() {
    var widths = widths();
    var text = new StringBuilder();
    line(text, header, widths);
    text.append("-".repeat(widths.stream().mapToInt(Integer::intValue).sum() + 2 * (widths.size() - 1))).append('\n');
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  /** The table in Markdown; ends with a line break. */
  public String markdown() {
    var text = new StringBuilder();
    text.append("| ").append(String.join(" | ", header)).append(" |\n|");
    for (int column = 0; column < header.size(); column++) {
      text.append(numeric(column) ? " ---: |" : " --- |");
    }
    text.append('\n');
    for (var row : rows) {
      text.append("| ").append(String.join(" | ", row.stream().map(cell -> cell.replace("|", "\\|")).toList())).append(" |\n");
    }
    return text.toString();
  }

  private List<Integer> widths() {
    var widths = new ArrayList<Integer>();
    for (int column = 0; column < header.size(); column++) {
      int width = Text.width(header.get(column));
      for (var row : rows) {
        width = Math.max(width, Text.width(row.get(column)));
      }
      widths.add(width);
    }
    return widths;
  }

  private void line(StringBuilder text, List<String> cells, List<Integer> widths) {
    var line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String gap = " ".repeat(widths.get(column) - Text.width(cells.get(column)));
      line.append(numeric(column) ? gap + cells.get(column) : cells.get(column) + gap).append("  ");
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private boolean numeric(int column) {
    return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches("[-+.,0-9eE %*±]*[0-9][-+.,0-9eE %*±]*|-|"));
  }
}
