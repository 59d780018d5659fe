package dev.tributary.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.catalog.ItemMask;
import org.junit.jupiter.api.Test;

class ItemNumbersTest {
  // the catalog's ints 0..129; the model knows 3 of them and one item that the catalog lacks
  private static final ItemNumbers NUMBERS = new ItemNumbers(new int[] {129, -1, 64, 5});

  @Test
  void whatAMaskForbidsOrTheCatalogLacksLosesItsScore() {
    var mask = new ItemMask().allowAll(130);
    mask.forbid(7); // the model does not know it
    mask.forbid(63);
    mask.forbid(64);
    mask.forbid(129);
    var scores = new float[] {1, 2, 3, 4};
    assertThat(NUMBERS.clearForbidden(mask, scores, 5)).isZero();
    assertThat(scores).containsExactly(0, 0, 0, 4);
  }

  @Test
  void whereThatIsMoreWorkThanToAskAboutEachItIsLeftToBeAsked() {
    var mask = new ItemMask().allowNone(130);
    mask.allow(5);
    var scores = new float[] {1, 2, 3, 4};
    assertThat(NUMBERS.clearForbidden(mask, scores, 4)).isEqualTo(129 + 1);
    assertThat(scores).containsExactly(1, 2, 3, 4);
  }

  @Test
  void theNextForbiddenItemOfAMask() {
    var mask = new ItemMask().allowAll(130);
    assertThat(mask.nextForbidden(0)).isEqualTo(130); // none
    mask.forbid(63);
    mask.forbid(128);
    assertThat(mask.nextForbidden(0)).isEqualTo(63);
    assertThat(mask.nextForbidden(63)).isEqualTo(63);
    assertThat(mask.nextForbidden(64)).isEqualTo(128);
    assertThat(mask.nextForbidden(129)).isEqualTo(130);
    assertThat(mask.nextForbidden(130)).isEqualTo(130);
  }

  @Test
  void anInterestCountsHalfForEveryHalfLifeOfNewerOnes() {
    assertThat(new Recency(5).of(0)).isEqualTo(1);
    assertThat(new Recency(5).of(10)).isEqualTo(0.25);
    assertThat(new Recency(500).of(1000)).isEqualTo(0.25); // beyond the places that are computed once
    assertThat(new Recency(0).of(1000)).isEqualTo(1);
  }
}
