package dev.tributary.retrieval.trending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.retrieval.Scored;
import org.junit.jupiter.api.Test;

class TrendingTest {
  private static final long DAY = 86_400_000L;

  // steady: one like four days ago and one today; rising: one today; falling: two four days ago
  private static final Interactions LOG =
      Interactions.builder()
          .add("a", "steady", Signal.CLICK, 0, 6 * DAY)
          .add("b", "steady", Signal.CLICK, 0, 10 * DAY)
          .add("a", "rising", Signal.CLICK, 0, 10 * DAY)
          .add("a", "falling", Signal.CLICK, 0, 6 * DAY)
          .add("b", "falling", Signal.CLICK, 0, 6 * DAY)
          .build();

  private static final TrendingConfig CONFIG = TrendingConfig.DEFAULT.withHalfLifeDays(2).withBackground(2).withSmoothing(1);

  @Test
  void theShortWindowOverTheLongOneBothSmoothed() {
    // short half-life 2 days: a like of four days ago counts 1/4; long 4 days: 1/2
    // s: steady 5/4, rising 1, falling 1/2, together 11/4; l: steady 3/2, rising 1, falling 1, together 7/2; c = 11/14
    // (s + 1) / (c·l + 1): steady 2.25 / (61/28) = 63/61, rising 2 / (25/14) = 28/25, falling 1.5 / (25/14) = 21/25
    var rises = new TrendingTrainer(CONFIG).train(LOG).recommend("nobody", 9);
    assertThat(rises).extracting(Scored::item).containsExactly("rising", "steady", "falling");
    assertThat(rises.get(0).score()).isCloseTo(28f / 25, within(1e-6f));
    assertThat(rises.get(1).score()).isCloseTo(63f / 61, within(1e-6f));
    assertThat(rises.get(2).score()).isCloseTo(21f / 25, within(1e-6f));
  }

  @Test
  void aLogWithoutTimesIsTakenInItsOrder() {
    var log = Interactions.parse("a X; b X; c X; d Y; e Y; f Y");
    assertThat(new TrendingTrainer(CONFIG).train(log).recommend("nobody", 9)).extracting(Scored::item).containsExactly("Y", "X");
  }

  @Test
  void settingsOutOfRangeAreRefusedInWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> TrendingConfig.DEFAULT.withBackground(1)).withMessage("background is 1.0, allowed 1.01..1000000");
    assertThatIllegalArgumentException().isThrownBy(() -> TrendingConfig.DEFAULT.withSmoothing(Double.NaN)).withMessageStartingWith("smoothing is NaN");
  }
}
