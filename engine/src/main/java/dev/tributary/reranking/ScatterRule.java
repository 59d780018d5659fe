package dev.tributary.reranking;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Item;
import java.util.Locale;

/**
 * At most so many items of one author, or of one category, in any window of so many slots.
 *
 * <p>An item belongs to each of its categories; an item without author or category breaks no rule.
 *
 * @param field what is scattered
 * @param most how many are allowed, 1 or more
 * @param window in how many neighbouring slots, above {@code most}, up to 500
 */
public record ScatterRule(Field field, int most, int window) {
  /** What is scattered. */
  public enum Field {
    AUTHOR,
    CATEGORY
  }

  public ScatterRule {
    require(most >= 1, "most is %d, must be 1 or more", most);
    require(window > most && window <= 500, "window is %d, allowed %d..500", window, most + 1);
  }

  /** Whether two items share what this rule scatters, seen from one value of the first. */
  boolean shares(String value, Item other) {
    return field == Field.AUTHOR ? value.equals(other.author()) : other.categories().contains(value);
  }

  /** For example {@code at most 2 of an author in 10}. */
  @Override
  public String toString() {
    return "at most " + most + " of " + (field == Field.AUTHOR ? "an " : "a ") + field.name().toLowerCase(Locale.ROOT) + " in " + window;
  }
}
