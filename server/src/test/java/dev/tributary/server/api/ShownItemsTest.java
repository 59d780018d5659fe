package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.math.XxHash64;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShownItemsTest {
  private static long key(String response, String item) {
    return ShownItems.key(XxHash64.hash(response), item);
  }

  @Test
  void aClickCountsOnceForTheChannelsThatFoundTheItemInThatResponse() {
    var items = new ShownItems();
    items.add(key("r1", "a"), 0b101);
    items.add(key("r2", "a"), 0b010);
    assertThat(items.click(key("r1", "a"))).isEqualTo(0b101);
    assertThat(items.click(key("r1", "a"))).isEqualTo(ShownItems.NONE);
    assertThat(items.click(key("r2", "a"))).isEqualTo(0b010);
    assertThat(items.click(key("r1", "b"))).isEqualTo(ShownItems.NONE);
  }

  @Test
  void anItemThatNoChannelFoundIsClickedOnceToo() {
    var items = new ShownItems();
    items.add(key("r", "a"), 0);
    assertThat(items.click(key("r", "a"))).isZero();
    assertThat(items.click(key("r", "a"))).isEqualTo(ShownItems.NONE);
  }

  @Test
  void anItemIsKnownForTheHorizonAndForgottenBeforeTwiceIt() {
    assertThat(clickAfter(0)).isEqualTo(1);
    assertThat(clickAfter(99)).isEqualTo(1);
    assertThat(clickAfter(199)).isEqualTo(1); // the first of its table is known longest
    assertThat(clickAfter(200)).isEqualTo(ShownItems.NONE);
  }

  private static long clickAfter(int further) {
    var items = new ShownItems(100);
    items.add(key("r", "asked"), 1);
    for (int n = 0; n < further; n++) {
      items.add(key("r", "other " + n), 2);
    }
    return items.click(key("r", "asked"));
  }

  /** Against a map, over a full table: what lies on another's place is found all the same. */
  @Test
  void itAgreesWithAMap() {
    long seed = 17;
    var random = new Random(seed);
    var items = new ShownItems();
    var map = new HashMap<Long, Long>();
    for (int n = 0; n < ShownItems.HORIZON; n++) {
      long key = key("r" + random.nextInt(50_000), "i" + random.nextInt(20_000));
      long channels = random.nextLong(1L << 62);
      items.add(key, channels);
      map.put(key, channels);
    }
    map.forEach((key, channels) -> assertThat(items.click(key)).as("seed %d", seed).isEqualTo(channels));
  }
}
