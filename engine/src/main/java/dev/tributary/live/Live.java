package dev.tributary.live;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import dev.tributary.catalog.filter.Filters;
import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The log's live view: each user's interests, what the user has seen and hidden, whom the user follows, how often each item
 * met each signal, and which items changed. Fed by {@link #apply}; built anew by replaying the log.
 *
 * <p>One writer at a time, many readers: a reader sees every event whose {@code apply} ended before its call. Reading one
 * user waits only while the writer changes that very user.
 */
public final class Live {
  private final Catalog catalog;
  private final Filters filters;
  private final InterestRule rule;
  private final boolean[] present = new boolean[Signal.values().length];
  private final int[][] counts = new int[Signal.values().length][];
  private final List<Change> changes = new ArrayList<>();
  private volatile float[] weights;
  private volatile @Nullable UserState[] users = new UserState[16];
  private volatile long lastTime = Long.MIN_VALUE;
  private long events;
  private UserColumns columns = UserColumns.NONE; // of users who were not asked for since the view was read from a state
  private Map<Integer, User> choices = Map.of(); // theirs

  /** An item that came or changed, and how many records the log had then. */
  private record Change(long sequence, int item) {}

  /** One interest of a user. */
  public interface InterestReader {
    void interest(int item, float like, long timeMillis);
  }

  /** An empty view over a catalog, which it fills with the users and items of the events. */
  public Live(Catalog catalog, InterestRule rule) {
    this.catalog = catalog;
    filters = new Filters(catalog);
    this.rule = rule;
    weights = weightsFor(rule);
  }

  /** The rule that turns signals into interest. */
  public InterestRule rule() {
    return rule;
  }

  /**
   * Takes in one event. Its user and item are created when they are new; an event that names no item changes follows, hidden
   * authors or topics, or nothing.
   */
  public synchronized void apply(Event event) {
    if (event.user().isEmpty()) {
      return;
    }
    int user = catalog.addUser(event.user());
    long time = event.time() == Event.NO_TIME ? events : event.time();
    var state = state(user);
    if (!event.item().isEmpty()) {
      apply(user, catalog.addItem(event.item()), event.type(), event.value(), time);
    } else {
      events++;
    }
    synchronized (state) {
      choose(state, event);
    }
  }

  /** What an event says beside its item. */
  private static void choose(UserState state, Event event) {
    follow(state, event.type(), event.author());
    if (event.type() == Signal.HIDE) {
      if (!event.author().isEmpty()) {
        state.hiddenAuthors.add(event.author());
      }
      if (!event.topic().isEmpty()) {
        state.hiddenTopics.add(event.topic());
      }
    }
  }

  private static void follow(UserState state, Signal signal, String author) {
    if (signal == Signal.FOLLOW && !author.isEmpty()) {
      state.followed.add(author);
    } else if (signal == Signal.UNFOLLOW) {
      state.followed.remove(author);
    }
  }

  /** Takes in one event of a known user with a known item; a follow means the author that the item has now, if any. */
  public synchronized void apply(int user, int item, Signal signal, float value, long timeMillis) {
    var state = state(user);
    synchronized (state) {
      meet(state, item, signal, value, timeMillis);
    }
    count(signal, item);
    lastTime = Math.max(lastTime, timeMillis);
    events++;
  }

  private void meet(UserState state, int item, Signal signal, float value, long timeMillis) {
    state.apply(item, signal, value, timeMillis, rule);
    follow(state, signal, catalog.item(item).author());
  }

  /**
   * The part of {@link #apply(Event)} that needs the order of all events, of one that names a user; writes the ints and the time to a place of columns, -1 for no item.
   *
   * @return the author of the item, as it is known now; empty for none
   */
  synchronized String settle(Event event, int place, int[] userColumn, int[] itemColumn, long[] timeColumn) {
    userColumn[place] = catalog.addUser(event.user());
    timeColumn[place] = event.time() == Event.NO_TIME ? events : event.time();
    itemColumn[place] = event.item().isEmpty() ? -1 : catalog.addItem(event.item());
    events++;
    if (itemColumn[place] < 0) {
      return "";
    }
    count(event.type(), itemColumn[place]);
    lastTime = Math.max(lastTime, timeColumn[place]);
    return catalog.item(itemColumn[place]).author();
  }

  /** Makes room for what is to come of these users. */
  synchronized void meet(int[] userColumn, int size) {
    for (int n = 0; n < size; n++) {
      state(userColumn[n]);
    }
  }

  /** The other part of {@link #apply(Event)}, of a user for whom there is room; of different users on any number of threads. */
  void meet(int user, int item, Signal signal, float value, long timeMillis) {
    var state = users[user];
    synchronized (state) {
      state.apply(item, signal, value, timeMillis, rule);
    }
  }

  /** What is left of the other part for an event that says more than its item: whom to follow, what to hide. */
  void choose(int user, Event event, String itemAuthor) {
    var state = users[user];
    synchronized (state) {
      follow(state, event.type(), itemAuthor);
      choose(state, event);
    }
  }

  /** Takes in what is known of an item: new, or changed after the log had so many records. */
  public synchronized int put(Item item, long sequence) {
    int index = catalog.put(item);
    changes.add(new Change(sequence, index));
    return index;
  }

  /** Takes in what is known of a user. */
  public synchronized int put(User user) {
    return catalog.put(user);
  }

  /** Forgets a user: whoever comes with this id afterwards is new. How often items met signals, which names nobody, stays. */
  public synchronized void forget(String id) {
    int user = catalog.forgetUser(id);
    if (user >= 0) {
      replace(user, new UserState());
    }
  }

  /**
   * A user as if these had been all their events, in the order in which they came: what is left after one was taken back. How often items met signals
   * stays; {@link #uncount} takes one away. A follow of an item means the author that the item has now.
   *
   * @param history events with a time
   */
  public synchronized void relive(String id, List<Event> history) {
    int user = catalog.userIndex(id);
    if (user < 0) {
      return;
    }
    var fresh = new UserState();
    for (Event event : history) {
      if (!event.item().isEmpty()) {
        meet(fresh, catalog.addItem(event.item()), event.type(), event.value(), event.time());
      }
      choose(fresh, event);
    }
    replace(user, fresh);
  }

  /** Takes back that an event's item met its signal. */
  public synchronized void uncount(Event event) {
    int item = event.item().isEmpty() ? -1 : catalog.itemIndex(event.item());
    if (item >= 0 && count(item, event.type()) > 0) {
      counts[event.type().ordinal()][item]--;
    }
  }

  private void replace(int user, UserState fresh) {
    state(user); // makes room
    UserState[] states = users;
    states[user] = fresh;
    users = states; // volatile: publishes it
  }

  private UserState state(int user) {
    UserState[] states = users;
    if (user >= states.length) {
      users = states = Arrays.copyOf(states, Math.max(user + 1, states.length * 2));
    }
    if (states[user] == null) {
      states[user] = user < columns.users() ? thawed(user) : new UserState();
      users = states; // volatile: publishes the new state
    }
    return states[user];
  }

  private UserState thawed(int user) {
    var state = new UserState(columns, user);
    var chosen = choices.get(user);
    if (chosen != null) {
      state.choose(chosen.attributes());
    }
    return state;
  }

  /** All that there is now: O(users and the items they met), for which the writer waits. */
  public synchronized LiveState state() {
    int count = catalog.userCount();
    long items = 0;
    long rows = 0;
    for (int user = 0; user < count; user++) {
      var state = user < users.length ? users[user] : null;
      items += state != null ? state.metItems() : user < columns.users() ? columns.items(user) : 0;
      rows += state != null ? state.rows() : user < columns.users() ? columns.rows(user) : 0;
    }
    var copy = UserColumns.allocate(count, items, rows);
    var chosen = new TreeMap<Integer, User>();
    for (int user = 0; user < count; user++) {
      var state = user < users.length ? users[user] : null;
      if (state != null) {
        state.copyTo(copy, user);
        var of = state.choices();
        if (!of.isEmpty()) {
          chosen.put(user, new User("chose", of));
        }
      } else if (user < columns.users()) {
        copy.copy(user, columns);
        if (choices.containsKey(user)) {
          chosen.put(user, choices.get(user));
        }
      } else {
        copy.end(user, 0, 0);
      }
    }
    var counted = new TreeMap<String, int[]>();
    for (Signal signal : Signal.values()) {
      if (present[signal.ordinal()]) {
        counted.put(signal.wireName(), counts[signal.ordinal()].clone());
      }
    }
    return new LiveState(
        LiveState.items(catalog), LiveState.users(catalog), copy, chosen, counted, changes.stream().mapToLong(Change::sequence).toArray(), changes.stream().mapToInt(Change::item).toArray(), lastTime, events);
  }

  /**
   * A view, over an empty catalog, that has taken in what a state holds.
   *
   * @param rule must count the same ratings as the one of the view that the state is of
   * @throws IllegalArgumentException when the state does not fit itself
   */
  public static Live of(LiveState state, InterestRule rule) {
    var live = new Live(new Catalog(), rule);
    state.fill(live.catalog);
    live.columns = state.columns();
    live.choices = state.choices();
    state
        .counts()
        .forEach(
            (name, column) -> {
              int signal = Signal.named(name).orElseThrow(() -> new IllegalArgumentException("signal " + name + " is unknown")).ordinal();
              live.present[signal] = true;
              live.counts[signal] = column;
            });
    require(state.changeItems().length == state.changeSequences().length, "changes do not fit each other");
    for (int n = 0; n < state.changeItems().length; n++) {
      live.changes.add(new Change(state.changeSequences()[n], state.changeItems()[n]));
    }
    live.weights = weightsFor(rule.forSignals(live.present));
    live.lastTime = state.lastTime();
    live.events = state.events();
    return live;
  }

  private void count(Signal signal, int item) {
    int code = signal.ordinal();
    if (!present[code]) {
      present[code] = true;
      counts[code] = new int[64];
      weights = weightsFor(rule.forSignals(present));
    }
    if (item >= counts[code].length) {
      counts[code] = Arrays.copyOf(counts[code], Math.max(item + 1, counts[code].length * 2));
    }
    counts[code][item]++;
  }

  private static float[] weightsFor(InterestRule rule) {
    var weights = new float[Signal.values().length];
    for (Signal signal : Signal.values()) {
      weights[signal.ordinal()] = rule.weight(signal);
    }
    return weights;
  }

  /** The catalog that the ints belong to. */
  public Catalog catalog() {
    return catalog;
  }

  /** The filters of requests over the catalog. */
  public Filters filters() {
    return filters;
  }

  /** How often an item met a signal. */
  public synchronized int count(int item, Signal signal) {
    int[] column = counts[signal.ordinal()];
    return column == null || item >= column.length ? 0 : column[item];
  }

  /** The latest time of an event, or {@link Long#MIN_VALUE}. */
  public long lastTime() {
    return lastTime;
  }

  /** The items that came or changed when the log had so many records or more, in that order. */
  public synchronized int[] changedSince(long sequence) {
    return changes.stream().filter(c -> c.sequence >= sequence).mapToInt(Change::item).distinct().toArray();
  }

  /** A user's newest interests with like(u,i) > 0, newest first, at most {@code limit}. */
  public void interests(int user, int limit, InterestReader reader) {
    require(limit >= 0, "limit is %d, must be 0 or more", limit);
    var state = known(user);
    if (state == null) {
      return;
    }
    float[] current = weights;
    synchronized (state) {
      int found = 0;
      for (int n = 0; n < state.interests() && found < limit; n++) {
        int row = state.newest(n);
        float like = state.score(row, current);
        if (like > 0) {
          reader.interest(state.item(row), like, state.lastTime(row));
          found++;
        }
      }
    }
  }

  /** Forbids everything that a user has met, whether or not it was liked. */
  public void forbidSeen(int user, ItemMask mask) {
    var state = known(user);
    if (state != null) {
      synchronized (state) {
        for (int n = 0; n < state.metItems(); n++) {
          mask.forbid(state.metItem(n));
        }
      }
    }
  }

  /** Forbids the items that a user hid, and those of hidden authors and topics. */
  public void forbidHidden(int user, ItemMask mask) {
    var state = known(user);
    if (state != null) {
      synchronized (state) {
        state.hiddenItems.forEach(mask::forbid);
        state.hiddenAuthors.forEach(author -> forbid(catalog.itemsOfAuthor(author), mask));
        state.hiddenTopics.forEach(topic -> forbid(catalog.itemsOfTopic(topic), mask));
      }
    }
  }

  private static void forbid(int[] items, ItemMask mask) {
    for (int item : items) {
      mask.forbid(item);
    }
  }

  /** How many items a user has met. */
  public int metItems(int user) {
    var state = known(user);
    if (state == null) {
      return 0;
    }
    synchronized (state) {
      return state.metItems();
    }
  }

  /** Whether a user has met an item. */
  public boolean hasSeen(int user, int item) {
    var state = known(user);
    if (state == null) {
      return false;
    }
    synchronized (state) {
      return state.hasMet(item);
    }
  }

  /** Why a user's own choice forbids an item: {@code item}, {@code author a1} or {@code topic nba}; empty when it does not. */
  public String hiddenBecause(int user, int item) {
    var state = known(user);
    if (state == null) {
      return "";
    }
    var attributes = catalog.item(item);
    synchronized (state) {
      if (state.hiddenItems.contains(item)) {
        return "item";
      }
      if (state.hiddenAuthors.contains(attributes.author())) {
        return "author " + attributes.author();
      }
      for (String topic : state.hiddenTopics) {
        if (attributes.categories().contains(topic) || attributes.keywords().contains(topic)) {
          return "topic " + topic;
        }
      }
      return "";
    }
  }

  /** The authors that a user follows. */
  public Set<String> followed(int user) {
    var state = known(user);
    if (state == null) {
      return Set.of();
    }
    synchronized (state) {
      return Set.copyOf(state.followed);
    }
  }

  /** A view that has taken in a whole log, over a catalog that is given its users and items. */
  public static Live of(Catalog catalog, Interactions log, InterestRule rule) {
    var live = new Live(catalog, rule);
    var items = new int[log.items().size()];
    Arrays.setAll(items, i -> catalog.addItem(log.items().id(i)));
    for (int n = 0; n < log.users().size(); n++) {
      int user = catalog.addUser(log.users().id(n));
      for (long row = log.start(n); row < log.end(n); row++) {
        live.apply(user, items[log.item(row)], log.signal(row), log.value(row), log.time(row));
      }
    }
    return live;
  }

  private @Nullable UserState known(int user) {
    UserState[] states = users;
    var state = user < 0 || user >= states.length ? null : states[user];
    return state == null && user >= 0 && user < columns.users() ? taken(user) : state;
  }

  private synchronized UserState taken(int user) {
    return state(user);
  }
}
