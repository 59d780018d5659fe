package dev.tributary.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, the first row a header, as aligned text or as Markdown. Names are left-aligned, numbers right. Confined. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
  }

  /** Places on a terminal: Han characters and the like take two. */
  private static int width(String text) {
    return text.codePoints().map(c -> c >= 0x1100 && (Character.isIdeographic(c) || c >= 0x3000 && c <= 0x30FF || c >= 0xAC00 && c <= 0xD7A3 || c >= 0xFF00 && c <= 0xFF60) ? 2 : 1).sum();
  }

  String text() {
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String gap = " ".repeat(width(c) - width(row.get(c)));
        line.append(c == 0 ? row.get(c) + gap : "  " + gap + row.get(c));
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }

  String markdown() {
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      lines.add("| " + String.join(" | ", row.stream().map(cell -> cell.replace("|", "\\|")).toList()) + " |");
      if (lines.size() == 1) {
        lines.add("|---|" + "---:|".repeat(row.size() - 1));
      }
    }
    return String.join("\n", lines);
  }
}
