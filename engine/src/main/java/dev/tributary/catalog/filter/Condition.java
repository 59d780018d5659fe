package dev.tributary.catalog.filter;

import java.util.List;

/**
 * A filter, compiled: its types are checked and its fields are columns. Immutable but for the columns, which follow the catalog and are
 * guarded by the lock of {@link Filters}.
 */
sealed interface Condition permits Condition.And, Condition.Or, Condition.Not, Comparison {
  /**
   * For which of the 64 items from {@code 64 · word} on the condition holds, the lowest bit first; what stands for rows without an item
   * means nothing.
   *
   * @param now what {@code now()} stands for, epoch milliseconds
   */
  long word(int word, long now);

  /** Whether the result changes with time alone. */
  boolean timed();

  /** All of them; stops where none of the 64 is left. */
  record And(List<Condition> parts) implements Condition {
    @Override
    public long word(int word, long now) {
      long all = -1L;
      for (int n = 0; n < parts.size() && all != 0; n++) {
        all &= parts.get(n).word(word, now);
      }
      return all;
    }

    @Override
    public boolean timed() {
      return parts.stream().anyMatch(Condition::timed);
    }
  }

  /** One of them at least. */
  record Or(List<Condition> parts) implements Condition {
    @Override
    public long word(int word, long now) {
      long any = 0L;
      for (int n = 0; n < parts.size() && any != -1L; n++) {
        any |= parts.get(n).word(word, now);
      }
      return any;
    }

    @Override
    public boolean timed() {
      return parts.stream().anyMatch(Condition::timed);
    }
  }

  /** What the inner one is not, for items with a missing value too. */
  record Not(Condition inner) implements Condition {
    @Override
    public long word(int word, long now) {
      return ~inner.word(word, now);
    }

    @Override
    public boolean timed() {
      return inner.timed();
    }
  }
}
