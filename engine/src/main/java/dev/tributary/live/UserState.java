package dev.tributary.live;

import static dev.tributary.math.Require.require;

import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import dev.tributary.math.IntIndex;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * One user: every item met, with the signals in force, in open addressing; and the order of the interests by time. About 40
 * bytes an item met. Guarded by its own monitor.
 */
final class UserState {
  private static final int LIKE = 1 << Signal.LIKE.ordinal();
  private static final int COLLECT = 1 << Signal.COLLECT.ordinal();

  private final IntIndex items = new IntIndex(4);
  private int[] inForce = new int[4]; // bit set of signals
  private long[] lastTime = new long[4]; // of the last signal that can count
  private long[] likeTime = new long[4]; // of the last like or unlike: the later one wins, whichever comes first
  private long[] collectTime = new long[4];
  private int[] order = new int[4]; // rows with a signal beyond exposure, oldest first
  private int orderSize;
  final Set<String> hiddenAuthors = new HashSet<>(0);
  final Set<String> hiddenTopics = new HashSet<>(0);
  final Set<Integer> hiddenItems = new HashSet<>(0);
  final Set<String> followed = new HashSet<>(0);

  /** A user who has met nothing. */
  UserState() {}

  /** A user as {@link #copyTo} left them. */
  UserState(UserColumns columns, int user) {
    long start = columns.rowStart(user);
    for (int n = 0; n < columns.rows(user); n++) {
      int row = row(columns.item().get(start + n));
      require(row == n, "user %d has met an item twice", user);
      inForce[row] = columns.inForce().get(start + n);
      lastTime[row] = columns.lastTime().get(start + n);
      likeTime[row] = columns.likeTime().get(start + n);
      collectTime[row] = columns.collectTime().get(start + n);
    }
    orderSize = columns.orders(user);
    order = new int[Math.max(4, orderSize)];
    for (int n = 0; n < orderSize; n++) {
      order[n] = Objects.checkIndex(columns.order().get(columns.orderStart(user) + n), items.size());
    }
  }

  /** Writes the items met, and their order, into a user's part of columns. */
  void copyTo(UserColumns columns, int user) {
    long start = columns.rowStart(user);
    for (int row = 0; row < items.size(); row++) {
      columns.item().set(start + row, items.key(row));
      columns.inForce().set(start + row, inForce[row]);
      columns.lastTime().set(start + row, lastTime[row]);
      columns.likeTime().set(start + row, likeTime[row]);
      columns.collectTime().set(start + row, collectTime[row]);
    }
    for (int n = 0; n < orderSize; n++) {
      columns.order().set(columns.orderStart(user) + n, order[n]);
    }
    columns.end(user, items.size(), orderSize);
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
    int row = row(item);
    switch (signal) {
      case IMPRESSION, VISIT, SEARCH, UNFOLLOW -> {}
      case LIKE -> toggle(row, likeTime, LIKE, true, time);
      case UNLIKE -> toggle(row, likeTime, LIKE, false, time);
      case COLLECT -> toggle(row, collectTime, COLLECT, true, time);
      case UNCOLLECT -> toggle(row, collectTime, COLLECT, false, time);
      case HIDE -> hiddenItems.add(item);
      case RATING -> {
        int bit = 1 << Signal.RATING.ordinal();
        if (rule.counts(value)) {
          show(row, bit, time);
        } else {
          inForce[row] &= ~bit;
        }
      }
      case CLICK, SCROLL_TO_END, SHARE, COMMENT, FOLLOW, PLAY, PURCHASE -> show(row, 1 << signal.ordinal(), time);
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
    boolean listed = lastTime[row] != Long.MIN_VALUE;
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
    int before = items.size();
    int row = items.add(item);
    if (row == before) {
      if (row == inForce.length) {
        inForce = Arrays.copyOf(inForce, row * 2);
        lastTime = Arrays.copyOf(lastTime, row * 2);
        likeTime = Arrays.copyOf(likeTime, row * 2);
        collectTime = Arrays.copyOf(collectTime, row * 2);
      }
      inForce[row] = 0;
      lastTime[row] = Long.MIN_VALUE;
      likeTime[row] = Long.MIN_VALUE;
      collectTime[row] = Long.MIN_VALUE;
    }
    return row;
  }

  /** Items met, in any way. */
  int size() {
    return items.size();
  }

  int item(int row) {
    return items.key(row);
  }

  /** Rows with a signal beyond exposure, whether or not it counts under the rule. */
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

  /** The row of an item, or -1. */
  int find(int item) {
    return items.find(item);
  }
}
