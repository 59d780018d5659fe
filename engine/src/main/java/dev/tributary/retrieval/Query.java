package dev.tributary.retrieval;

import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a channel is asked: a user's interests newest first, who that is and whom they follow, the time, which items may be found, and until
 * when. All ints are the catalog's. Confined: one request; reused.
 */
public final class Query {
  private static final AtomicLong STAMPS = new AtomicLong();

  private long stamp = STAMPS.incrementAndGet();
  private int user = -1;
  private Optional<User> profile = Optional.empty();
  private Map<String, Object> context = Map.of();
  private int[] items = new int[64];
  private float[] likes = new float[64];
  private long[] times = new long[64];
  private int size;
  private long nowMillis;
  private ItemMask mask = new ItemMask();
  private long deadlineNanos = Long.MAX_VALUE;
  private Set<String> followed = Set.of();

  /** Starts a new query without history or deadline, of a user of whom nothing else is known. */
  public Query reset(int user, long nowMillis, ItemMask mask) {
    stamp = STAMPS.incrementAndGet();
    this.user = user;
    profile = Optional.empty();
    context = Map.of();
    this.nowMillis = nowMillis;
    this.mask = mask;
    size = 0;
    deadlineNanos = Long.MAX_VALUE;
    followed = Set.of();
    return this;
  }

  /** Says who asks; what is known of them may be nothing but the id. */
  public Query profile(User who) {
    profile = Optional.of(who);
    return this;
  }

  /** Says what is known of who asks now, which stands before what is known of them otherwise. */
  public Query context(Map<String, Object> now) {
    context = now;
    return this;
  }

  /** Adds the next older interest. */
  public Query addInterest(int item, float like, long timeMillis) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
      likes = Arrays.copyOf(likes, size * 2);
      times = Arrays.copyOf(times, size * 2);
    }
    items[size] = item;
    likes[size] = like;
    times[size++] = timeMillis;
    return this;
  }

  /** Says which authors the user follows. */
  public Query follows(Set<String> followed) {
    this.followed = followed;
    return this;
  }

  /** Sets when to give up, as a {@link System#nanoTime}. */
  public Query deadline(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
    return this;
  }

  /**
   * To be called by block loops, every few thousand steps.
   *
   * @throws DeadlineExceededException when the time is up
   */
  public void checkDeadline() {
    if (deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos > 0) {
      throw new DeadlineExceededException("time is up");
    }
  }

  /**
   * A number that no other query of this process has: while it and {@link #historySize} stay, so does the history, and what a
   * channel derived from it.
   */
  public long stamp() {
    return stamp;
  }

  /** The user's int, or -1 for one who is not in the catalog. */
  public int user() {
    return user;
  }

  /** Who asks, where that is known. */
  public Optional<User> profile() {
    return profile;
  }

  /** Number of interests. */
  public int historySize() {
    return size;
  }

  /** The item of an interest; 0 is the newest. May lie outside the model. */
  public int historyItem(int position) {
    return items[position];
  }

  /** The score of an interest, above 0. */
  public float historyLike(int position) {
    return likes[position];
  }

  /** When an interest was last shown, epoch milliseconds, or a row number where the data has no times. */
  public long historyTime(int position) {
    return times[position];
  }

  /** The authors that the user follows. */
  public Set<String> followed() {
    return followed;
  }

  /** What is known of who asks, by name: String, Double, Boolean or List of String; of a user who is not known, what the request says. */
  public Map<String, Object> attributes() {
    var known = profile.map(User::attributes).orElse(Map.of());
    if (context.isEmpty()) {
      return known;
    }
    var both = new HashMap<>(known);
    both.putAll(context);
    return both;
  }

  public long nowMillis() {
    return nowMillis;
  }

  /** Which items may be found. */
  public ItemMask mask() {
    return mask;
  }
}
