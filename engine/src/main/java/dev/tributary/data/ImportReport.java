package dev.tributary.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * What became of the rows of a file: {@code rows = kept + rejected()}. Immutable.
 *
 * @param source name of the file
 * @param reading how it was read, in words: format, separator, columns
 * @param rows rows read: records beside the header and empty lines; in an adjacency file each user–item pair is one
 * @param kept rows that gave at least one event
 * @param events events they gave; a row with many signals gives several
 * @param rejections rows that gave none, by kind, in order of first appearance
 * @param notes what a reader should know: rules applied, bytes replaced, columns not used
 */
public record ImportReport(String source, String reading, long rows, long kept, long events, List<Rejection> rejections, List<String> notes) {
  public ImportReport {
    rejections = List.copyOf(rejections);
    notes = List.copyOf(notes);
  }

  /**
   * Rows rejected for one reason.
   *
   * @param kind the reason in a few words
   * @param line line number of the first one, from 1; number of the row in a table that has no lines
   * @param value what stood there, at most 80 characters
   * @param unit what {@code line} counts: {@code line} or {@code row}
   */
  public record Rejection(String kind, long count, long line, String value, String unit) {
    @Override
    public String toString() {
      return count + " × " + kind + ", first in " + unit + " " + line + (value.isEmpty() ? "" : ": " + value);
    }
  }

  /** How many rows were rejected. */
  public long rejected() {
    return rejections.stream().mapToLong(Rejection::count).sum();
  }

  /** Several lines for a person. */
  @Override
  public String toString() {
    var text = new StringBuilder(source + ": " + reading + "; " + rows + " rows read, " + kept + " kept, " + rejected() + " rejected");
    rejections.forEach(r -> text.append("\n  rejected ").append(r));
    notes.forEach(n -> text.append("\n  note: ").append(n));
    return text.toString();
  }

  /** Counts while a file is read. Confined: one thread. */
  public static final class Tally {
    private static final int VALUE_LENGTH = 80;
    private static final int MOST_KINDS = 40;

    private final Map<String, Rejection> rejections = new LinkedHashMap<>();
    private final SequencedSet<String> notes = new LinkedHashSet<>();
    long rows;
    long kept;
    long events;
    long itemless;
    long ratings;
    long otherSignals;
    long invalidRows;
    long firstInvalidLine;
    private final String unit;

    /** Nothing counted yet, of a file of lines. */
    public Tally() {
      this("line");
    }

    /** The same for a file of something else. */
    Tally(String unit) {
      this.unit = unit;
    }

    /** Counts a row. */
    public void row() {
      rows++;
    }

    /** Counts a row that was kept. */
    public void keep() {
      kept++;
    }

    /** Counts a row that cannot be used. */
    public void reject(String reason, long line, String value) {
      String kind = rejections.size() < MOST_KINDS || rejections.containsKey(reason) ? reason : "other reasons";
      var known = rejections.get(kind);
      rejections.put(kind, known == null ? new Rejection(kind, 1, line, shown(value), unit) : new Rejection(kind, known.count + 1, known.line, known.value, unit));
    }

    /** Adds a note; one that is there already is not added again. */
    public void note(String text) {
      if (notes.size() < MOST_KINDS) {
        notes.add(text);
      }
    }

    /** A row that holds bytes which are no UTF-8. */
    void invalidBytes(long line) {
      firstInvalidLine = invalidRows++ == 0 ? line : firstInvalidLine;
    }

    void event(Signal signal, boolean item) {
      events++;
      itemless += item ? 0 : 1;
      ratings += signal == Signal.RATING ? 1 : 0;
      otherSignals += signal == Signal.RATING || signal == Signal.IMPRESSION ? 0 : 1;
    }

    /** At most 80 characters, control characters shown as dots. */
    static String shown(String value) {
      String cut = value.length() > VALUE_LENGTH ? value.substring(0, VALUE_LENGTH - 1) + "…" : value;
      return cut.codePoints().map(c -> Character.isISOControl(c) ? '·' : c).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** What was counted. */
    public ImportReport report(String source, String reading) {
      var all = new ArrayList<>(notes);
      if (invalidRows > 0) {
        all.add(invalidRows + " rows hold bytes that are not UTF-8, first in line " + firstInvalidLine + "; they are shown as U+FFFD; name the charset, for example --charset ISO-8859-1");
      }
      if (ratings > 0 && otherSignals == 0) {
        all.add("every rating is an interaction unless --positive says otherwise");
      }
      if (itemless > 0) {
        all.add(itemless + " events name no item and are no interactions");
      }
      return new ImportReport(source, reading, rows, kept, events, List.copyOf(rejections.values()), all);
    }
  }
}
