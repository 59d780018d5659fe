package dev.tributary.live;

import static dev.tributary.math.Require.require;

import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;

/**
 * The states of many users end to end in columns: user n has met the items {@code metEnds(n-1)..metEnds(n)-1}, and of those with a signal beyond exposure the
 * rows {@code rowEnds(n-1)..rowEnds(n)-1}, oldest first. 4 bytes an item met, 32 more where there was a signal. Immutable once filled.
 */
record UserColumns(LongColumn metEnds, IntColumn met, LongColumn rowEnds, IntColumn signalled, IntColumn inForce, LongColumn lastTime, LongColumn likeTime, LongColumn collectTime) {
  /** Columns of no user. */
  static final UserColumns NONE = allocate(0, 0, 0);

  UserColumns {
    long users = metEnds.size();
    long rows = signalled.size();
    boolean fits = rowEnds.size() == users && last(metEnds) <= met.size() && last(rowEnds) <= rows && inForce.size() == rows && lastTime.size() == rows && likeTime.size() == rows
        && collectTime.size() == rows;
    require(fits, "the columns of %d users do not fit each other", users);
  }

  private static long last(LongColumn ends) {
    return ends.size() == 0 ? 0 : ends.get(ends.size() - 1);
  }

  static UserColumns allocate(int users, long items, long rows) {
    return new UserColumns(
        LongColumn.allocate(users), IntColumn.allocate(items), LongColumn.allocate(users), IntColumn.allocate(rows), IntColumn.allocate(rows), LongColumn.allocate(rows), LongColumn.allocate(rows),
        LongColumn.allocate(rows));
  }

  int users() {
    return (int) metEnds.size();
  }

  long itemStart(int user) {
    return user == 0 ? 0 : metEnds.get(user - 1);
  }

  int items(int user) {
    return size(itemStart(user), metEnds.get(user), met.size());
  }

  long rowStart(int user) {
    return user == 0 ? 0 : rowEnds.get(user - 1);
  }

  int rows(int user) {
    return size(rowStart(user), rowEnds.get(user), signalled.size());
  }

  private static int size(long from, long to, long most) {
    require(from >= 0 && to >= from && to <= most && to - from <= 1 << 28, "a user's rows go from %d to %d of %d", from, to, most);
    return (int) (to - from);
  }

  /** Copies a user's part out of other columns. */
  void copy(int user, UserColumns source) {
    int items = source.items(user);
    for (int n = 0; n < items; n++) {
      met.set(itemStart(user) + n, source.met.get(source.itemStart(user) + n));
    }
    long from = source.rowStart(user);
    long to = rowStart(user);
    int rows = source.rows(user);
    for (int n = 0; n < rows; n++) {
      signalled.set(to + n, source.signalled.get(from + n));
      inForce.set(to + n, source.inForce.get(from + n));
      lastTime.set(to + n, source.lastTime.get(from + n));
      likeTime.set(to + n, source.likeTime.get(from + n));
      collectTime.set(to + n, source.collectTime.get(from + n));
    }
    end(user, items, rows);
  }

  /** Says where a user's part ends: users are filled in their order. */
  void end(int user, int items, int rows) {
    metEnds.set(user, itemStart(user) + items);
    rowEnds.set(user, rowStart(user) + rows);
  }
}
