package dev.tributary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {
  @Test
  void anItemKeepsItsIntWhenItChanges() {
    var catalog = new Catalog();
    int a = catalog.put(Item.builder("a").title("one").author("x").build());
    int b = catalog.addItem("b");
    assertThat(catalog.put(Item.builder("a").title("two").author("y").build())).isEqualTo(a);
    assertThat(catalog.item(a).title()).isEqualTo("two");
    assertThat(catalog.itemsOfAuthor("x")).isEmpty();
    assertThat(catalog.itemsOfAuthor("y")).containsExactly(a);
    assertThat(catalog.itemCount()).isEqualTo(2);
    assertThat(catalog.itemIndex("b")).isEqualTo(b);
    assertThat(catalog.itemIndex("c")).isEqualTo(-1);
  }

  @Test
  void equalAuthorsAndCategoriesAreOneObject() {
    var catalog = new Catalog();
    for (String id : List.of("a", "b")) {
      catalog.put(Item.builder(id).title(id).author(new String("x")).categories(List.of(new String("jazz"), new String("rock"))).attribute("n", 1.0).build());
    }
    assertThat(catalog.item(1)).isEqualTo(Item.builder("b").title("b").author("x").categories(List.of("jazz", "rock")).attribute("n", 1.0).build());
    assertThat(catalog.item(1).author()).isSameAs(catalog.item(0).author());
    assertThat(catalog.item(1).categories()).isSameAs(catalog.item(0).categories());
  }

  @Test
  void withdrawnAndExpiredItemsAreNotAvailable() {
    var catalog = new Catalog();
    for (int n = 0; n < 200; n++) {
      catalog.put(Item.builder("i" + n).withdrawn(n % 3 == 0).expiresAt(n % 5 == 0 ? 1000 : Item.NO_TIME).build());
    }
    var mask = new ItemMask();
    catalog.available(999, mask);
    assertThat(mask.allows(5)).isTrue();
    assertThat(mask.allows(6)).isFalse();
    catalog.available(1000, mask);
    for (int n = 0; n < 200; n++) {
      assertThat(mask.allows(n)).as("item %d", n).isEqualTo(n % 3 != 0 && n % 5 != 0);
    }
    assertThat(mask.allows(200)).isFalse();
    catalog.put(Item.builder("i5").expiresAt(Item.NO_TIME).build()); // no longer expires
    catalog.available(2000, mask);
    assertThat(mask.allows(5)).isTrue();
  }

  @Test
  void anItemThatGetsALaterExpiryStaysUntilThen() {
    var catalog = new Catalog();
    catalog.put(Item.builder("a").expiresAt(100).build());
    catalog.put(Item.builder("a").expiresAt(300).build());
    var mask = new ItemMask();
    assertThat(catalog.available(200, mask).allows(0)).isTrue();
    assertThat(catalog.available(300, mask).allows(0)).isFalse();
  }

  @Test
  void anItemPutAgainAfterItsExpiryStaysAway() {
    var catalog = new Catalog();
    catalog.put(Item.builder("a").expiresAt(100).build());
    var mask = new ItemMask();
    assertThat(catalog.available(200, mask).allows(0)).isFalse();
    catalog.put(Item.builder("a").title("renamed").expiresAt(100).build());
    assertThat(catalog.available(200, mask).allows(0)).isFalse();
  }

  @Test
  void topicsAreCategoriesAndKeywordsEachOnce() {
    var catalog = new Catalog();
    int a = catalog.put(Item.builder("a").categories(List.of("nba")).keywords(List.of("nba", "food")).build());
    assertThat(catalog.itemsOfTopic("nba")).containsExactly(a);
    assertThat(catalog.itemsOfTopic("food")).containsExactly(a);
  }

  @Test
  void aMaskCountsAndForbids() {
    var mask = new ItemMask().allowAll(70);
    assertThat(mask.count()).isEqualTo(70);
    mask.forbid(69);
    mask.forbid(-1);
    mask.forbid(1000);
    assertThat(mask.count()).isEqualTo(69);
    assertThat(mask.allows(69)).isFalse();
    assertThat(mask.allowNone(70).count()).isZero();
  }
}
