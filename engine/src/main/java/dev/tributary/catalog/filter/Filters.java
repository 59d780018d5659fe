package dev.tributary.catalog.filter;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.ItemMask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The filters of requests over one catalog. The language:
 *
 * <pre>
 * filter      all { "or" all }
 * all         one { "and" one }
 * one         "not" one | "(" filter ")" | comparison
 * comparison  field ("=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=") value | field "in" "[" value { "," value } "]"
 *             | "distance" "(" "location" "," latitude "," longitude ")" ("&lt;" | "&lt;=" | "&gt;" | "&gt;=") number ("m" | "km")
 * value       text in double quotes with JSON's escapes | number | "true" | "false" | time
 * time        "now()" { ("+" | "-") number ("s" | "min" | "h" | "d" | "w") } | text in ISO-8601 | epoch milliseconds
 * field       id title author categories keywords topic text mediaType length durationSeconds publishedAt expiresAt withdrawn |
 *             "attributes." name | "attributes." "name in quotes"
 * </pre>
 *
 * <p>{@code topic} is the categories and keywords together. A list is equal to a text when one of its elements is, and unlike it when it
 * has elements and none is. A missing value makes a comparison false, so that {@code not author = "a1"} keeps an item without author and
 * {@code author != "a1"} does not. Texts and truths are only equal or not. Types are checked before anything runs; an attribute has the
 * types that items gave it so far, and one that no item ever had is refused. {@code now()} is the request's time in whole seconds. At most
 * 10,000 characters, 200 comparisons, 50 levels.
 *
 * <p>A filter becomes a bitmap over the catalog's ints. The first use costs O(items) for each field not used before and O(items) for each
 * comparison; the bitmaps of the 256 filters used last are kept by text, and using one again costs one pass over
 * its words. A changed item costs its own 64 bits again; a filter with {@code now()} is worked out anew each second.
 *
 * <p>Thread-safe: readers of kept bitmaps do not wait.
 */
public final class Filters {
  private static final int KEPT = 256;
  private static final long GRAIN_MILLIS = 1000;

  private final Catalog catalog;
  private final Columns columns;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Compiled> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
          return size() > KEPT;
        }
      };

  /** A filter and its bitmap at one moment. Immutable. */
  private record Compiled(Condition condition, long[] bits, int rows, long change, long now) {
    boolean holds(long catalogChange, long moment) {
      return change == catalogChange && (now == moment || !condition.timed());
    }
  }

  public Filters(Catalog catalog) {
    this.catalog = catalog;
    columns = new Columns(catalog);
  }

  /**
   * Forbids the items that do not pass a filter.
   *
   * @throws InvalidFilterException when the text is no filter; the mask is as it was
   */
  public void restrict(ItemMask mask, String filter, long nowMillis) {
    var compiled = compiled(filter, nowMillis);
    mask.retain(compiled.bits, compiled.rows);
  }

  /**
   * Whether an item passes a filter.
   *
   * @throws InvalidFilterException when the text is no filter
   */
  public boolean passes(int item, String filter, long nowMillis) {
    var compiled = compiled(filter, nowMillis);
    return item < compiled.rows && (compiled.bits[item / 64] & 1L << item) != 0;
  }

  private Compiled compiled(String filter, long nowMillis) {
    long now = Math.floorDiv(nowMillis, GRAIN_MILLIS) * GRAIN_MILLIS;
    var compiled = known(filter);
    if (compiled == null || !compiled.holds(catalog.changes(), now)) {
      compiled = compile(filter, Optional.ofNullable(compiled), now);
      keep(filter, compiled);
    }
    return compiled;
  }

  /**
   * Reads a filter without running it.
   *
   * @throws InvalidFilterException when the text is no filter
   */
  public void check(String filter) {
    if (known(filter) == null) {
      lock.writeLock().lock();
      try {
        columns.refresh();
        Parser.parse(filter, columns);
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  private @Nullable Compiled known(String filter) {
    synchronized (kept) {
      return kept.get(filter);
    }
  }

  private void keep(String filter, Compiled compiled) {
    synchronized (kept) {
      kept.put(filter, compiled);
    }
  }

  private Compiled compile(String filter, Optional<Compiled> before, long now) {
    Condition condition;
    lock.writeLock().lock();
    try {
      columns.refresh();
      condition = before.isPresent() ? before.get().condition : Parser.parse(filter, columns);
      lock.readLock().lock(); // the columns must not move until the bitmap is made
    } finally {
      lock.writeLock().unlock();
    }
    try {
      var patched = before.flatMap(b -> patched(b, now));
      return patched.isPresent() ? patched.get() : whole(condition, now);
    } finally {
      lock.readLock().unlock();
    }
  }

  private Compiled whole(Condition condition, long now) {
    var bits = new long[(columns.rows() + 63) / 64];
    for (int word = 0; word < bits.length; word++) {
      bits[word] = condition.word(word, now);
    }
    return new Compiled(condition, bits, columns.rows(), columns.change(), now);
  }

  /** A kept bitmap with the words of the changed items made anew; empty when that would not be less work than all of them. */
  private Optional<Compiled> patched(Compiled before, long now) {
    var changed = catalog.changedSince(before.change);
    int words = (columns.rows() + 63) / 64;
    if (before.condition.timed() && before.now != now || changed.isEmpty() || changed.get().length > words / 2) {
      return Optional.empty();
    }
    long[] bits = java.util.Arrays.copyOf(before.bits, words);
    for (int item : changed.get()) {
      if (item < columns.rows()) {
        bits[item / 64] = before.condition.word(item / 64, now);
      }
    }
    return Optional.of(new Compiled(before.condition, bits, columns.rows(), columns.change(), now));
  }
}
