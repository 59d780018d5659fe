package dev.tributary.reranking;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills slots from a ranked list so that scatter rules hold: each slot takes the best item left that breaks no rule with
 * the slots before it. Where every item left would break one, the best item left takes the slot, and the rule, slot and
 * value are said.
 *
 * <p>Greedy, one pass; O(slots × items looked at × rules × window). Immutable, thread-safe.
 */
public final class Scatter {
  private final List<ScatterRule> rules;

  /** A scatter by these rules; none keeps the order. */
  public Scatter(List<ScatterRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The rules. */
  public List<ScatterRule> rules() {
    return rules;
  }

  /** A rule that could not hold. */
  public record Unmet(String rule, int slot, String reason) {}

  /**
   * Chooses and orders.
   *
   * @param ranked catalog ints, best first, in the first {@code size} places; taken ones are overwritten with -1
   * @param page receives the chosen ints in its first {@code slots} places
   * @param unmet receives the rules that could not hold
   * @return how many slots were filled: the smaller of {@code slots} and {@code size}
   */
  public int fill(Catalog catalog, int[] ranked, int size, int slots, int[] page, List<Unmet> unmet) {
    int filled = 0;
    int first = 0; // everything before it has been taken
    for (; filled < Math.min(slots, size); filled++) {
      while (ranked[first] < 0) {
        first++;
      }
      int chosen = first;
      if (!rules.isEmpty()) {
        while (chosen < size && (ranked[chosen] < 0 || broken(catalog, ranked[chosen], page, filled) != null)) {
          chosen++;
        }
        if (chosen == size) {
          chosen = first;
          explain(catalog, ranked[chosen], page, filled, unmet);
        }
      }
      page[filled] = ranked[chosen];
      ranked[chosen] = -1;
    }
    return filled;
  }

  private void explain(Catalog catalog, int item, int[] page, int slot, List<Unmet> unmet) {
    for (ScatterRule rule : rules) {
      String value = brokenValue(rule, catalog, item, page, slot);
      if (value != null) {
        unmet.add(new Unmet(rule.toString(), slot + 1, "every item left would break a rule; " + catalog.item(item).id() + " is one more of '" + value + "'"));
      }
    }
  }

  /** The first rule that an item would break in a slot, or null. */
  private @Nullable ScatterRule broken(Catalog catalog, int item, int[] page, int slot) {
    for (int n = 0; n < rules.size(); n++) { // by place: an iterator for each candidate would be garbage
      if (brokenValue(rules.get(n), catalog, item, page, slot) != null) {
        return rules.get(n);
      }
    }
    return null;
  }

  private static @Nullable String brokenValue(ScatterRule rule, Catalog catalog, int item, int[] page, int slot) {
    Item candidate = catalog.item(item);
    if (rule.field() == ScatterRule.Field.AUTHOR) {
      return !candidate.author().isEmpty() && count(rule, candidate.author(), catalog, page, slot) >= rule.most() ? candidate.author() : null;
    }
    for (int n = 0; n < candidate.categories().size(); n++) {
      String category = candidate.categories().get(n);
      if (count(rule, category, catalog, page, slot) >= rule.most()) {
        return category;
      }
    }
    return null;
  }

  private static int count(ScatterRule rule, String value, Catalog catalog, int[] page, int slot) {
    int count = 0;
    for (int before = Math.max(0, slot - rule.window() + 1); before < slot; before++) {
      count += rule.shares(value, catalog.item(page[before])) ? 1 : 0;
    }
    return count;
  }
}
