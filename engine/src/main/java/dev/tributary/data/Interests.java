package dev.tributary.data;

import static dev.tributary.math.Require.require;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import java.util.Arrays;

/**
 * The interest scores like(u,i) of a log under a rule (spec §0): users × items in compressed rows, one entry for each
 * pair with like(u,i) > 0, a user's entries in order of time (of the last signal that counts), oldest first.
 *
 * <p>Beside them, for each user, the items met without interest: exposed, hidden, or rated below the rule. Interest and
 * the rest together are what the user <em>has in train</em>: what a recommendation leaves out. Off the heap. Immutable.
 */
public final class Interests {
  private final Vocabulary users;
  private final Vocabulary items;
  private final LongColumn starts;
  private final IntColumn item;
  private final FloatColumn like;
  private final LongColumn time;
  private final LongColumn metStarts;
  private final IntColumn met;
  private final boolean timed;

  /**
   * The interests that lie in columns.
   *
   * @param starts first entry of each user, and the end: users + 1 numbers, ascending
   * @param item item of each entry
   * @param like score of each entry, above 0
   * @param time time of each entry, epoch milliseconds (entry order where not timed)
   * @param metStarts first of each user's items met without interest, and the end
   * @param met those items, ascending within a user
   * @throws IllegalArgumentException when the columns do not fit together
   */
  public Interests(
      Vocabulary users,
      Vocabulary items,
      LongColumn starts,
      IntColumn item,
      FloatColumn like,
      LongColumn time,
      LongColumn metStarts,
      IntColumn met,
      boolean timed) {
    checkRows(starts, users.size(), item.size());
    checkRows(metStarts, users.size(), met.size());
    require(like.size() == item.size() && time.size() == item.size(), "interests have %d items, %d scores and %d times", item.size(), like.size(), time.size());
    checkItems(item, items.size());
    checkItems(met, items.size());
    this.users = users;
    this.items = items;
    this.starts = starts;
    this.item = item;
    this.like = like;
    this.time = time;
    this.metStarts = metStarts;
    this.met = met;
    this.timed = timed;
  }

  private static void checkRows(LongColumn starts, int users, long size) {
    require(starts.size() == users + 1L && starts.get(0) == 0 && starts.get(users) == size, "rows of %d users do not span %d entries", users, size);
    for (int user = 0; user < users; user++) {
      require(starts.get(user) <= starts.get(user + 1L), "row %d ends before it begins", user);
    }
  }

  private static void checkItems(IntColumn item, int items) {
    for (long entry = 0; entry < item.size(); entry++) {
      int index = item.get(entry);
      require(index >= 0 && index < items, "entry %d names item %d of %d", entry, index, items);
    }
  }

  /**
   * The interests of a log.
   *
   * @throws IllegalArgumentException when no signal of the log counts under the rule
   */
  public static Interests of(Interactions log, InterestRule wanted) {
    var rule = wanted.forSignals(log.signalsPresent());
    int userCount = log.users().size();
    var starts = LongColumn.allocate(userCount + 1L);
    var metStarts = LongColumn.allocate(userCount + 1L);
    var item = IntColumn.allocate(log.size());
    var like = FloatColumn.allocate(log.size());
    var time = LongColumn.allocate(log.size());
    var met = IntColumn.allocate(log.size());
    var row = new UserRow(log, rule);
    long at = 0;
    long metAt = 0;
    for (int user = 0; user < userCount; user++) {
      row.read(user);
      for (int n = 0; n < row.count; n++) {
        int index = row.items[n];
        if (row.score(index) > 0) {
          item.set(at, index);
          like.set(at, row.score(index));
          time.set(at++, row.lastTime(index));
        } else {
          met.set(metAt++, index);
        }
      }
      starts.set(user + 1L, at);
      metStarts.set(user + 1L, metAt);
    }
    require(
        at > 0 || log.size() == 0,
        "none of the log's %d rows is a positive signal under the weights in force (%s); name the signals that count with --weights, for example --weights play=1",
        log.size(),
        rule);
    return new Interests(
        log.users(),
        log.items(),
        starts,
        IntColumn.copyOf(item.toArray(0, at)),
        FloatColumn.copyOf(like.toArray(0, at)),
        LongColumn.copyOf(time.toArray(0, at)),
        metStarts,
        IntColumn.copyOf(met.toArray(0, metAt)),
        log.timed());
  }

  /** One user's rows folded into one entry an item; scratch of the size of the catalogue, reused. */
  private static final class UserRow {
    private static final int RATING = 1 << Signal.RATING.ordinal();

    final Interactions log;
    final InterestRule rule;
    final int[] inForce; // by item: bit set of signals that count and have not been taken back
    final long[] lastRow; // by item: last row that counted, -1 for none
    final boolean[] known;
    int[] items = new int[64];
    int count;
    boolean tookBack;

    UserRow(Interactions log, InterestRule rule) {
      this.log = log;
      this.rule = rule;
      inForce = new int[log.items().size()];
      lastRow = new long[log.items().size()];
      known = new boolean[log.items().size()];
    }

    void read(int user) {
      for (int n = 0; n < count; n++) {
        known[items[n]] = false;
      }
      count = 0;
      tookBack = false;
      for (long row = log.start(user); row < log.end(user); row++) {
        int index = log.item(row);
        if (!known[index]) {
          known[index] = true;
          inForce[index] = 0;
          lastRow[index] = -1;
          if (count == items.length) {
            items = Arrays.copyOf(items, count * 2);
          }
          items[count++] = index;
        }
        fold(row, index);
      }
      if (tookBack) {
        findLastRows(user);
      }
      sortByLastRow();
    }

    private void fold(long row, int index) {
      Signal signal = log.signal(row);
      var takenBack = signal.takesBack();
      if (takenBack.isPresent()) {
        takeBack(index, 1 << takenBack.get().ordinal());
      } else if (signal == Signal.RATING && !rule.counts(log.value(row))) {
        takeBack(index, RATING);
      } else if (rule.weight(signal) > 0) {
        inForce[index] |= 1 << signal.ordinal();
        lastRow[index] = row;
      }
    }

    private void takeBack(int index, int signal) {
      tookBack |= (inForce[index] & signal) != 0;
      inForce[index] &= ~signal;
    }

    /** After a signal was taken back, the last row that counts is one of a signal still in force. */
    private void findLastRows(int user) {
      for (int n = 0; n < count; n++) {
        lastRow[items[n]] = -1;
      }
      for (long row = log.start(user); row < log.end(user); row++) {
        Signal signal = log.signal(row);
        boolean counts = signal != Signal.RATING || rule.counts(log.value(row));
        if (counts && (inForce[log.item(row)] & 1 << signal.ordinal()) != 0) {
          lastRow[log.item(row)] = row;
        }
      }
    }

    float score(int index) {
      float sum = 0;
      for (int bits = inForce[index]; bits != 0; bits &= bits - 1) {
        sum += rule.weight(Signal.of(Integer.numberOfTrailingZeros(bits)));
      }
      return sum;
    }

    long lastTime(int index) {
      return log.time(lastRow[index]);
    }

    /** Interests by their last counting row; items without interest by their number. */
    private void sortByLastRow() {
      var keys = new long[count];
      long first = count == 0 ? 0 : Long.MAX_VALUE;
      for (int n = 0; n < count; n++) {
        if (inForce[items[n]] != 0) {
          first = Math.min(first, lastRow[items[n]]);
        }
      }
      for (int n = 0; n < count; n++) {
        long rank = inForce[items[n]] != 0 ? lastRow[items[n]] - first : 0;
        keys[n] = rank << 32 | items[n];
      }
      Arrays.sort(keys);
      for (int n = 0; n < count; n++) {
        items[n] = (int) keys[n];
      }
    }
  }

  public Vocabulary users() {
    return users;
  }

  public Vocabulary items() {
    return items;
  }

  /** Number of pairs with interest. */
  public long size() {
    return item.size();
  }

  /** First entry of a user. */
  public long start(int user) {
    return starts.get(user);
  }

  /** Entry after the last of a user. */
  public long end(int user) {
    return starts.get(user + 1L);
  }

  public int item(long entry) {
    return item.get(entry);
  }

  /** The interest score, above 0. */
  public float like(long entry) {
    return like.get(entry);
  }

  /** When the last signal that counts came: epoch milliseconds, or the row's number where there are no times. */
  public long time(long entry) {
    return time.get(entry);
  }

  /** Whether the log had times. */
  public boolean timed() {
    return timed;
  }

  /** First of the items that a user met without interest. */
  public long metStart(int user) {
    return metStarts.get(user);
  }

  /** End of the items that a user met without interest. */
  public long metEnd(int user) {
    return metStarts.get(user + 1L);
  }

  /** An item met without interest. */
  public int met(long entry) {
    return met.get(entry);
  }

  /** The latest time of an interest; 0 when there is none. */
  public long lastTime() {
    long last = size() == 0 ? 0 : Long.MIN_VALUE;
    for (long entry = 0; entry < size(); entry++) {
      last = Math.max(last, time(entry));
    }
    return last;
  }

  /** n_i: how many users are interested in each item. */
  public int[] popularity() {
    var count = new int[items.size()];
    for (long entry = 0; entry < size(); entry++) {
      count[item(entry)]++;
    }
    return count;
  }

  /** The columns, as the constructor takes them, for writing. */
  public Columns columns() {
    return new Columns(starts, item, like, time, metStarts, met);
  }

  /** See {@link Interests#Interests}. */
  public record Columns(LongColumn starts, IntColumn item, FloatColumn like, LongColumn time, LongColumn metStarts, IntColumn met) {}
}
