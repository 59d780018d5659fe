package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CutItemsTest {
  @Test
  void theNewestOfAUserAreKeptOnce() {
    var cuts = new CutItems();
    for (int n = 0; n < CutItems.KEPT + 2; n++) {
      cuts.add("ann", "i" + n);
    }
    cuts.add("ann", "i2"); // the oldest that is left is cut again
    assertThat(cuts.of("ann")).hasSize(CutItems.KEPT).doesNotContain("i0", "i1").startsWith("i3").endsWith("i2");
    assertThat(cuts.of("bob")).isEmpty();
  }
}
