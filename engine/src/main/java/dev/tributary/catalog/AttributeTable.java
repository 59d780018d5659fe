package dev.tributary.catalog;

import dev.tributary.data.BadDataException;
import dev.tributary.data.ImportReport;
import dev.tributary.data.ReadOptions;
import dev.tributary.data.Table;
import dev.tributary.data.UnclearFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table of items or users in memory: the good rows, and the type of each attribute column. A column has the type that the schema gives; else the one
 * that a header of RecBole gives ({@code name:token}, {@code :float}, {@code :token_seq}, {@code :float_seq}, whose names lose it, and whose sequences are separated by blanks); else
 * number when all its cells are numbers of at most 15 digits, boolean when all are true or false, else text. Empty cells have no value. Immutable.
 *
 * @param header names of the columns; empty when the first row is data
 * @param types of the columns that the header tells, by name
 */
record AttributeTable(String separator, List<String> header, List<List<String>> rows, Map<String, AttributeSchema.Type> types) {
  /** Names that MovieLens' files have no header for. */
  private static final List<String> DAT_MOVIES = List.of("movieId", "title", "genres");

  private static final List<String> DAT_USERS = List.of("userId", "gender", "age", "occupation", "zip");
  private static final List<String> PIPE_USERS = List.of("userId", "age", "gender", "occupation", "zip");
  static final int PIPE_MOVIE_COLUMNS = 24;
  private static final Pattern RECBOLE_TYPE = Pattern.compile(":(token|float)(_seq)?$");
  private static final Pattern WORDS = Pattern.compile("(?i)title|name|text|description");

  /**
   * Reads a table; its bad rows are counted. MovieLens' files that are not UTF-8 are read as ISO-8859-1, as their authors wrote them.
   *
   * @throws BadDataException when there is no row
   */
  static AttributeTable read(Path file, ReadOptions options, ImportReport.Tally tally) throws IOException {
    if (options.charset().equals(StandardCharsets.UTF_8) && movieLensBytes(file, options)) {
      tally.note("not UTF-8; read as ISO-8859-1, as MovieLens' files are written");
      return read(file, options.withCharset(StandardCharsets.ISO_8859_1), tally);
    }
    try (var table = Table.open(file, options)) {
      var rows = new ArrayList<List<String>>();
      List<String> header = List.of();
      int fields = -1;
      while (table.next()) {
        var row = table.problem().isEmpty() ? table.row() : List.<String>of();
        if (fields < 0 && table.problem().isEmpty()) {
          fields = row.size();
          header = headerOf(row, table.separator());
          if (header == row) {
            continue;
          }
        }
        tally.row();
        if (!table.problem().isEmpty() || row.size() != fields) {
          tally.reject(table.problem().isEmpty() ? row.size() < fields ? "too few fields" : "too many fields" : table.problem(), table.line(), table.shown());
        } else {
          rows.add(row);
        }
      }
      if (header.isEmpty()) {
        throw new UnclearFormatException(file.getFileName() + ": the first row names no column; write a header with an id column (" + String.join(table.separator(), rows.isEmpty() ? List.of() : rows.getFirst().subList(0, Math.min(4, rows.getFirst().size()))) + ")");
      }
      boolean recbole = table.separator().equals("\t") && header.stream().allMatch(name -> RECBOLE_TYPE.matcher(name).find());
      return recbole ? ofRecBole(header, rows) : new AttributeTable(table.separator(), header, rows, Map.of());
    }
  }

  /** A table whose header has types. Sequences are separated as lists are elsewhere, but those of words that are a title or a text stay as they are. */
  private static AttributeTable ofRecBole(List<String> header, List<List<String>> rows) {
    var names = header.stream().map(name -> RECBOLE_TYPE.matcher(name).replaceFirst("")).toList();
    var types = new HashMap<String, AttributeSchema.Type>();
    var sequences = new HashSet<Integer>();
    for (int column = 0; column < names.size(); column++) {
      boolean sequence = header.get(column).endsWith("_seq") && !WORDS.matcher(names.get(column)).find();
      types.put(names.get(column), sequence ? AttributeSchema.Type.LIST : header.get(column).endsWith(":float") ? AttributeSchema.Type.NUMBER : AttributeSchema.Type.TEXT);
      if (sequence) {
        sequences.add(column);
      }
    }
    var read = new ArrayList<List<String>>();
    for (var row : rows) {
      var cells = new ArrayList<>(row);
      sequences.forEach(column -> cells.set(column, cells.get(column).strip().replaceAll(" +", "|")));
      read.add(List.copyOf(cells));
    }
    return new AttributeTable("\t", names, read, types);
  }

  /** The names of the columns: the row itself when it is a header, names known of MovieLens' forms, or none. */
  private static List<String> headerOf(List<String> row, String separator) {
    boolean named = Table.itemColumn(row) >= 0 || Table.userColumn(row) >= 0;
    if (named) {
      var names = row.stream().map(Table::plainName).toList();
      for (String name : names) {
        if (!name.isEmpty() && names.indexOf(name) != names.lastIndexOf(name)) {
          throw new UnclearFormatException("the header names column '" + row.get(names.indexOf(name)) + "' twice; rename one");
        }
      }
      return row;
    }
    if (separator.equals("::")) {
      return row.size() == 3 ? DAT_MOVIES : row.size() == 5 ? DAT_USERS : List.of();
    }
    if (separator.equals("|") && row.size() == 5) {
      return PIPE_USERS;
    }
    if (separator.equals("|") && row.size() == PIPE_MOVIE_COLUMNS) {
      var names = new ArrayList<>(List.of("movieId", "title", "released", "videoReleased", "url"));
      for (int genre = 0; genre < PIPE_MOVIE_COLUMNS - 5; genre++) {
        names.add("genre" + genre);
      }
      return names;
    }
    return List.of();
  }

  /** Whether a table has MovieLens' form without header and holds bytes that are not UTF-8. */
  private static boolean movieLensBytes(Path file, ReadOptions options) throws IOException {
    try (var table = Table.open(file, options)) {
      boolean first = true;
      while (table.next()) {
        if (first && !(table.separator().equals("::") || table.separator().equals("|"))) {
          return false;
        }
        first = false;
        if (table.problem().equals("bytes that are not UTF-8")) {
          return true;
        }
      }
      return false;
    }
  }

  /** The values of a column by row, each of one type; empty where a cell is empty. */
  List<Optional<Object>> values(int column, Map<String, AttributeSchema.Type> schema, ImportReport.Tally tally) {
    String name = header.get(column);
    var type = schema.containsKey(name) ? schema.get(name) : types.containsKey(name) ? types.get(name) : shown(column);
    var values = new ArrayList<Optional<Object>>(rows.size());
    long wrong = 0;
    for (var row : rows) {
      String cell = row.get(column).strip();
      Optional<Object> value = cell.isEmpty() ? Optional.empty() : value(cell, type);
      wrong += value.isEmpty() && !cell.isEmpty() ? 1 : 0;
      values.add(value);
    }
    if (wrong > 0) {
      tally.note(wrong + " cells of column '" + name + "' are no " + type.name().toLowerCase(Locale.ROOT) + " and are left out");
    }
    return values;
  }

  private static Optional<Object> value(String cell, AttributeSchema.Type type) {
    return switch (type) {
      case TEXT -> Optional.of(cell);
      case NUMBER -> Double.isNaN(Table.number(cell)) ? Optional.empty() : Optional.of(Table.number(cell));
      case BOOLEAN -> truth(cell).map(b -> b);
      case LIST -> Optional.of(list(cell));
    };
  }

  private static Optional<Boolean> truth(String cell) {
    return switch (cell.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> Optional.of(true);
      case "false", "0", "no" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** The parts of a cell between {@code |}, without the empty ones. */
  static List<String> list(String cell) {
    return Arrays.stream(cell.split("\\|")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** The type that the cells of a column show. */
  private AttributeSchema.Type shown(int column) {
    boolean numbers = true;
    boolean truths = true;
    boolean any = false;
    for (var row : rows) {
      String cell = row.get(column).strip();
      if (!cell.isEmpty()) {
        any = true;
        numbers &= cell.length() <= 17 && cell.chars().filter(Character::isDigit).count() <= 15 && !Double.isNaN(Table.number(cell)) && !(cell.length() > 1 && cell.startsWith("0") && !cell.contains("."));
        truths &= cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
      }
    }
    return any && numbers ? AttributeSchema.Type.NUMBER : any && truths ? AttributeSchema.Type.BOOLEAN : AttributeSchema.Type.TEXT;
  }
}
