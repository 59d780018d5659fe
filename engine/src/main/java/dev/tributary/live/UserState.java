package dev.tributary.live;

import static dev.tributary.math.Require.require;

import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import dev.tributary.math.IntIndex;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One user: every item met; of those with a signal beyond exposure, the signals in force and their times; and the order of these by time. 12 to 24
 * bytes an item met, in open addressing, and some 45 more where there was a signal: most items are only shown. Guarded by its own monitor.
 */
final class UserState {
  private static final int LIKE = 1 << Signal.LIKE.ordinal();
  private static final int COLLECT = 1 << Signal.COLLECT.ordinal();
  private static final long NEVER = Long.MIN_VALUE;

  private final IntIndex met;
  private final IntIndex signalled; // gives the rows of what follows
  private int[] inForce; // bit set of signals
  private long[] lastTime; // of the last signal that can count; NEVER where all were undone before they came
  private long[] likeTime; // of the last like or unlike: the later one wins, whichever comes first
  private long[] collectTime;
  private int[] order; // rows with a time, oldest first
  private int orderSize;
  final Set<String> hiddenAuthors = new HashSet<>(0);
  final Set<String> hiddenTopics = new HashSet<>(0);
  final Set<Integer> hiddenItems = new HashSet<>(0);
  final Set<String> followed = new HashSet<>(0);

  /** A user who has met nothing. */
  UserState() {
    this(4, 4);
  }

  private UserState(int items, int rows) {
    met = new IntIndex(items);
    signalled = new IntIndex(rows);
    inForce = new int[rows];
    lastTime = new long[rows];
    likeTime = new long[rows];
    collectTime = new long[rows];
    order = new int[rows];
  }

  /** A user as {@link #copyTo} left them. */
  UserState(UserColumns columns, int user) {
    this(Math.max(4, columns.items(user)), Math.max(4, columns.rows(user)));
    for (int n = 0; n < columns.items(user); n++) {
      require(met.add(columns.met().get(columns.itemStart(user) + n)) == n, "user %d has met an item twice", user);
    }
    long start = columns.rowStart(user);
    for (int n = 0; n < columns.rows(user); n++) {
      int item = columns.signalled().get(start + n);
      require(met.find(item) >= 0 && row(item) == n, "user %d has a signal twice, or of an item not met", user);
      inForce[n] = columns.inForce().get(start + n);
      lastTime[n] = columns.lastTime().get(start + n);
      likeTime[n] = columns.likeTime().get(start + n);
      collectTime[n] = columns.collectTime().get(start + n);
      if (lastTime[n] != NEVER) {
        require(orderSize == n && (n == 0 || lastTime[n - 1] <= lastTime[n]), "the signals of user %d are out of order", user);
        order[orderSize++] = n;
      }
    }
  }

  /** Writes the items met, and the signals by time with those undone last, into a user's part of columns. */
  void copyTo(UserColumns columns, int user) {
    for (int n = 0; n < met.size(); n++) {
      columns.met().set(columns.itemStart(user) + n, met.key(n));
    }
    long place = columns.rowStart(user);
    for (int n = 0; n < orderSize; n++) {
      copyTo(columns, place++, order[n]);
    }
    for (int row = 0; row < signalled.size(); row++) {
      if (lastTime[row] == NEVER) {
        copyTo(columns, place++, row);
      }
    }
    columns.end(user, met.size(), signalled.size());
  }

  private void copyTo(UserColumns columns, long place, int row) {
    columns.signalled().set(place, signalled.key(row));
    columns.inForce().set(place, inForce[row]);
    columns.lastTime().set(place, lastTime[row]);
    columns.likeTime().set(place, likeTime[row]);
    columns.collectTime().set(place, collectTime[row]);
  }

  /** What the user follows and hides, as lists of text; none when there is nothing. */
  Map<String, Object> choices() {
    var choices = new TreeMap<String, Object>();
    put(choices, "hiddenAuthors", hiddenAuthors);
    put(choices, "hiddenTopics", hiddenTopics);
    put(choices, "hiddenItems", hiddenItems);
    put(choices, "followed", followed);
    return choices;
  }

  private static void put(Map<String, Object> choices, String name, Set<?> chosen) {
    if (!chosen.isEmpty()) {
      choices.put(name, chosen.stream().map(Object::toString).sorted().toList());
    }
  }

  /** Takes in what {@link #choices} gave. */
  void choose(Map<String, Object> choices) {
    hiddenAuthors.addAll(texts(choices, "hiddenAuthors"));
    hiddenTopics.addAll(texts(choices, "hiddenTopics"));
    texts(choices, "hiddenItems").forEach(item -> hiddenItems.add(Integer.parseInt(item)));
    followed.addAll(texts(choices, "followed"));
  }

  private static List<String> texts(Map<String, Object> choices, String name) {
    return choices.get(name) instanceof List<?> list ? list.stream().map(Object::toString).toList() : List.of();
  }

  /** Takes in one event with an item. */
  void apply(int item, Signal signal, float value, long time, InterestRule rule) {
    met.add(item);
    switch (signal) {
      case IMPRESSION, VISIT, SEARCH, UNFOLLOW -> {}
      case LIKE -> toggle(row(item), likeTime, LIKE, true, time);
      case UNLIKE -> toggle(row(item), likeTime, LIKE, false, time);
      case COLLECT -> toggle(row(item), collectTime, COLLECT, true, time);
      case UNCOLLECT -> toggle(row(item), collectTime, COLLECT, false, time);
      case HIDE -> hiddenItems.add(item);
      case RATING -> {
        int bit = 1 << Signal.RATING.ordinal();
        if (rule.counts(value)) {
          show(row(item), bit, time);
        } else if (signalled.find(item) >= 0) {
          inForce[row(item)] &= ~bit;
        }
      }
      case CLICK, SCROLL_TO_END, SHARE, COMMENT, FOLLOW, PLAY, PURCHASE -> show(row(item), 1 << signal.ordinal(), time);
    }
  }

  private void toggle(int row, long[] times, int bit, boolean on, long time) {
    if (time < times[row]) {
      return; // an older event that arrives late changes nothing
    }
    times[row] = time;
    if (on) {
      show(row, bit, time);
    } else {
      inForce[row] &= ~bit;
    }
  }

  private void show(int row, int bit, long time) {
    boolean listed = lastTime[row] != NEVER;
    inForce[row] |= bit;
    if (listed && time < lastTime[row]) {
      return;
    }
    if (listed) {
      int at = orderSize - 1;
      while (order[at] != row) {
        at--;
      }
      System.arraycopy(order, at + 1, order, at, orderSize - at - 1);
      orderSize--;
    }
    lastTime[row] = time;
    if (orderSize == order.length) {
      order = Arrays.copyOf(order, orderSize * 2);
    }
    int at = orderSize++;
    for (; at > 0 && lastTime[order[at - 1]] > time; at--) {
      order[at] = order[at - 1];
    }
    order[at] = row;
  }

  private int row(int item) {
    int before = signalled.size();
    int row = signalled.add(item);
    if (row == before) {
      if (row == inForce.length) {
        inForce = Arrays.copyOf(inForce, row * 2);
        lastTime = Arrays.copyOf(lastTime, row * 2);
        likeTime = Arrays.copyOf(likeTime, row * 2);
        collectTime = Arrays.copyOf(collectTime, row * 2);
      }
      inForce[row] = 0;
      lastTime[row] = NEVER;
      likeTime[row] = NEVER;
      collectTime[row] = NEVER;
    }
    return row;
  }

  /** Items met, in any way. */
  int metItems() {
    return met.size();
  }

  /** The n-th item met. */
  int metItem(int n) {
    return met.key(n);
  }

  boolean hasMet(int item) {
    return met.find(item) >= 0;
  }

  /** Rows: items with a signal beyond exposure, also one that was undone. */
  int rows() {
    return signalled.size();
  }

  int item(int row) {
    return signalled.key(row);
  }

  /** Rows with a time, whether or not what is in force counts under the rule. */
  int interests() {
    return orderSize;
  }

  /** The row of the n-th newest of {@link #interests}. */
  int newest(int n) {
    return order[orderSize - 1 - n];
  }

  long lastTime(int row) {
    return lastTime[row];
  }

  /** like(u,i) under a rule; 0 when nothing counts. */
  float score(int row, float[] weights) {
    float sum = 0;
    for (int bits = inForce[row]; bits != 0; bits &= bits - 1) {
      sum += weights[Integer.numberOfTrailingZeros(bits)];
    }
    return sum;
  }
}
