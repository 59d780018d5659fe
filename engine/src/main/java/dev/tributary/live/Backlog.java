package dev.tributary.live;

import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes many events of a log into a live view, which is then as if each had been {@linkplain Live#apply(Event) applied} in order, for a fraction of the cost. The
 * ints of ids and the counts, which depend on the order of all events, are settled as events come; what belongs to one user is kept back and
 * taken in user by user, on all cores: memory of a user is then fetched once for many events. Readers see events at the latest when {@link #flush} returns.
 *
 * <p>About 25 MB, and the events that follow or hide. Confined: one thread; nobody else may change what the view has of users meanwhile.
 */
public final class Backlog {
  private static final int MOST = 1 << 20;

  /** An event that says more than its item, and the item's author when it came. */
  private record Choice(Event event, String itemAuthor) {}

  private final Live live;
  private int size;
  private int[] users = new int[1 << 10];
  private int[] items = new int[1 << 10];
  private byte[] signals = new byte[1 << 10];
  private float[] values = new float[1 << 10];
  private long[] times = new long[1 << 10];
  private final Map<Integer, Choice> choices = new HashMap<>(); // by place

  /** Nothing waits. */
  public Backlog(Live live) {
    this.live = live;
  }

  /** Takes in one event. */
  public void add(Event event) {
    if (event.user().isEmpty()) {
      return;
    }
    if (size == users.length) {
      grow();
    }
    String author = live.settle(event, size, users, items, times);
    if (choosing(event.type())) {
      choices.put(size, new Choice(event, author));
    }
    signals[size] = (byte) event.type().ordinal();
    values[size++] = event.value();
    if (size == MOST) {
      flush();
    }
  }

  /** Whether such an event says more than its item. */
  private static boolean choosing(Signal signal) {
    return signal == Signal.FOLLOW || signal == Signal.UNFOLLOW || signal == Signal.HIDE;
  }

  private void grow() {
    int room = Math.min(MOST, size * 2);
    users = Arrays.copyOf(users, room);
    items = Arrays.copyOf(items, room);
    signals = Arrays.copyOf(signals, room);
    values = Arrays.copyOf(values, room);
    times = Arrays.copyOf(times, room);
  }

  /** Takes in what waits. */
  public void flush() {
    if (size == 0) {
      return;
    }
    int last = 0;
    for (int n = 0; n < size; n++) {
      last = Math.max(last, users[n]);
    }
    var next = new int[last + 2]; // first where a user's events begin, then where the next one goes
    for (int n = 0; n < size; n++) {
      next[users[n] + 1]++;
    }
    for (int user = 0; user <= last; user++) {
      next[user + 1] += next[user];
    }
    var order = new int[size];
    for (int n = 0; n < size; n++) {
      order[next[users[n]]++] = n;
    }
    live.meet(users, size);
    Job.DEFAULT.shards("events of users", last + 1, (_, from, to) -> take(order, from == 0 ? 0 : next[from - 1], next[to - 1]));
    size = 0;
    choices.clear();
  }

  /** Takes in events at places of an order in which each user's stand together, in the order in which they came. */
  private void take(int[] order, int from, int to) {
    for (int at = from; at < to; at++) {
      int n = order[at];
      var signal = Signal.of(signals[n]);
      if (items[n] >= 0) {
        live.meet(users[n], items[n], signal, values[n], times[n]);
      }
      if (choosing(signal)) {
        var choice = choices.get(n);
        live.choose(users[n], choice.event, choice.itemAuthor);
      }
    }
  }
}
