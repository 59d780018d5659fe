package dev.tributary.data;

import static dev.tributary.math.Require.require;

import dev.tributary.math.ByteColumn;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * An interaction log in columns: rows (user, item, signal, value, time), grouped by user, within a user in order of
 * time; equal times keep the order in which they came.
 *
 * <p>Where the source has no times, the order in the source is the order, {@link #timed} is false, and {@link #time}
 * is the row's number in the source.
 *
 * <p>17 bytes a row and 8 a user beside the ids (21 a row while it is built, 29 at the peak). Off the heap; the
 * collector frees it, nobody closes anything. Users and items are exactly those that occur. Immutable. Stable.
 */
public final class Interactions {
  private final Vocabulary users;
  private final Vocabulary items;
  private final LongColumn starts;
  private final IntColumn item;
  private final ByteColumn signal;
  private final FloatColumn value;
  private final LongColumn time;
  private final boolean timed;

  private Interactions(
      Vocabulary users,
      Vocabulary items,
      LongColumn starts,
      IntColumn item,
      ByteColumn signal,
      FloatColumn value,
      LongColumn time,
      boolean timed) {
    this.users = users;
    this.items = items;
    this.starts = starts;
    this.item = item;
    this.signal = signal;
    this.value = value;
    this.time = time;
    this.timed = timed;
  }

  /**
   * A few clicks in a line, for tests and examples: {@code "ann A B; bob A B C"}, in order of time, without times.
   */
  public static Interactions parse(String text) {
    var builder = new Builder();
    for (String line : text.split("[;\n]")) {
      String[] words = line.strip().split("\\s+");
      for (int i = 1; i < words.length; i++) {
        builder.add(words[0], words[i], Signal.CLICK, 0f, Event.NO_TIME);
      }
    }
    return builder.build();
  }

  /**
   * The interactions of a file of any supported format, told apart by content, or of a folder that holds one.
   *
   * @throws BadDataException when no row of it is good
   * @throws UnclearFormatException when it can be read in two ways; {@link EventFiles#load} takes a word of help
   * @throws java.io.IOException when reading fails
   */
  public static Interactions read(java.nio.file.Path path) throws java.io.IOException {
    return EventFiles.load(path, ReadOptions.DEFAULT, dev.tributary.math.Progress.NONE).interactions();
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  public Vocabulary users() {
    return users;
  }

  public Vocabulary items() {
    return items;
  }

  /** Number of rows. */
  public long size() {
    return item.size();
  }

  /** First row of a user. */
  public long start(int user) {
    return starts.get(user);
  }

  /** Row after the last of a user. */
  public long end(int user) {
    return starts.get(user + 1L);
  }

  public int item(long row) {
    return item.get(row);
  }

  public Signal signal(long row) {
    return Signal.of(signal.get(row));
  }

  /** Seconds for play, stars for rating, 0 when there is none. */
  public float value(long row) {
    return value.get(row);
  }

  /** Epoch milliseconds; the row's number in the source where there are no times. */
  public long time(long row) {
    return time.get(row);
  }

  /** Whether the source had times. */
  public boolean timed() {
    return timed;
  }

  /** Bytes off the heap beside the ids. */
  public long bytes() {
    return 17 * size() + 8 * starts.size();
  }

  /** The latest time; 0 when there are no rows. */
  public long lastTime() {
    long last = size() == 0 ? 0 : Long.MIN_VALUE;
    for (int user = 0; user < users.size(); user++) {
      if (end(user) > start(user)) {
        last = Math.max(last, time(end(user) - 1));
      }
    }
    return last;
  }

  /**
   * SHA-256 of the rows with their ids, in order: the same log gives the same text, however it was stored. O(rows); lower-case
   * hex.
   */
  public String fingerprint() {
    try {
      var digest = java.security.MessageDigest.getInstance("SHA-256");
      for (MemorySegment part :
          List.of(users.offsets().bytes(), users.bytes().bytes(), items.offsets().bytes(), items.bytes().bytes(), starts.bytes(), item.bytes(), signal.bytes(), value.bytes(), time.bytes())) {
        for (long at = 0; at < part.byteSize(); at += 1 << 30) {
          digest.update(part.asSlice(at, Math.min(1 << 30, part.byteSize() - at)).asByteBuffer());
        }
      }
      return java.util.HexFormat.of().formatHex(digest.digest());
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Which signals occur, by {@link Signal#ordinal}. */
  boolean[] signalsPresent() {
    var present = new boolean[Signal.values().length];
    for (long row = 0; row < size(); row++) {
      present[signal.get(row)] = true;
    }
    return present;
  }

  /**
   * The rows that satisfy a condition, with the users and items that still occur; order and times are kept. O(rows).
   *
   * @param keep called twice for every row, in order; must give the same answer both times
   */
  public Interactions where(LongPredicate keep) {
    var keptUsers = new boolean[users.size()];
    var keptItems = new boolean[items.size()];
    long rows = 0;
    for (int user = 0; user < users.size(); user++) {
      for (long row = start(user); row < end(user); row++) {
        if (keep.test(row)) {
          keptUsers[user] = true;
          keptItems[item(row)] = true;
          rows++;
        }
      }
    }
    var newUsers = users.keep(keptUsers);
    var newItems = items.keep(keptItems);
    var itemPlace = new int[keptItems.length];
    for (int i = 0, place = 0; i < keptItems.length; i++) {
      itemPlace[i] = keptItems[i] ? place++ : -1;
    }
    var target =
        new Interactions(
            newUsers,
            newItems,
            LongColumn.allocate(newUsers.size() + 1L),
            IntColumn.allocate(rows),
            ByteColumn.allocate(rows),
            FloatColumn.allocate(rows),
            LongColumn.allocate(rows),
            timed);
    long at = 0;
    int userPlace = 0;
    for (int user = 0; user < users.size(); user++) {
      for (long row = start(user); row < end(user); row++) {
        if (keep.test(row)) {
          target.item.set(at, itemPlace[item(row)]);
          target.signal.set(at, signal.get(row));
          target.value.set(at, value.get(row));
          target.time.set(at++, time.get(row));
        }
      }
      if (keptUsers[user]) {
        target.starts.set(++userPlace, at);
      }
    }
    return target;
  }

  /** Collects rows in any order and sorts them. Confined: one thread; {@link #build} ends it. */
  public static final class Builder {
    private static final int CHUNK = 1 << 20;

    private final IdTable users = new IdTable();
    private final IdTable items = new IdTable();
    private final List<Chunk> chunks = new ArrayList<>();
    private long rows;
    private long timedRows;
    private int lastUser = -1;
    private boolean ranked;

    private Builder() {}

    /** Takes the times of all rows for places in an order, which sort them and are then forgotten. */
    void ranked() {
      ranked = true;
    }

    /** One million rows, column by column, so that a column can be given back as soon as it has been sorted. */
    private static final class Chunk {
      final Arena userArena = Arena.ofShared();
      final Arena itemArena = Arena.ofShared();
      final Arena signalArena = Arena.ofShared();
      final Arena valueArena = Arena.ofShared();
      final Arena timeArena = Arena.ofShared();
      final MemorySegment user = userArena.allocate(CHUNK * 4L, 64);
      final MemorySegment item = itemArena.allocate(CHUNK * 4L, 64);
      final MemorySegment signal = signalArena.allocate(CHUNK, 64);
      final MemorySegment value = valueArena.allocate(CHUNK * 4L, 64);
      final MemorySegment time = timeArena.allocate(CHUNK * 8L, 64);
    }

    /**
     * Adds a row.
     *
     * @param timeMillis epoch milliseconds, or {@link Event#NO_TIME}; rows with and without time do not mix
     */
    public Builder add(String user, String item, Signal signal, float value, long timeMillis) {
      require(!user.isEmpty() && !item.isEmpty(), "an interaction needs a user and an item");
      return add(users.add(user), items.add(item), signal, value, timeMillis);
    }

    /** Adds a row whose ids are slices of UTF-8 bytes: nothing is decoded. */
    Builder add(byte[] source, int userFrom, int userLength, int itemFrom, int itemLength, Signal signal, float value, long timeMillis) {
      boolean same = lastUser >= 0 && users.is(lastUser, source, userFrom, userLength); // logs come in runs of one user
      lastUser = same ? lastUser : users.add(source, userFrom, userLength);
      return add(lastUser, items.add(source, itemFrom, itemLength), signal, value, timeMillis);
    }

    /** Adds the row of an event; one that names no item is left out and answers false. */
    public boolean add(Event event) {
      if (event.item().isEmpty() || event.user().isEmpty()) {
        return false;
      }
      add(event.user(), event.item(), event.type(), event.value(), event.time());
      return true;
    }

    private Builder add(int user, int item, Signal signal, float value, long timeMillis) {
      if (rows >= Integer.MAX_VALUE - 16 || !Float.isFinite(value)) { // spares the common case the boxes of require
        require(rows < Integer.MAX_VALUE - 16, "more than 2 billion rows; split the log");
        require(Float.isFinite(value), "value is %s, must be finite", value);
      }
      int at = (int) (rows % CHUNK);
      if (at == 0) {
        chunks.add(new Chunk());
      }
      var chunk = chunks.getLast();
      chunk.user.setAtIndex(ValueLayout.JAVA_INT, at, user);
      chunk.item.setAtIndex(ValueLayout.JAVA_INT, at, item);
      chunk.signal.set(ValueLayout.JAVA_BYTE, at, (byte) signal.ordinal());
      chunk.value.setAtIndex(ValueLayout.JAVA_FLOAT, at, value);
      chunk.time.setAtIndex(ValueLayout.JAVA_LONG, at, timeMillis);
      rows++;
      timedRows += timeMillis == Event.NO_TIME ? 0 : 1;
      return this;
    }

    /** Rows added so far. */
    public long size() {
      return rows;
    }

    /**
     * Sorts and freezes what was added.
     *
     * @throws IllegalArgumentException when some rows have a time and others have none
     */
    public Interactions build() {
      require(timedRows == 0 || timedRows == rows, "%d of %d rows have no time; give all rows a time or none", rows - timedRows, rows);
      boolean sorting = timedRows > 0;
      boolean timed = sorting && !ranked;
      var sortedUsers = users.sorted();
      var sortedItems = items.sorted();
      int n = (int) rows;
      var starts = LongColumn.allocate(users.size() + 1L);
      var next = new int[users.size()];
      for (int row = 0; row < n; row++) {
        next[sortedUsers.place()[chunk(row).user.getAtIndex(ValueLayout.JAVA_INT, row % CHUNK)]]++;
      }
      for (int user = 0, at = 0; user < next.length; user++) {
        int count = next[user];
        next[user] = at;
        at += count;
        starts.set(user + 1L, at);
      }
      var order = IntColumn.allocate(n); // sorted place -> row in the source
      for (int row = 0; row < n; row++) {
        order.set(next[sortedUsers.place()[chunk(row).user.getAtIndex(ValueLayout.JAVA_INT, row % CHUNK)]]++, row);
      }
      chunks.forEach(c -> c.userArena.close());
      if (sorting) {
        sortByTime(order, starts);
      }
      var time = LongColumn.allocate(n);
      for (int place = 0; place < n; place++) {
        int row = order.get(place);
        time.set(place, timed ? chunk(row).time.getAtIndex(ValueLayout.JAVA_LONG, row % CHUNK) : ranked ? place : row);
      }
      chunks.forEach(c -> c.timeArena.close());
      var value = FloatColumn.allocate(n);
      for (int place = 0; place < n; place++) {
        int row = order.get(place);
        value.set(place, chunk(row).value.getAtIndex(ValueLayout.JAVA_FLOAT, row % CHUNK));
      }
      chunks.forEach(c -> c.valueArena.close());
      var item = IntColumn.allocate(n);
      for (int place = 0; place < n; place++) {
        int row = order.get(place);
        item.set(place, sortedItems.place()[chunk(row).item.getAtIndex(ValueLayout.JAVA_INT, row % CHUNK)]);
      }
      chunks.forEach(c -> c.itemArena.close());
      var signal = ByteColumn.allocate(n);
      for (int place = 0; place < n; place++) {
        int row = order.get(place);
        signal.set(place, chunk(row).signal.get(ValueLayout.JAVA_BYTE, row % CHUNK));
      }
      chunks.forEach(c -> c.signalArena.close());
      chunks.clear();
      return new Interactions(sortedUsers.vocabulary(), sortedItems.vocabulary(), starts, item, signal, value, time, timed);
    }

    private Chunk chunk(int row) {
      return chunks.get(row / CHUNK);
    }

    private long timeOf(int row) {
      return chunk(row).time.getAtIndex(ValueLayout.JAVA_LONG, row % CHUNK);
    }

    /** Sorts each user's rows by time, stable; most logs come sorted, which one pass over them shows. */
    private void sortByTime(IntColumn order, LongColumn starts) {
      for (int user = 0; user + 1 < starts.size(); user++) {
        long from = starts.get(user);
        long to = starts.get(user + 1L);
        boolean sorted = true;
        for (long place = from + 1; place < to && sorted; place++) {
          sorted = timeOf(order.get(place - 1)) <= timeOf(order.get(place));
        }
        if (!sorted) {
          sortUser(order, from, (int) (to - from));
        }
      }
    }

    /** One user's rows by time, then by place: as one long each where the span of time allows, which is ten times as fast. */
    private void sortUser(IntColumn order, long from, int count) {
      var rowsOfUser = new int[count];
      long earliest = Long.MAX_VALUE;
      long latest = Long.MIN_VALUE;
      for (int i = 0; i < count; i++) {
        rowsOfUser[i] = order.get(from + i);
        earliest = Math.min(earliest, timeOf(rowsOfUser[i]));
        latest = Math.max(latest, timeOf(rowsOfUser[i]));
      }
      int bits = Integer.SIZE - Integer.numberOfLeadingZeros(count);
      long span = latest - earliest;
      if (span >= 0 && span < Long.MAX_VALUE >>> bits) {
        var keys = new long[count];
        for (int i = 0; i < count; i++) {
          keys[i] = timeOf(rowsOfUser[i]) - earliest << bits | i;
        }
        java.util.Arrays.sort(keys);
        for (int i = 0; i < count; i++) {
          order.set(from + i, rowsOfUser[(int) (keys[i] & (1L << bits) - 1)]);
        }
      } else {
        var boxed = java.util.Arrays.stream(rowsOfUser).boxed().sorted((a, b) -> Long.compare(timeOf(a), timeOf(b))).toList();
        for (int i = 0; i < count; i++) {
          order.set(from + i, boxed.get(i));
        }
      }
    }
  }
}
