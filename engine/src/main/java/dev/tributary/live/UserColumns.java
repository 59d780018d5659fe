package dev.tributary.live;

import static dev.tributary.math.Require.require;

import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;

/**
 * The states of many users end to end in columns: user n has the rows {@code rowEnds(n-1)..rowEnds(n)-1} of what {@link UserState} keeps for an
 * item met, and the places {@code orderEnds(n-1)..orderEnds(n)-1} of its order. 36 bytes an item met. Immutable once filled.
 */
record UserColumns(
    LongColumn rowEnds, LongColumn orderEnds, IntColumn item, IntColumn inForce, LongColumn lastTime, LongColumn likeTime, LongColumn collectTime, IntColumn order) {
  /** Columns of no user. */
  static final UserColumns NONE = allocate(0, 0, 0);

  UserColumns {
    long users = rowEnds.size();
    long rows = users == 0 ? 0 : rowEnds.get(users - 1);
    long orders = users == 0 ? 0 : orderEnds.size() == users ? orderEnds.get(users - 1) : -1;
    boolean fits = orderEnds.size() == users && orders == order.size() && rows <= item.size() && inForce.size() == item.size() && lastTime.size() == item.size()
        && likeTime.size() == item.size() && collectTime.size() == item.size();
    require(fits, "the columns of %d users do not fit each other", users);
  }

  static UserColumns allocate(int users, long rows, long orders) {
    var rowEnds = LongColumn.allocate(users);
    var orderEnds = LongColumn.allocate(users);
    if (users > 0) {
      rowEnds.set(users - 1, rows);
      orderEnds.set(users - 1, orders);
    }
    return new UserColumns(
        rowEnds, orderEnds, IntColumn.allocate(rows), IntColumn.allocate(rows), LongColumn.allocate(rows), LongColumn.allocate(rows), LongColumn.allocate(rows), IntColumn.allocate(orders));
  }

  int users() {
    return (int) rowEnds.size();
  }

  long rowStart(int user) {
    return user == 0 ? 0 : rowEnds.get(user - 1);
  }

  int rows(int user) {
    return size(rowStart(user), rowEnds.get(user), item.size());
  }

  long orderStart(int user) {
    return user == 0 ? 0 : orderEnds.get(user - 1);
  }

  int orders(int user) {
    return size(orderStart(user), orderEnds.get(user), order.size());
  }

  private static int size(long from, long to, long most) {
    require(from >= 0 && to >= from && to <= most && to - from <= 1 << 28, "a user's rows go from %d to %d of %d", from, to, most);
    return (int) (to - from);
  }

  /** Copies a user's part out of other columns. */
  void copy(int user, UserColumns source) {
    long row = source.rowStart(user);
    long to = rowStart(user);
    int rows = source.rows(user);
    for (int n = 0; n < rows; n++) {
      item.set(to + n, source.item.get(row + n));
      inForce.set(to + n, source.inForce.get(row + n));
      lastTime.set(to + n, source.lastTime.get(row + n));
      likeTime.set(to + n, source.likeTime.get(row + n));
      collectTime.set(to + n, source.collectTime.get(row + n));
    }
    for (int n = 0; n < source.orders(user); n++) {
      order.set(orderStart(user) + n, source.order.get(source.orderStart(user) + n));
    }
    end(user, rows, source.orders(user));
  }

  /** Says where a user's part ends: users are filled in their order. */
  void end(int user, int rows, int orders) {
    rowEnds.set(user, rowStart(user) + rows);
    orderEnds.set(user, orderStart(user) + orders);
  }
}
