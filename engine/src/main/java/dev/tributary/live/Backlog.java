package dev.tributary.live;

import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import java.util.Arrays;

/**
 * Takes many events of a log into a live view, which is then as if each had been {@linkplain Live#apply(Event) applied} in order, for a fraction of the cost. The
 * ints of ids and the counts, which depend on the order of all events, are settled as events come; what belongs to one user is kept back and
 * taken in user by user, on all cores: memory of a user is then fetched once for many events. Readers see events at the latest when {@link #flush} returns.
 *
 * <p>About 25 MB. Confined: one thread; nobody else may change the view meanwhile.
 */
public final class Backlog {
  private static final int MOST = 1 << 20;
  /** So few wait that to put them in order by user costs more than it saves. */
  private static final int FEW = 1 << 14;

  private final Live live;
  private final int few;
  private int size;
  private int[] users = new int[1 << 10];
  private int[] items = new int[1 << 10];
  private byte[] signals = new byte[1 << 10];
  private float[] values = new float[1 << 10];
  private long[] times = new long[1 << 10];

  /** Nothing waits. */
  public Backlog(Live live) {
    this(live, FEW);
  }

  /** One that takes in fewer events than {@code few} as they come. */
  Backlog(Live live, int few) {
    this.live = live;
    this.few = few;
  }

  /** Takes in one event. */
  public void add(Event event) {
    boolean plain =
        switch (event.type()) {
          case FOLLOW, UNFOLLOW, HIDE -> false; // they change more of the user than the item met
          case IMPRESSION, CLICK, SCROLL_TO_END, LIKE, UNLIKE, COLLECT, UNCOLLECT, SHARE, COMMENT, PLAY, SEARCH, PURCHASE, VISIT, RATING -> !event.item().isEmpty() && !event.user().isEmpty();
        };
    if (!plain) {
      flush();
      live.apply(event);
      return;
    }
    if (size == users.length) {
      grow();
    }
    live.settle(event, size, users, items, times);
    signals[size] = (byte) event.type().ordinal();
    values[size++] = event.value();
    if (size == MOST) {
      flush();
    }
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
    if (size < few) {
      live.meet(users, size);
      for (int n = 0; n < size; n++) {
        live.meet(users[n], items[n], Signal.of(signals[n]), values[n], times[n]);
      }
      size = 0;
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
  }

  /** Takes in events at places of an order in which each user's stand together, in the order in which they came. */
  private void take(int[] order, int from, int to) {
    for (int at = from; at < to; at++) {
      int n = order[at];
      live.meet(users[n], items[n], Signal.of(signals[n]), values[n], times[n]);
    }
  }
}
