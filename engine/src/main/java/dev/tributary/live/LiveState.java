package dev.tributary.live;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.log.LogRecord;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a {@link Live} and its catalog hold at one moment, to be written as columns and read back. Taking it copies 4 bytes for each item that a
 * user met, 32 more where there was a signal; reading it back leaves the users' part where it is, and takes in a user when asked for the first time. Immutable.
 */
public final class LiveState {
  /** An id that no user can have stands for one that was forgotten. */
  private static final String NOBODY = "\0";

  private final List<Item> items;
  private final List<User> users;
  private final UserColumns columns;
  private final Map<Integer, User> choices; // by the user's int; as lists of text, see UserState
  private final Map<String, int[]> counts; // by signal
  private final long[] changeSequences;
  private final int[] changeItems;
  private final long lastTime;
  private final long events;

  /** Where columns go. */
  public interface Sink {
    void ints(String name, IntColumn column);

    void longs(String name, LongColumn column);

    void bytes(String name, ByteColumn column);
  }

  /** Where columns come from. */
  public interface Source {
    Set<String> names();

    IntColumn ints(String name) throws IOException;

    LongColumn longs(String name) throws IOException;

    ByteColumn bytes(String name) throws IOException;
  }

  LiveState(
      List<Item> items, List<User> users, UserColumns columns, Map<Integer, User> choices, Map<String, int[]> counts, long[] changeSequences, int[] changeItems, long lastTime, long events) {
    this.items = items;
    this.users = users;
    this.columns = columns;
    this.choices = choices;
    this.counts = counts;
    this.changeSequences = changeSequences;
    this.changeItems = changeItems;
    this.lastTime = lastTime;
    this.events = events;
  }

  /** The items and users of a catalog in the order of their ints. */
  static List<Item> items(Catalog catalog) {
    var items = new ArrayList<Item>(catalog.itemCount());
    for (int n = 0; n < catalog.itemCount(); n++) {
      items.add(catalog.item(n));
    }
    return items;
  }

  static List<User> users(Catalog catalog) {
    var users = new ArrayList<User>(catalog.userCount());
    for (int n = 0; n < catalog.userCount(); n++) {
      var user = catalog.user(n);
      users.add(catalog.userIndex(user.id()) == n ? user : User.of(NOBODY + n));
    }
    return users;
  }

  /** Writes all of it: O(its size). */
  public void write(Sink sink) {
    records(sink, "items", items.stream().<LogRecord>map(LogRecord.OfItem::new).toList());
    records(sink, "users", users.stream().<LogRecord>map(LogRecord.OfUser::new).toList());
    records(sink, "choices", choices.values().stream().<LogRecord>map(LogRecord.OfUser::new).toList());
    sink.ints("choosers", IntColumn.copyOf(choices.keySet().stream().mapToInt(n -> n).toArray()));
    sink.longs("metEnds", columns.metEnds());
    sink.ints("met", columns.met());
    sink.longs("rowEnds", columns.rowEnds());
    sink.ints("signalled", columns.signalled());
    sink.ints("inForce", columns.inForce());
    sink.longs("lastTime", columns.lastTime());
    sink.longs("likeTime", columns.likeTime());
    sink.longs("collectTime", columns.collectTime());
    counts.forEach((signal, column) -> sink.ints("count." + signal, IntColumn.copyOf(column)));
    sink.longs("changeSequence", LongColumn.copyOf(changeSequences));
    sink.ints("changeItem", IntColumn.copyOf(changeItems));
    sink.longs("numbers", LongColumn.copyOf(new long[] {lastTime, events}));
  }

  private static void records(Sink sink, String name, List<LogRecord> records) {
    var bytes = new ByteArrayOutputStream();
    var ends = new long[records.size()];
    for (int n = 0; n < ends.length; n++) {
      bytes.writeBytes(records.get(n).encoded());
      ends[n] = bytes.size();
    }
    sink.longs(name + "Ends", LongColumn.copyOf(ends));
    sink.bytes(name, ByteColumn.copyOf(bytes.toByteArray()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException when the columns do not fit each other
   */
  public static LiveState read(Source source) throws IOException {
    var items = new ArrayList<Item>();
    for (var entry : records(source, "items")) {
      require(entry instanceof LogRecord.OfItem, "an item is none");
      items.add(((LogRecord.OfItem) entry).item());
    }
    var choosers = source.ints("choosers");
    var choices = new HashMap<Integer, User>();
    for (var user : users(source, "choices")) {
      require(choices.size() < choosers.size(), "there are more choices than users who chose");
      choices.put(choosers.get(choices.size()), user);
    }
    var columns =
        new UserColumns(
            source.longs("metEnds"), source.ints("met"), source.longs("rowEnds"), source.ints("signalled"), source.ints("inForce"), source.longs("lastTime"), source.longs("likeTime"), source.longs("collectTime"));
    var counts = new HashMap<String, int[]>();
    for (String name : source.names()) {
      if (name.startsWith("count.")) {
        counts.put(name.substring("count.".length()), source.ints(name).toArray());
      }
    }
    var numbers = source.longs("numbers");
    require(numbers.size() == 2, "there are %d numbers, must be 2", numbers.size());
    var users = users(source, "users");
    require(columns.users() <= users.size(), "there are states of %d users, and %d users", columns.users(), users.size());
    return new LiveState(items, users, columns, choices, counts, source.longs("changeSequence").toArray(), source.ints("changeItem").toArray(), numbers.get(0), numbers.get(1));
  }

  private static List<User> users(Source source, String name) throws IOException {
    var users = new ArrayList<User>();
    for (var entry : records(source, name)) {
      require(entry instanceof LogRecord.OfUser, "a user is none");
      users.add(((LogRecord.OfUser) entry).user());
    }
    return users;
  }

  private static List<LogRecord> records(Source source, String name) throws IOException {
    var ends = source.longs(name + "Ends");
    byte[] bytes = source.bytes(name).toArray();
    var records = new ArrayList<LogRecord>();
    long start = 0;
    for (long n = 0; n < ends.size(); n++) {
      long end = ends.get(n);
      require(end > start && end <= bytes.length, "a record of %s goes from %d to %d of %d", name, start, end, bytes.length);
      records.add(LogRecord.decoded(bytes, (int) start, (int) (end - start)));
      start = end;
    }
    return records;
  }

  /** Fills an empty catalog; afterwards each int means what it meant. */
  void fill(Catalog catalog) {
    items.forEach(catalog::put);
    for (User user : users) {
      catalog.put(user);
      if (user.id().startsWith(NOBODY)) {
        catalog.forgetUser(user.id());
      }
    }
    require(catalog.itemCount() == items.size() && catalog.userCount() == users.size(), "an id stands for two items or users");
  }

  UserColumns columns() {
    return columns;
  }

  Map<Integer, User> choices() {
    return choices;
  }

  Map<String, int[]> counts() {
    return counts;
  }

  long[] changeSequences() {
    return changeSequences;
  }

  int[] changeItems() {
    return changeItems;
  }

  long lastTime() {
    return lastTime;
  }

  long events() {
    return events;
  }
}
