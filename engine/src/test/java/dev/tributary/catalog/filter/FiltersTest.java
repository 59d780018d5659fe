package dev.tributary.catalog.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiltersTest {
  private static final long DAY = 86_400_000L;
  private static final long NOW = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

  // a: nba, 10 coins, by a1, two days old, in Shanghai · b: food + soup, 30 coins, by a2, eight days old, 8 km away
  // c: nothing but its id · d: nba, price as a text, adult, lasts 90.5 s
  private final Catalog catalog = Catalog.of(List.of(
      Item.builder("a").author("a1").categories(List.of("sport", "nba")).attribute("price", 10.0).publishedAt(NOW - 2 * DAY).location(new Item.Location(31.2, 121.5)).build(),
      Item.builder("b").author("a2").categories(List.of("food")).keywords(List.of("soup")).attribute("price", 30.0).publishedAt(NOW - 8 * DAY).location(new Item.Location(31.2, 121.584)).build(),
      Item.of("c"),
      Item.builder("d").categories(List.of("nba")).attribute("price", "much").attribute("adult", true).attribute("unit price", -0.0).durationSeconds(90.5).build()));
  private final Filters filters = new Filters(catalog);

  private List<String> passing(String filter) {
    return passing(filter, NOW);
  }

  private List<String> passing(String filter, long now) {
    var mask = new ItemMask().allowAll(catalog.itemCount());
    filters.restrict(mask, filter, now);
    var ids = new ArrayList<String>();
    for (int item = 0; item < catalog.itemCount(); item++) {
      if (mask.allows(item)) {
        ids.add(catalog.item(item).id());
      }
      assertThat(filters.passes(item, filter, now)).as("%s: %d", filter, item).isEqualTo(mask.allows(item));
    }
    return ids;
  }

  @Test
  void theExampleOfTheInterface() {
    assertThat(passing("categories in [\"nba\", \"food\"] and attributes.price < 30 and not author = \"a9\" and publishedAt > now() - 7d and distance(location, 31.2, 121.5) < 5km")).containsExactly("a");
  }

  @Test
  void aListIsEqualWhenOneOfItsElementsIs() {
    assertThat(passing("categories = \"nba\"")).containsExactly("a", "d");
    assertThat(passing("categories != \"nba\"")).containsExactly("b");
    assertThat(passing("topic in [\"soup\", \"sport\"]")).containsExactly("a", "b");
    assertThat(passing("keywords = \"nba\"")).isEmpty();
  }

  @Test
  void aMissingValueMakesAComparisonFalse() {
    assertThat(passing("author = \"a1\"")).containsExactly("a");
    assertThat(passing("author != \"a1\"")).containsExactly("b");
    assertThat(passing("not author = \"a1\"")).containsExactly("b", "c", "d");
    assertThat(passing("attributes.price != 10")).containsExactly("b");
    assertThat(passing("attributes.adult = false")).isEmpty();
    assertThat(passing("publishedAt < now()")).containsExactly("a", "b");
    assertThat(passing("publishedAt != 0")).containsExactly("a", "b");
    assertThat(passing("distance(location, 0, 0) >= 0m")).containsExactly("a", "b");
  }

  @Test
  void rangesEndWhereTheirSignsSay() {
    assertThat(passing("attributes.price < 30")).containsExactly("a");
    assertThat(passing("attributes.price <= 30")).containsExactly("a", "b");
    assertThat(passing("attributes.price > 10")).containsExactly("b");
    assertThat(passing("attributes.price >= 1e1")).containsExactly("a", "b");
    assertThat(passing("attributes.price in [30, 31]")).containsExactly("b");
    assertThat(passing("durationSeconds = 90.5")).containsExactly("d");
    assertThat(passing("publishedAt = " + (NOW - 2 * DAY))).containsExactly("a");
    assertThat(passing("publishedAt >= \"2026-11-19T12:00:00Z\"")).containsExactly("a"); // NOW less two days
    assertThat(passing("publishedAt > \"2026-11-19T12:00:00Z\"")).isEmpty();
  }

  @Test
  void anAttributeOfTwoTypesIsComparedWithEach() {
    assertThat(passing("attributes.price = \"much\" or attributes.price = 10")).containsExactly("a", "d");
    assertThat(passing("attributes.\"unit price\" in [0]")).containsExactly("d"); // -0 is 0
    assertThat(passing("attributes.adult = true")).containsExactly("d");
    assertThat(passing("withdrawn != true")).containsExactly("a", "b", "c", "d");
  }

  @Test
  void distanceFollowsTheGreatCircle() {
    // 0.084 degrees of longitude at 31.2 degrees north: 6371.0088 km · 0.084 · π/180 · cos 31.2° = 7.990 km
    assertThat(passing("distance(location, 31.2, 121.5) < 7.98km")).containsExactly("a");
    assertThat(passing("distance(location, 31.2, 121.5) <= 8000m")).containsExactly("a", "b");
    assertThat(passing("distance(location, 31.2, 121.5) > 7980m")).containsExactly("b");
    assertThat(passing("distance(location, -31.2, -58.5) < 20100km")).containsExactly("a", "b"); // the other side of the earth
  }

  @Test
  void andBindsBeforeOrAndNotBeforeBoth() {
    assertThat(passing("id = \"c\" or id = \"a\" and author = \"a2\"")).containsExactly("c");
    assertThat(passing("(id = \"c\" or id = \"a\") AND author = \"a1\"")).containsExactly("a");
    assertThat(passing("not id = \"c\" and author = \"a1\"")).containsExactly("a");
    assertThat(passing("not (id = \"c\" or id = \"a\")")).containsExactly("b", "d");
  }

  @Test
  void nowMovesOn() {
    String fresh = "publishedAt > now() - 7d - 36h";
    assertThat(passing(fresh)).containsExactly("a", "b");
    assertThat(passing(fresh, NOW + DAY)).containsExactly("a"); // 8.5 days before then b was older
    assertThat(passing(fresh, NOW)).containsExactly("a", "b");
  }

  @Test
  void keptBitmapsFollowTheCatalog() {
    String filter = "author = \"a1\" and not topic = \"soup\"";
    assertThat(passing(filter)).containsExactly("a");
    catalog.put(Item.builder("e").author("a1").build());
    assertThat(passing(filter)).containsExactly("a", "e");
    catalog.put(Item.builder("e").author("a1").keywords(List.of("stew", "soup")).build());
    assertThat(passing(filter)).containsExactly("a");
    for (int n = 0; n < 5000; n++) { // more changes than the catalog remembers
      catalog.put(Item.builder("n" + n).author(n == 4321 ? "a1" : "a2").build());
    }
    assertThat(passing(filter)).containsExactly("a", "n4321");
    assertThat(passing("author = \"a7\"")).isEmpty();
    catalog.put(Item.builder("n7").author("a7").build());
    assertThat(passing("author = \"a7\"")).containsExactly("n7");
  }

  private void refused(String filter, String message) {
    assertThatThrownBy(() -> filters.check(filter)).isInstanceOf(InvalidFilterException.class).hasMessage("filter, character " + message);
    var mask = new ItemMask().allowAll(4);
    assertThatThrownBy(() -> filters.restrict(mask, filter, NOW)).isInstanceOf(InvalidFilterException.class);
    assertThat(mask.count()).isEqualTo(4);
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() {
    refused("categorys = \"nba\"", "1: 'categorys' is no field; the nearest is 'categories'");
    refused("attributes.prise < 3", "1: 'attributes.prise' is an attribute that no item has; the nearest is 'attributes.price'");
    refused("author = a1", "10: a field is compared with a value, not with 'a1'; texts stand in double quotes");
    refused("author < \"a1\"", "1: author is a text, which has no order: compare it with = != or in");
    refused("author = 5", "1: author is a text, '5' is a number");
    refused("id = \"a\" and withdrawn = \"yes\"", "14: withdrawn is true or false, \"yes\" is a text");
    refused("attributes.price == 3", "18: '==' is nothing that a filter knows; write =");
    refused("attributes.price < 3 &", "22: '&' is nothing that a filter knows; write and");
    refused("publishedAt > now() - 7", "23: a duration needs one of the units s min h d w, for example 7d");
    refused("publishedAt > now() - 7m", "23: m is metres; minutes are min");
    refused("publishedAt > \"yesterday\"", "15: \"yesterday\" is no time; write ISO-8601, for example \"2026-11-21T03:12:00Z\", epoch milliseconds, or now() - 7d");
    refused("distance(location, 91, 0) < 5km", "20: latitude is 91.0, allowed -90..90");
    refused("distance(location, 9, 0) < 5", "28: a distance needs the unit m or km, for example 5km");
    refused("location = 3", "1: location cannot be compared; write distance(location, latitude, longitude) < 5km");
    refused("vector = 3", "1: vector cannot be compared");
    refused("author = \"a", "10: the text that begins here has no closing quote");
    refused("author = 'a'", "10: ''' is nothing that a filter knows; texts stand in double quotes");
    refused("author not in [\"a\"]", "8: write not author in […]");
    refused("categories in [\"a\", 3]", "21: expected a text in double quotes, found '3'");
    refused("categories in []", "16: expected a value, found ']'");
    refused("id = \"a\" id = \"b\"", "10: expected and, or, or the end, found 'id'");
    refused("(id = \"a\"", "10: expected ')', found the end");
    refused("", "1: expected a field, found the end");
    refused("length > 1e999", "10: '1e999' is too large for a number");
    refused("length > 1.2.3", "10: '1.2.3' is no number");
    refused("(".repeat(60) + "id = \"a\"", "51: more than 50 of ( and not within each other");
    refused("id = \"a\"" + " or id = \"a\"".repeat(200), "2401: more than 200 comparisons; take one 'in' with a list for many values");
    refused("x".repeat(10_001), "10001: it has 10001 characters, allowed 10000");
  }
}
