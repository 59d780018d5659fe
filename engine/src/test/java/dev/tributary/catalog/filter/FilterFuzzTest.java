package dev.tributary.catalog.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random filters against a slow reading of the rules, item by item, while the catalog changes; and garbage. */
class FilterFuzzTest {
  private static final long NOW = 1_700_000_000_000L;

  private record Case(String text, Predicate<Item> rule) {}

  private static Item item(Random random, int n) {
    var item = Item.builder("i" + n);
    if (random.nextInt(4) > 0) {
      item.author("a" + random.nextInt(5));
    }
    item.categories(IntStream.range(0, random.nextInt(4)).mapToObj(_ -> "c" + random.nextInt(6)).toList());
    if (random.nextInt(3) > 0) {
      item.publishedAt(NOW - random.nextInt(20) * 3_600_000L);
    }
    if (random.nextInt(3) > 0) {
      item.attribute("p", random.nextInt(3) == 0 ? (Object) ("t" + random.nextInt(3)) : (Object) (double) random.nextInt(9));
    }
    return item.withdrawn(random.nextBoolean()).build();
  }

  private static Case leaf(Random random) {
    int number = random.nextInt(9);
    return switch (random.nextInt(9)) {
      case 0 -> new Case("author = \"a" + number + "\"", i -> i.author().equals("a" + number));
      case 1 -> new Case("author != \"a" + number + "\"", i -> !i.author().isEmpty() && !i.author().equals("a" + number));
      case 2 -> new Case("categories in [\"c" + number + "\", \"c1\"]", i -> i.categories().contains("c" + number) || i.categories().contains("c1"));
      case 3 -> new Case("categories != \"c" + number + "\"", i -> !i.categories().isEmpty() && !i.categories().contains("c" + number));
      case 4 -> new Case("publishedAt >= now() - " + number + "h", i -> i.publishedAt() != Item.NO_TIME && i.publishedAt() >= NOW - number * 3_600_000L);
      case 5 -> new Case("attributes.p < " + number, i -> i.attributes().get("p") instanceof Double p && p < number);
      case 6 -> new Case("attributes.p != " + number, i -> i.attributes().get("p") instanceof Double p && p != number);
      case 7 -> new Case("attributes.p in [\"t1\", \"t" + number + "\"]", i -> i.attributes().get("p") instanceof String p && (p.equals("t1") || p.equals("t" + number)));
      default -> new Case("withdrawn = false", i -> !i.withdrawn());
    };
  }

  private static Case tree(Random random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return leaf(random);
    }
    var left = tree(random, depth - 1);
    if (random.nextInt(3) == 0) {
      return new Case("not (" + left.text + ")", left.rule.negate());
    }
    var right = tree(random, depth - 1);
    return random.nextBoolean()
        ? new Case("(" + left.text + ") and (" + right.text + ")", left.rule.and(right.rule))
        : new Case("(" + left.text + " or " + right.text + ")", left.rule.or(right.rule));
  }

  @Test
  void everyFilterKeepsWhatItsRuleKeeps() {
    for (long seed = 1; seed <= 40; seed++) {
      var random = new Random(seed);
      var catalog = new Catalog();
      var filters = new Filters(catalog);
      for (int n = 0; n < 10 + random.nextInt(400); n++) {
        catalog.put(item(random, n));
      }
      // names and types of attributes are known from here on
      catalog.put(Item.builder("number").attribute("p", 1.0).build());
      catalog.put(Item.builder("text").attribute("p", "t0").build());
      var cases = IntStream.range(0, 8).mapToObj(_ -> tree(random, 4)).toList();
      var mask = new ItemMask();
      for (int round = 0; round < 12; round++) {
        var one = cases.get(random.nextInt(cases.size()));
        filters.restrict(mask.allowAll(catalog.itemCount()), one.text, NOW);
        for (int index = 0; index < catalog.itemCount(); index++) {
          assertThat(mask.allows(index)).as("seed %d, %s, %s", seed, one.text, catalog.item(index)).isEqualTo(one.rule.test(catalog.item(index)));
        }
        for (int n = random.nextInt(6); n > 0; n--) {
          catalog.put(item(random, random.nextInt(600)));
        }
      }
    }
  }

  @Test
  void garbageIsRefusedWithAPlaceAndNothingElse() {
    var parts = List.of("author", "attributes.", "attributes.\"", "=", "<", "!=", "in", "[", "]", "(", ")", ",", "\"a\"", "\"\\u12", "\"\\", "1", "9".repeat(500), "1e400", "-", "5km", "7d", "now", "now()",
        "distance", "not", "and", "or", "publishedAt", "location", "😀", "\u0000", "\ud800", "  ", "true", ".", "..5", "1e", "x".repeat(300));
    int refused = 0;
    for (long seed = 1; seed <= 20_000; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(parts.get(random.nextInt(parts.size()))).append(random.nextBoolean() ? " " : "");
      }
      try {
        new Filters(Catalog.of(List.of(Item.of("a")))).check(text.toString());
      } catch (InvalidFilterException e) {
        refused++;
        assertThat(e.position()).as("seed %d: %s", seed, text).isBetween(1, text.length() + 1);
        assertThat(e.getMessage().length()).as("seed %d: %s", seed, text).isLessThan(300);
      }
    }
    assertThat(refused).isGreaterThan(19_000);
  }

  @Test
  void theLongestAndDeepestFilterIsRunOnAnOrdinaryStack() {
    var filters = new Filters(Catalog.of(List.of(Item.of("a"))));
    var mask = new ItemMask().allowAll(1);
    filters.restrict(mask, "not ".repeat(48) + "id = \"a\"" + " and id = \"a\"".repeat(199), NOW);
    assertThat(mask.allows(0)).isTrue();
    filters.restrict(mask, "id in [\"b\"" + ",\"b\"".repeat(2400) + "]", NOW);
    assertThat(mask.allows(0)).isFalse();
  }
}
