package dev.tributary.data;

import java.util.ArrayList;
import java.util.List;

/**
 * How a file will be read.
 *
 * @param separator between fields; one space stands for any run of blanks
 * @param quotes whether fields may stand in quotes
 * @param header names of the first row; empty when it is data
 * @param fields number of fields of a row; 0 when rows may differ
 * @param layout which column is what
 * @param timed whether rows carry times, so that one without is rejected
 * @param notes what the reader of the report should know
 */
record Reading(EventFormat format, byte[] separator, boolean quotes, List<String> header, int fields, Layout layout, boolean timed, List<String> notes) {
  Reading {
    header = List.copyOf(header);
    notes = List.copyOf(notes);
  }

  Reading asTimed(boolean timed) {
    return new Reading(format, separator, quotes, header, fields, layout, timed, notes);
  }

  Reading withLayout(Layout layout) {
    return new Reading(format, separator, quotes, header, fields, layout, timed, notes);
  }

  Reading withNote(String note) {
    var more = new ArrayList<>(notes);
    more.add(note);
    return new Reading(format, separator, quotes, header, fields, layout, timed, more);
  }

  /** In words, for reports. */
  String describe() {
    return switch (format) {
      case JSONL, ADJACENCY, PAIRS -> format.wireName();
      case PARQUET, TFRECORD -> format.wireName() + " (" + layout.describe(header) + ")";
      case CSV, MOVIELENS, RECBOLE -> format.wireName() + " (" + separatorName() + ", " + (header.isEmpty() ? "no header, " : "") + layout.describe(header) + ")";
    };
  }

  private String separatorName() {
    String text = new String(separator, java.nio.charset.StandardCharsets.UTF_8);
    return "separator " + switch (text) {
      case "\t" -> "tab";
      case " " -> "blanks";
      default -> text;
    };
  }
}
