package dev.tributary.retrieval.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.catalog.Item;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemTermsTest {
  private static Map<String, Integer> text(String text) {
    return ItemTerms.of(Item.builder("i").text(text).build()).counts();
  }

  @Test
  void wordsAreRunsOfLettersAndDigitsInLowerCase() {
    assertThat(text("The Matrix (1999), the SEQUEL-2")).isEqualTo(Map.of("wthe", 2, "wmatrix", 1, "w1999", 1, "wsequel", 1, "w2", 1));
    assertThat(text("Äpfel, ÉTÉ")).isEqualTo(Map.of("wäpfel", 1, "wété", 1));
  }

  @Test
  void hanRunsBecomePairsAndALoneCharacterStaysItself() {
    assertThat(text("红烧肉 好")).isEqualTo(Map.of("w红烧", 1, "w烧肉", 1, "w好", 1));
    assertThat(text("iPhone手机壳X")).isEqualTo(Map.of("wiphone", 1, "w手机", 1, "w机壳", 1, "wx", 1));
    assertThat(text("𠀀𠀁")).isEqualTo(Map.of("w𠀀𠀁", 1)); // beyond 16 bits
  }

  @Test
  void fullWidthLettersAreLetters() {
    assertThat(text("ＡＢＣ１")).isEqualTo(Map.of("wabc1", 1));
  }

  @Test
  void marksStayWithTheirWordAndSignsSeparate() {
    assertThat(text("हिन्दी")).hasSize(1);
    assertThat(text("🙂\u0000 , … ' \"")).isEmpty();
  }

  @Test
  void aWordOfTenThousandCharactersIsNone() {
    assertThat(text("a".repeat(10_000) + " b")).isEqualTo(Map.of("wb", 1));
  }

  @Test
  void otherFieldsAreWholeAndNamedByTheirFirstCharacter() {
    var item = Item.builder("i").categories(List.of("Sci-Fi", " sci-fi ", "")).keywords(List.of("Time Travel")).author("A1").title("Sci-Fi").build();
    assertThat(ItemTerms.of(item).counts()).isEqualTo(Map.of("csci-fi", 1, "ktime travel", 1, "aa1", 1, "wsci", 1, "wfi", 1));
    assertThat(ItemTerms.of(item).words()).isEqualTo(2);
    assertThat(ItemTerms.of(Item.of("bare")).counts()).isEmpty();
  }
}
