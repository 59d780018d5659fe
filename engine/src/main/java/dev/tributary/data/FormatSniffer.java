package dev.tributary.data;

import dev.tributary.data.Layout.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells by the beginning of a file how it must be read; its name plays no part.
 *
 * <ol>
 *   <li>A first character <code>{</code> means JSON lines.
 *   <li>The separator is the one under which the first row names a user and an item, else the one under which most rows have the same number of
 *       fields: {@code :: tab ; , |}, else blanks.
 *   <li>A first row that names a user and an item is a header; RecBole's, when tabs separate names that all carry a type.
 *   <li>Without header: rows of two fields are pairs; {@code ::}, or tabs with four whole numbers whose third is 1..5 and fourth above
 *       8·10⁸, are MovieLens; rows of different lengths between blanks or tabs are adjacency. Columns 3 and 4 are told apart by content: a time is
 *       a date or a number above 8·10⁸, a type is a signal's name, else a number is a value; a fourth number is a time.
 *   <li>Rows of three or four fields between blanks or tabs may also be adjacency. A decimal point in the third column, a time in the fourth or a user on
 *       several lines speak against it; otherwise both readings stand and the file is refused.
 * </ol>
 */
final class FormatSniffer {
  private static final int ROWS = 2000;
  private static final int MOST_FIELDS = 2000;
  private static final double LEAST_TIME = 8e8;
  private static final Pattern RECBOLE_COLUMN = Pattern.compile("[^:]+:(token|float)(_seq)?");
  private static final String[] SEPARATORS = {"::", "\t", ";", ",", "|", " "};

  private final byte[] sample;
  private final int length;
  private final boolean whole;
  private final ReadOptions options;
  private final String name;

  private FormatSniffer(byte[] sample, int length, boolean whole, ReadOptions options, String name) {
    this.sample = sample;
    this.length = length;
    this.whole = whole;
    this.options = options;
    this.name = name;
  }

  /**
   * The reading of a file.
   *
   * @param source at its beginning; nothing of it is consumed
   * @param name of the file, for messages only
   * @throws UnclearFormatException when two formats explain the content, or none does without help
   * @throws BadDataException when there is nothing to read
   */
  static Reading sniff(ByteSource source, ReadOptions options, String name) throws IOException {
    source.skipMark();
    source.fill(1 << 18);
    var sample = java.util.Arrays.copyOfRange(source.buffer, source.position, Math.max(source.limit, source.position + 1));
    return new FormatSniffer(sample, source.limit - source.position, source.ended(), options, name).reading();
  }

  private Reading reading() throws IOException {
    int first = 0;
    while (first < length && (sample[first] == ' ' || sample[first] == '\t' || sample[first] == '\r' || sample[first] == '\n')) {
      first++;
    }
    if (first == length) {
      throw new BadDataException(name + " is empty; it should hold one event a line");
    }
    var format = options.format();
    if (format.filter(f -> f == EventFormat.JSONL).isPresent() || format.isEmpty() && sample[first] == '{') {
      return new Reading(EventFormat.JSONL, new byte[] {' '}, false, List.of(), 0, Layout.inOrder(), JsonEvents.timed(sample, length), List.of());
    }
    if (format.isEmpty() && sample[first] == '[') {
      throw new BadDataException(name + " begins with '[', so it is a JSON array; write one JSON object a line");
    }
    if (format.filter(f -> f == EventFormat.ADJACENCY).isPresent()) {
      return new Reading(EventFormat.ADJACENCY, bytes(options.separator().isEmpty() ? adjacencySeparator() : options.separator()), false, List.of(), 0, Layout.inOrder(Role.USER, Role.ITEM), false, List.of());
    }
    String separator = options.separator().isEmpty() ? separator() : options.separator();
    var rows = rows(separator);
    if (rows.isEmpty()) {
      throw new BadDataException(name + ": no row could be read in its first " + length + " bytes; is it text with one event a line?");
    }
    var reading = delimited(separator, rows);
    return reading.format() == EventFormat.ADJACENCY ? reading : withTimes(withSignals(reading, rows), rows);
  }

  /**
   * The reading of a table whose columns have names.
   *
   * @param rows the names, then some rows
   * @throws UnclearFormatException when the names tell no user or no item
   */
  static Reading ofTable(EventFormat format, List<List<String>> rows, ReadOptions options, String name) {
    var header = rows.getFirst();
    var layout = options.columns().isEmpty() ? Layout.fromNames(header) : Optional.of(Layout.parse(options.columns(), header, header.size()));
    if (layout.isEmpty()) {
      throw new UnclearFormatException(name + ": no column names a user and an item (" + ImportReport.Tally.shown(String.join(" ", header)) + "); say which columns they are, for example --columns user=" + header.getFirst() + ",item=" + header.getLast());
    }
    var sniffer = new FormatSniffer(new byte[0], 0, true, options, name);
    return sniffer.withTimes(sniffer.withSignals(reading(format, "\t", header, header.size(), layout.get()), rows), rows);
  }

  private String adjacencySeparator() throws IOException {
    var commas = rows(",");
    return commas.stream().allMatch(r -> r.size() > 1) && commas.stream().noneMatch(r -> r.getFirst().strip().contains(" ")) ? "," : " ";
  }

  private static byte[] bytes(String separator) {
    return separator.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether quotes enclose fields between such separators. */
  static boolean quotes(String separator) {
    return separator.equals(",") || separator.equals(";") || separator.equals("\t");
  }

  private List<List<String>> rows(String separator) throws IOException {
    var all = new ArrayList<List<String>>();
    var rows = new DelimitedRows(ByteSource.of(sample, length), bytes(separator), quotes(separator));
    boolean ended = true;
    while (rows.next()) {
      if (all.size() == ROWS) {
        ended = false;
        break;
      }
      int fields = Math.min(rows.count, MOST_FIELDS); // a wide row shows by its first fields
      if (rows.problem.isEmpty() || fields == MOST_FIELDS) {
        var row = new ArrayList<String>(fields);
        for (int field = 0; field < fields; field++) {
          row.add(rows.text(field));
        }
        all.add(row);
      }
    }
    if (ended && !whole && all.size() > 1) {
      all.removeLast(); // may be cut off
    }
    return all;
  }

  private String separator() throws IOException {
    for (String candidate : SEPARATORS) {
      var rows = rows(candidate);
      if (!rows.isEmpty() && rows.getFirst().size() > 1 && Layout.fromNames(rows.getFirst()).isPresent()) {
        return candidate;
      }
    }
    String best = "";
    double bestShare = 0.5;
    for (String candidate : SEPARATORS) {
      var rows = rows(candidate);
      int fields = usual(rows);
      double share = fields < 2 || rows.isEmpty() ? 0 : (double) rows.stream().filter(r -> r.size() == fields).count() / rows.size();
      boolean adjacency = candidate.equals(" ") && best.isEmpty() && rows.stream().anyMatch(r -> r.size() > 1);
      if (share > bestShare || adjacency) {
        best = candidate;
        bestShare = Math.max(share, bestShare);
      }
    }
    if (best.isEmpty()) {
      throw new BadDataException(name + ": no separator found in '" + ImportReport.Tally.shown(rows(" ").stream().findFirst().map(r -> String.join(" ", r)).orElse("")) + "'; each line needs at least a user and an item; name the separator with --separator");
    }
    return best;
  }

  /** The most frequent number of fields. */
  private static int usual(List<List<String>> rows) {
    var counts = new HashMap<Integer, Integer>();
    rows.forEach(r -> counts.merge(r.size(), 1, Integer::sum));
    return counts.entrySet().stream().max((a, b) -> !a.getValue().equals(b.getValue()) ? Integer.compare(a.getValue(), b.getValue()) : Integer.compare(b.getKey(), a.getKey())).map(java.util.Map.Entry::getKey).orElse(0);
  }

  private Reading delimited(String separator, List<List<String>> rows) {
    var first = rows.getFirst().stream().map(String::strip).toList();
    var named = Layout.fromNames(first);
    if (!options.columns().isEmpty()) {
      boolean header = named.isPresent() || Layout.byName(options.columns()) || looksLikeHeader(rows);
      int fields = header ? first.size() : usual(rows);
      return reading(EventFormat.CSV, separator, header ? first : List.of(), fields, Layout.parse(options.columns(), header ? first : List.of(), fields));
    }
    if (named.isPresent()) {
      boolean movielens = first.equals(List.of("userId", "movieId", "rating", "timestamp"));
      boolean recbole = separator.equals("\t") && first.stream().allMatch(cell -> RECBOLE_COLUMN.matcher(cell).matches());
      return reading(movielens ? EventFormat.MOVIELENS : recbole ? EventFormat.RECBOLE : EventFormat.CSV, separator, first, first.size(), named.get());
    }
    boolean blanks = separator.equals(" ") || separator.equals("\t");
    if (options.format().isPresent()) {
      return options.format().get() == EventFormat.PAIRS ? pairs(separator) : headerless(separator, rows);
    }
    return blanks && options.separator().isEmpty() ? betweenBlanks(separator, rows) : headerless(separator, rows);
  }

  private static Reading reading(EventFormat format, String separator, List<String> header, int fields, Layout layout) {
    var reading = new Reading(format, bytes(separator), quotes(separator), header, fields, layout, false, List.of());
    var unused = layout.unused(header);
    return unused.isEmpty() ? reading : reading.withNote("columns not used: " + ImportReport.Tally.shown(String.join(" ", unused)));
  }

  private static Reading pairs(String separator) {
    return reading(EventFormat.PAIRS, separator, List.of(), 2, Layout.inOrder(Role.USER, Role.ITEM));
  }

  private Reading betweenBlanks(String separator, List<List<String>> rows) {
    int fields = rows.getFirst().size();
    boolean equal = rows.stream().allMatch(r -> r.size() == fields);
    if (equal && fields > 4 && rows.size() > 1) {
      var users = new HashSet<String>();
      boolean table = !rows.stream().allMatch(r -> users.add(r.getFirst())) || rows.stream().anyMatch(r -> r.stream().anyMatch(c -> number(c) && c.indexOf('.') >= 0));
      if (table) {
        return headerless(separator, rows); // refuses: it cannot know what the columns are
      }
    }
    if (!equal || fields > 4) {
      var reading = reading(EventFormat.ADJACENCY, " ", List.of(), 0, Layout.inOrder(Role.USER, Role.ITEM));
      boolean mostlyEqual = fields <= 4 && rows.stream().filter(r -> r.size() == usual(rows)).count() > 0.95 * rows.size() && rows.size() > 20;
      return mostlyEqual && usual(rows) > 1 ? rowsOf(usual(rows), separator, rows) : reading;
    }
    return rowsOf(fields, separator, rows);
  }

  private Reading rowsOf(int fields, String separator, List<List<String>> rows) {
    if (fields == 2) {
      return pairs(separator);
    }
    if (fields < 2 || fields > 4 || !most(rows, 2, FormatSniffer::number)) {
      return fields == 3 && most(rows, 2, FormatSniffer::typeOrDate) || fields == 4 && most(rows, 3, FormatSniffer::time)
          ? headerless(separator, rows)
          : reading(EventFormat.ADJACENCY, " ", List.of(), 0, Layout.inOrder(Role.USER, Role.ITEM));
    }
    boolean timed = most(rows, fields - 1, FormatSniffer::time);
    boolean decimals = most(rows, 2, t -> number(t) && t.indexOf('.') >= 0);
    var users = new HashSet<String>();
    boolean again = !rows.stream().allMatch(r -> users.add(r.getFirst()));
    if (timed || decimals || again) {
      return headerless(separator, rows);
    }
    var row = rows.getFirst().stream().map(ImportReport.Tally::shown).toList();
    throw new UnclearFormatException(
        name + ": '" + String.join(" ", row) + "' can be read as adjacency (user " + row.getFirst() + " with the items " + String.join(", ", row.subList(1, row.size())) + ") or as csv (user " + row.get(0) + ", item " + row.get(1)
            + ", value " + row.get(2) + (fields == 4 ? ", time " + row.get(3) : "") + "); say which with --format adjacency or --format csv");
  }

  private Reading headerless(String separator, List<List<String>> rows) {
    int fields = usual(rows);
    if (looksLikeHeader(rows)) {
      throw new UnclearFormatException(name + ": the header names no " + (hasUser(rows.getFirst()) ? "item" : "user") + " that is known (" + ImportReport.Tally.shown(String.join(" ", rows.getFirst())) + "); say which columns they are, for example --columns user=" + rows.getFirst().getFirst() + ",item=" + rows.getFirst().get(1));
    }
    if (fields == 2) {
      return pairs(separator);
    }
    if (fields < 2 || fields > 4) {
      throw new UnclearFormatException(name + ": " + fields + " columns without a header that names a user and an item; say which is which, for example --columns user=1,item=2,value=3,time=4");
    }
    Role third = role(rows, 2, false);
    Role[] roles = fields == 3 ? new Role[] {Role.USER, Role.ITEM, third} : new Role[] {Role.USER, Role.ITEM, third, role(rows, 3, third != Role.TIME)};
    boolean hundredThousand = separator.equals("\t") && fields == 4 && most(rows, 2, t -> t.length() == 1 && t.charAt(0) >= '1' && t.charAt(0) <= '5') && most(rows, 3, t -> time(t) && t.indexOf('.') < 0);
    return reading(hundredThousand || separator.equals("::") ? EventFormat.MOVIELENS : EventFormat.CSV, separator, List.of(), fields, Layout.inOrder(roles));
  }

  private static boolean hasUser(List<String> row) {
    var withItem = new ArrayList<>(row);
    withItem.add("item");
    return Layout.fromNames(withItem).isPresent();
  }

  private Role role(List<List<String>> rows, int column, boolean numbersAreTimes) {
    if (most(rows, column, FormatSniffer::time)) {
      return Role.TIME;
    }
    if (most(rows, column, FormatSniffer::number)) {
      return numbersAreTimes ? Role.TIME : Role.VALUE;
    }
    if (most(rows, column, t -> Layout.signalNamed(t).isPresent())) {
      return Role.TYPE;
    }
    throw new UnclearFormatException(name + ": column " + (column + 1) + " ('" + ImportReport.Tally.shown(rows.getFirst().get(Math.min(column, rows.getFirst().size() - 1))) + "') is neither a number, a time nor a signal's name; say which columns count, for example --columns user=1,item=2");
  }

  /** The first row has no number where almost all others have one. */
  private static boolean looksLikeHeader(List<List<String>> rows) {
    var first = rows.getFirst();
    if (rows.size() < 2 || first.size() < 2) {
      return false;
    }
    var others = rows.subList(1, rows.size());
    for (int column = 0; column < first.size(); column++) {
      String cell = first.get(column).strip();
      if (!number(cell) && !typeOrDate(cell) && !cell.isEmpty() && most(others, column, t -> number(t) || FormatSniffer.time(t))) {
        return true;
      }
    }
    return false;
  }

  private static boolean most(List<List<String>> rows, int column, Predicate<String> test) {
    long there = rows.stream().filter(r -> r.size() > column && !r.get(column).isBlank()).count();
    long good = rows.stream().filter(r -> r.size() > column && test.test(r.get(column))).count();
    return good > 0 && good >= 0.9 * there;
  }

  private static boolean number(String text) {
    byte[] bytes = bytes(text);
    return !Double.isNaN(NumberText.parse(bytes, 0, bytes.length));
  }

  private static boolean time(String text) {
    byte[] bytes = bytes(text.strip());
    double number = NumberText.parse(bytes, 0, bytes.length);
    return Double.isNaN(number) ? TimeText.parse(bytes, 0, bytes.length, false) != Event.NO_TIME : number > LEAST_TIME;
  }

  private static boolean typeOrDate(String text) {
    return Layout.signalNamed(text).isPresent() || !number(text) && time(text);
  }

  /** Takes flag columns of the header as signals when their cells are flags. */
  private Reading withSignals(Reading reading, List<List<String>> rows) {
    if (reading.header().isEmpty() || !options.columns().isEmpty() || reading.layout().place(Role.TYPE) >= 0) {
      return reading;
    }
    var signals = reading.layout().withSignals(reading.header());
    var data = rows.subList(1, rows.size());
    boolean flags = signals.signals().stream().filter(s -> !s.valued()).allMatch(s -> data.stream().filter(r -> r.size() > s.column()).allMatch(r -> List.of("0", "1", "", "true", "false", "0.0", "1.0").contains(r.get(s.column()).toLowerCase(java.util.Locale.ROOT))));
    if (signals.signals().isEmpty() || !flags) {
      return reading;
    }
    return reading(reading.format(), new String(reading.separator(), StandardCharsets.UTF_8), reading.header(), reading.fields(), signals)
        .withNote("each row is an impression, and each flag column that is set a signal of its own");
  }

  /** Leaves out a column of times that holds none; otherwise the file has times. */
  private Reading withTimes(Reading reading, List<List<String>> rows) {
    int column = reading.layout().place(Role.TIME);
    var data = reading.header().isEmpty() ? rows : rows.subList(1, rows.size());
    return reading.asTimed(column >= 0 && data.stream().anyMatch(r -> r.size() > column && !r.get(column).isBlank()));
  }

  /** The separator and header of a table of which nothing is known. */
  static Optional<String> tableSeparator(byte[] sample, int length, boolean whole, String name) throws IOException {
    var sniffer = new FormatSniffer(sample, length, whole, ReadOptions.DEFAULT, name);
    String best = "";
    double bestShare = 0.5;
    for (String candidate : SEPARATORS) {
      var rows = sniffer.rows(candidate);
      int fields = candidate.equals(" ") ? 0 : usual(rows);
      double share = fields < 2 ? 0 : (double) rows.stream().filter(r -> r.size() == fields).count() / rows.size();
      if (share > bestShare) {
        best = candidate;
        bestShare = share;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }
}
