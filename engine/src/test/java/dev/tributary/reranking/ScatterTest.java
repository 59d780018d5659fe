package dev.tributary.reranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.reranking.ScatterRule.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScatterTest {
  private final Catalog catalog = new Catalog();

  private int item(String id, String author, String... categories) {
    return catalog.put(Item.builder(id).author(author).categories(List.of(categories)).build());
  }

  private int[] page(Scatter scatter, List<Scatter.Unmet> unmet, int slots, int... ranked) {
    var page = new int[slots];
    int filled = scatter.fill(catalog, ranked.clone(), ranked.length, slots, page, unmet);
    return Arrays.copyOf(page, filled);
  }

  @Test
  void theBestItemThatKeepsTheRuleTakesTheSlot() {
    int a1 = item("a1", "a");
    int a2 = item("a2", "a");
    int a3 = item("a3", "a");
    int b1 = item("b1", "b");
    int c1 = item("c1", "c");
    var unmet = new ArrayList<Scatter.Unmet>();
    // at most 1 of an author in 2: a1 b1 a2 c1 a3
    assertThat(page(new Scatter(List.of(new ScatterRule(Field.AUTHOR, 1, 2))), unmet, 5, a1, a2, a3, b1, c1)).containsExactly(a1, b1, a2, c1, a3);
    assertThat(unmet).isEmpty();
  }

  @Test
  void aRuleThatCannotHoldIsNamedWithSlotAndReason() {
    int a1 = item("a1", "a");
    int a2 = item("a2", "a");
    var unmet = new ArrayList<Scatter.Unmet>();
    assertThat(page(new Scatter(List.of(new ScatterRule(Field.AUTHOR, 1, 3))), unmet, 2, a1, a2)).containsExactly(a1, a2);
    assertThat(unmet).singleElement().satisfies(u -> {
      assertThat(u.rule()).isEqualTo("at most 1 of an author in 3");
      assertThat(u.slot()).isEqualTo(2);
      assertThat(u.reason()).contains("a2").contains("'a'");
    });
  }

  @Test
  void anItemBelongsToEachOfItsCategories() {
    int x = item("x", "", "nba", "news");
    int y = item("y", "", "news");
    int z = item("z", "", "food");
    assertThat(page(new Scatter(List.of(new ScatterRule(Field.CATEGORY, 1, 2))), new ArrayList<>(), 3, x, y, z)).containsExactly(x, z, y);
  }

  @Test
  void withoutRulesTheOrderStands() {
    int x = item("x", "a");
    int y = item("y", "a");
    assertThat(page(new Scatter(List.of()), new ArrayList<>(), 5, y, x)).containsExactly(y, x);
  }

  @Test
  void aRuleHoldsOnEveryWindowOrItsSlotIsNamed() {
    var rule = new ScatterRule(Field.AUTHOR, 2, 5);
    var scatter = new Scatter(List.of(rule));
    for (long seed = 1; seed <= 200; seed++) {
      var random = new SplittableRandom(seed);
      int size = random.nextInt(1, 40);
      int authors = random.nextInt(1, 8);
      var ranked = new int[size];
      for (int n = 0; n < size; n++) {
        ranked[n] = item("s" + seed + "n" + n, "author" + random.nextInt(authors));
      }
      var unmet = new ArrayList<Scatter.Unmet>();
      int[] page = page(scatter, unmet, size, ranked);
      assertThat(page).as("seed %d", seed).containsExactlyInAnyOrder(ranked);
      for (int slot = 0; slot < size; slot++) {
        String author = catalog.item(page[slot]).author();
        int same = 0;
        for (int before = Math.max(0, slot - 4); before < slot; before++) {
          same += catalog.item(page[before]).author().equals(author) ? 1 : 0;
        }
        int place = slot + 1;
        assertThat(unmet.stream().anyMatch(u -> u.slot() == place)).as("seed %d, slot %d", seed, place).isEqualTo(same >= 2);
      }
    }
  }

  @Test
  void aRuleThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new ScatterRule(Field.AUTHOR, 3, 3)).hasMessage("window is 3, allowed 4..500");
  }
}
