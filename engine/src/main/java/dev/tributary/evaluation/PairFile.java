package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Vocabulary;
import dev.tributary.model.CorruptFileException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads lines of user, item and a number, plain or gzip (told by content), whatever made them: fields are cut at tabs where a
 * line has one, else at spaces. UTF-8; a byte-order mark, CRLF, empty lines and a header are fine.
 *
 * <p>A row that cannot be used is counted by kind with the line of the first. A pair that comes again is one of them: so memory
 * grows with what is distinct in the file and not with its length, and a line is never longer than 1 MiB. Confined: one thread.
 */
final class PairFile {
  private static final int LONGEST_LINE = 1 << 20;
  private static final Set<String> USER_TITLES = Set.of("user", "user_id", "userid", "uid", "query", "query_id", "qid");

  /** Where the fields lie. */
  enum Shape {
    /** {@code user item score}, or TREC's {@code user Q0 item rank score tag}. */
    RUN,
    /** {@code user item}, {@code user item label}, TREC's {@code user 0 item label}, or a TREC run. */
    CANDIDATES
  }

  private final String name;
  private final Shape shape;
  private final Map<String, Integer> userInts = new HashMap<>();
  private final Map<String, Integer> itemInts = new HashMap<>();
  private final Map<String, long[]> bad = new LinkedHashMap<>();
  private int[] user = new int[1 << 10];
  private int[] item = new int[1 << 10];
  private double[] value = new double[1 << 10];
  private int size;
  private long[] pairs = filled(1 << 12);
  private long line;
  private boolean labelled = true;
  private byte[] text = new byte[1 << 8];
  private final String[] fields = new String[7];
  private String lastUser = "";
  private int lastUserInt = -1;

  private PairFile(String name, Shape shape) {
    this.name = name;
    this.shape = shape;
  }

  /**
   * The rows, grouped by user.
   *
   * @param starts first row of each user, and the end
   * @param value within a user descending for a run; a label for candidates
   * @param labelled whether every row had a number
   */
  record Rows(Vocabulary users, Vocabulary items, int[] starts, int[] item, double[] value, boolean labelled, List<BadRows> bad) {}

  static Rows read(Path path, Shape shape) throws IOException {
    if (Files.isDirectory(path)) {
      throw new CorruptFileException(path, -1, "is a folder; a file with lines of user, item and a number is needed");
    }
    try (var in = Files.newInputStream(path)) {
      return read(in, path.toString(), shape);
    }
  }

  static Rows read(InputStream in, String name, Shape shape) throws IOException {
    return new PairFile(name, shape).rows(in);
  }

  private Rows rows(InputStream in) throws IOException {
    var source = new BufferedInputStream(in, 1 << 16);
    source.mark(2);
    boolean zipped = source.read() == 0x1F && source.read() == 0x8B;
    source.reset();
    try (var plain = zipped ? new BufferedInputStream(new GZIPInputStream(source, 1 << 16), 1 << 16) : source) {
      var block = new byte[1 << 16];
      int length = 0;
      for (int count; (count = plain.read(block)) > 0; ) {
        for (int at = 0; at < count; at++) {
          if (block[at] == '\n') {
            row(length);
            length = 0;
          } else if (length < LONGEST_LINE) {
            if (length == text.length) {
              text = Arrays.copyOf(text, length * 2);
            }
            text[length++] = block[at];
          }
        }
      }
      if (length > 0) {
        row(length);
      }
    } catch (EOFException | ZipException e) {
      var failure = corrupt("the gzip data is damaged or cut short after line " + line + "; make the file again");
      failure.initCause(e);
      throw failure;
    }
    if (size == 0) {
      throw corrupt(
          "no row can be used" + (bad.isEmpty() ? "" : ": " + String.join("; ", badRows().stream().map(BadRows::toString).toList()))
              + "; each line is user<TAB>item" + (shape == Shape.RUN ? "<TAB>score" : ", or user<TAB>item<TAB>label"));
    }
    return group();
  }

  private CorruptFileException corrupt(String reason) {
    return new CorruptFileException(Path.of(name), -1, reason);
  }

  private void row(int length) {
    line++;
    if (length >= LONGEST_LINE) {
      bad("line of 1 MiB or more");
      return;
    }
    int from = line == 1 && length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF ? 3 : 0;
    int to = length > from && text[length - 1] == '\r' ? length - 1 : length;
    String row = new String(text, from, to - from, StandardCharsets.UTF_8);
    if (row.isBlank()) {
      return;
    }
    int count = cut(row);
    boolean trecRun = count == 6;
    boolean trecLabels = count == 4 && shape == Shape.CANDIDATES;
    if (!trecRun && !trecLabels && count != 3 && (count != 2 || shape == Shape.RUN)) {
      bad(count + (count == 7 ? " or more" : "") + " fields");
      return;
    }
    if (line == 1 && USER_TITLES.contains(fields[0].toLowerCase(Locale.ROOT)) && !isNumber(fields[count - 1])) {
      return;
    }
    String itemId = trecRun || trecLabels ? fields[2] : fields[1];
    String number = trecRun ? fields[4] : trecLabels ? fields[3] : count == 3 ? fields[2] : "";
    add(fields[0], itemId, number, count == 2 || trecRun && shape == Shape.CANDIDATES);
  }

  /** Cuts a line into {@link #fields}; answers how many there are, at most 7. */
  private int cut(String row) {
    boolean tabs = row.indexOf('\t') >= 0;
    int count = 0;
    int at = 0;
    while (count < fields.length && at <= row.length()) {
      int end = at;
      while (end < row.length() && (tabs ? row.charAt(end) != '\t' : row.charAt(end) != ' ')) {
        end++;
      }
      if (tabs || end > at) {
        fields[count++] = row.substring(at, end);
      }
      at = end + 1;
    }
    return count;
  }

  private void add(String userId, String itemId, String number, boolean withoutLabel) {
    if (userId.isEmpty() || itemId.isEmpty()) {
      bad("empty user or item");
      return;
    }
    double parsed = withoutLabel ? 0 : number(number);
    if (Double.isNaN(parsed)) {
      bad(shape == Shape.RUN ? "score is not a finite number" : "label is not a finite number");
      return;
    }
    if (!userId.equals(lastUser)) {
      lastUser = userId;
      lastUserInt = userInts.computeIfAbsent(userId, _ -> userInts.size());
    }
    int itemInt = itemInts.computeIfAbsent(itemId, _ -> itemInts.size());
    if (!isNew((long) lastUserInt << 32 | itemInt)) {
      bad("an item again for the same user");
      return;
    }
    labelled &= !withoutLabel;
    if (size == user.length) {
      require(size < 1 << 28, "%s has more than 268 million rows; cut the lists", name);
      user = Arrays.copyOf(user, size * 2);
      item = Arrays.copyOf(item, size * 2);
      value = Arrays.copyOf(value, size * 2);
    }
    user[size] = lastUserInt;
    item[size] = itemInt;
    value[size++] = parsed;
  }

  private static boolean isNumber(String text) {
    return !Double.isNaN(number(text));
  }

  /** The number in a text that a float can hold, else NaN. */
  private static double number(String text) {
    try {
      double number = Double.parseDouble(text.strip());
      return Float.isFinite((float) number) ? number : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN; // counted by the caller
    }
  }

  private void bad(String kind) {
    bad.computeIfAbsent(kind, _ -> new long[] {0, line})[0]++;
  }

  private List<BadRows> badRows() {
    return bad.entrySet().stream().map(e -> new BadRows(e.getKey(), e.getValue()[0], e.getValue()[1])).toList();
  }

  private static long[] filled(int slots) {
    var table = new long[slots];
    Arrays.fill(table, -1);
    return table;
  }

  /** Remembers a pair; false when it came before. Open addressing, at most half full. */
  private boolean isNew(long pair) {
    if (size * 2L >= pairs.length) {
      long[] old = pairs;
      pairs = filled(Math.multiplyExact(old.length, 2));
      for (long known : old) {
        if (known >= 0) {
          pairs[slot(known)] = known;
        }
      }
    }
    int slot = slot(pair);
    boolean fresh = pairs[slot] < 0;
    pairs[slot] = pair;
    return fresh;
  }

  private int slot(long pair) {
    int slot = (int) ((pair * 0x9E3779B97F4A7C15L) >>> 32) & (pairs.length - 1);
    while (pairs[slot] >= 0 && pairs[slot] != pair) {
      slot = (slot + 1) & (pairs.length - 1);
    }
    return slot;
  }

  private Rows group() {
    var users = Vocabulary.of(userInts.keySet());
    var items = Vocabulary.of(itemInts.keySet());
    int[] userPlace = places(userInts, users);
    int[] itemPlace = places(itemInts, items);
    var starts = new int[users.size() + 1];
    for (int row = 0; row < size; row++) {
      starts[userPlace[user[row]] + 1]++;
    }
    for (int u = 0; u < users.size(); u++) {
      starts[u + 1] += starts[u];
    }
    int[] next = starts.clone();
    var order = new Integer[size];
    for (int row = 0; row < size; row++) {
      order[next[userPlace[user[row]]]++] = row;
    }
    for (int u = 0; u < users.size() && shape == Shape.RUN; u++) {
      Arrays.sort(
          order,
          starts[u],
          starts[u + 1],
          (a, b) ->
              value[a] != value[b]
                  ? Double.compare(value[b], value[a])
                  : Integer.compare(items.tieRank(itemPlace[item[a]]), items.tieRank(itemPlace[item[b]])));
    }
    var sortedItem = new int[size];
    var sortedValue = new double[size];
    for (int place = 0; place < size; place++) {
      sortedItem[place] = itemPlace[item[order[place]]];
      sortedValue[place] = value[order[place]];
    }
    return new Rows(users, items, starts, sortedItem, sortedValue, labelled, badRows());
  }

  private static int[] places(Map<String, Integer> ints, Vocabulary vocabulary) {
    var places = new int[ints.size()];
    ints.forEach((id, index) -> places[index] = vocabulary.indexOf(id));
    return places;
  }
}
