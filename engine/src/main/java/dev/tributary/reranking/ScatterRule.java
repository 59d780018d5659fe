package dev.tributary.reranking;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Item;
import java.util.List;
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

  /** What this rule scatters by: an item's author or its categories; none where it has none. */
  List<String> values(Item item) {
    if (field == Field.CATEGORY) {
      return item.categories();
    }
    return item.author().isEmpty() ? List.of() : List.of(item.author());
  }

  /** Whether an item has a value of those. */
  boolean has(Item item, String value) {
    return field == Field.AUTHOR ? value.equals(item.author()) : item.categories().contains(value);
  }

  /** For example {@code at most 2 of an author in 10}. */
  @Override
  public String toString() {
    return "at most " + most + " of " + (field == Field.AUTHOR ? "an " : "a ") + field.name().toLowerCase(Locale.ROOT) + " in " + window;
  }
}
