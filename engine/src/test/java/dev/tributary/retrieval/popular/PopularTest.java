package dev.tributary.retrieval.popular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.XxHash64;
import dev.tributary.retrieval.Scored;
import org.junit.jupiter.api.Test;

class PopularTest {
  private static final long DAY = 86_400_000L;

  // old was clicked three times ten days ago, new once today, half twice five days ago (one of them liked too)
  private static final Interactions LOG =
      Interactions.builder()
          .add("a", "old", Signal.CLICK, 0, 0)
          .add("b", "old", Signal.CLICK, 0, 0)
          .add("c", "old", Signal.CLICK, 0, 0)
          .add("a", "half", Signal.CLICK, 0, 5 * DAY)
          .add("b", "half", Signal.CLICK, 0, 5 * DAY)
          .add("b", "half", Signal.LIKE, 0, 5 * DAY)
          .add("c", "new", Signal.CLICK, 0, 10 * DAY)
          .add("c", "seen", Signal.IMPRESSION, 0, 10 * DAY)
          .build();

  private static PopularModel train(PopularConfig config) {
    return new PopularTrainer(config).train(LOG);
  }

  @Test
  void anInterestHalvesWithEachHalfLife() {
    // h = 5 days: old 3/4, half 3/2, new 1
    assertThat(train(PopularConfig.DEFAULT.withHalfLifeDays(5)).recommend("nobody", 9)).containsExactly(new Scored("half", 1.5f), new Scored("new", 1f), new Scored("old", 0.75f));
  }

  @Test
  void withoutDecayItIsThePlainSumAndEqualSumsGoByTheHashOfTheId() {
    var plain = train(PopularConfig.DEFAULT.withRelativeHalfLife(0));
    assertThat(plain.halfLifeDays()).isZero();
    boolean oldFirst = Long.compareUnsigned(XxHash64.hash("old"), XxHash64.hash("half")) < 0;
    assertThat(plain.recommend("nobody", 9))
        .containsExactly(new Scored(oldFirst ? "old" : "half", 3f), new Scored(oldFirst ? "half" : "old", 3f), new Scored("new", 1f));
  }

  @Test
  void theRelativeHalfLifeIsAMultipleOfTheMedianAge() {
    // six interests: 0 0 0 5 5 10 days; the median (place 3 of 0..5) is day 5, its age 5 days
    assertThat(train(PopularConfig.DEFAULT.withRelativeHalfLife(0.4)).halfLifeDays()).isCloseTo(2, within(1e-9));
  }

  @Test
  void whatIsVeryOldKeepsAPlaceAtTheEnd() {
    assertThat(train(PopularConfig.DEFAULT.withHalfLifeDays(0.001)).recommend("nobody", 9)).extracting(Scored::item).startsWith("new").contains("old").doesNotContain("seen");
  }

  @Test
  void logsWithoutTimesAreSummed() {
    var model = new PopularTrainer(PopularConfig.DEFAULT.withHalfLifeDays(1)).train(Interactions.parse("a X Y; b Y; c Y X; d Z"));
    assertThat(model.halfLifeDays()).isZero();
    assertThat(model.recommend("nobody", 2)).containsExactly(new Scored("Y", 3f), new Scored("X", 2f));
  }

  @Test
  void theCapKeepsTheTop() {
    assertThat(train(PopularConfig.DEFAULT.withHalfLifeDays(5).withTopN(1)).recommend("nobody", 9)).extracting(Scored::item).containsExactly("half");
  }

  @Test
  void whatAUserHasIsLeftOut() {
    assertThat(train(PopularConfig.DEFAULT.withHalfLifeDays(5)).recommend("c", 9)).extracting(Scored::item).containsExactly("half");
  }

  @Test
  void settingsOutOfRangeAreRefusedInWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> PopularConfig.DEFAULT.withHalfLifeDays(-1)).withMessage("halfLifeDays is -1.0, allowed 0..1000000");
    assertThatIllegalArgumentException().isThrownBy(() -> PopularConfig.DEFAULT.withTopN(-1)).withMessageContaining("topN");
  }
}
