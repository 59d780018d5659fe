package dev.tributary.reranking;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills slots from a ranked list so that scatter rules hold: each slot takes the best item left that breaks no rule with
 * the slots before it. Where every item left would break one, the best item left takes the slot, and the rule, slot and
 * value are said.
 *
 * <p>Greedy, one pass; O(slots × items looked at × rules × values that are full). Immutable, thread-safe.
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
    var windows = rules.stream().map(Window::new).toList();
    int filled = 0;
    int first = 0; // everything before it has been taken
    for (; filled < Math.min(slots, size); filled++) {
      while (ranked[first] < 0) {
        first++;
      }
      int chosen = first;
      while (chosen < size && (ranked[chosen] < 0 || breaksAny(windows, catalog.item(ranked[chosen])))) {
        chosen++;
      }
      if (chosen == size) {
        chosen = first;
        explain(windows, catalog.item(ranked[chosen]), filled, unmet);
      }
      page[filled] = ranked[chosen];
      ranked[chosen] = -1;
      for (Window window : windows) {
        window.slide(catalog, page, filled);
      }
    }
    return filled;
  }

  private static boolean breaksAny(List<Window> windows, Item item) {
    for (int n = 0; n < windows.size(); n++) { // by place: an iterator for each candidate would be garbage
      if (windows.get(n).breaks(item)) {
        return true;
      }
    }
    return false;
  }

  private static void explain(List<Window> windows, Item item, int slot, List<Unmet> unmet) {
    for (Window window : windows) {
      for (String value : window.rule.values(item)) {
        if (window.full.contains(value)) {
          unmet.add(new Unmet(window.rule.toString(), slot + 1, "every item left would break a rule; " + item.id() + " is one more of '" + value + "'"));
          break;
        }
      }
    }
  }

  /**
   * The slots that a rule looks back on: how often they have each value, and of which values the next slot may have no more. Those are a
   * few, so that a candidate is compared with them instead of with every slot.
   */
  private static final class Window {
    final ScatterRule rule;
    final List<String> full = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();

    Window(ScatterRule rule) {
      this.rule = rule;
    }

    boolean breaks(Item item) {
      for (int n = 0; n < full.size(); n++) {
        if (rule.has(item, full.get(n))) {
          return true;
        }
      }
      return false;
    }

    /** Takes in the slot that was just filled, and lets go of the one that the next slot no longer sees. */
    void slide(Catalog catalog, int[] page, int filled) {
      for (String value : rule.values(catalog.item(page[filled]))) {
        if (counts.merge(value, 1, Integer::sum) == rule.most()) {
          full.add(value);
        }
      }
      int left = filled - rule.window() + 1;
      if (left >= 0) {
        for (String value : rule.values(catalog.item(page[left]))) {
          if (counts.merge(value, -1, Integer::sum) == rule.most() - 1) {
            full.remove(value);
          }
        }
      }
    }
  }
}
