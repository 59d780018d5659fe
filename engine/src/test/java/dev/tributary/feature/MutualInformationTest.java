package dev.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MutualInformationTest {
  private static Row row(String colour, String shape, List<String> words) {
    return Row.of(Map.of("colour", colour, "shape", shape, "words", words));
  }

  // colour and shape say the same; words: two rows have two of them
  private static final List<Row> ROWS =
      List.of(row("red", "round", List.of("x", "y")), row("red", "round", List.of("x")), row("blue", "square", List.of("y", "x")), row("blue", "square", List.of("y")));

  private static double[][] information() {
    return MutualInformation.of(FeatureTransform.fit(FeatureSchema.parse("colour=category, shape=category, words=category"), ROWS), ROWS);
  }

  @Test
  void whatSaysTheSameTellsItsWholeEntropy() {
    assertThat(information()[0][1]).isCloseTo(Math.log(2), within(1e-12)); // two values of ½ each
    assertThat(information()[1][0]).isEqualTo(information()[0][1]);
    assertThat(information()[0][0]).isZero();
  }

  @Test
  void eachOfManyValuesCounts() {
    // six pairs: red x ×2, red y, blue y ×2, blue x; all margins ½: Σ p·log(4p) with p = ⅓ ⅙ ⅓ ⅙
    double expected = 2 * (1.0 / 3 * Math.log(4.0 / 3) + 1.0 / 6 * Math.log(4.0 / 6));
    assertThat(information()[0][2]).isCloseTo(expected, within(1e-12)); // 0.05663
  }

  @Test
  void whatIsIndependentTellsNothing() {
    var rows = List.of(row("red", "round", List.of()), row("red", "square", List.of()), row("blue", "round", List.of()), row("blue", "square", List.of()));
    var information = MutualInformation.of(FeatureTransform.fit(FeatureSchema.parse("colour=category, shape=category"), rows), rows);
    assertThat(information[0][1]).isCloseTo(0, within(1e-12));
  }
}
