package dev.tributary.retrieval;

import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a channel is asked: a user's interests newest first, the time, which items may be found, and until when. All ints are
 * the catalog's. Confined: one request; reused.
 */
public final class Query {
  private static final AtomicLong STAMPS = new AtomicLong();

  private long stamp = STAMPS.incrementAndGet();
  private int user = -1;
  private Optional<User> profile = Optional.empty();
  private int[] items = new int[64];
  private float[] likes = new float[64];
  private long[] times = new long[64];
  private int size;
  private long nowMillis;
  private ItemMask mask = new ItemMask();
  private long deadlineNanos = Long.MAX_VALUE;

  /** Starts a new query without history or deadline. */
  public Query reset(int user, long nowMillis, ItemMask mask) {
    stamp = STAMPS.incrementAndGet();
    this.user = user;
    profile = Optional.empty();
    this.nowMillis = nowMillis;
    this.mask = mask;
    size = 0;
    deadlineNanos = Long.MAX_VALUE;
    return this;
  }

  /** Says who asks; what is known of them may be nothing but the id. */
  public Query profile(User who) {
    profile = Optional.of(who);
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

  public long nowMillis() {
    return nowMillis;
  }

  /** Which items may be found. */
  public ItemMask mask() {
    return mask;
  }
}
