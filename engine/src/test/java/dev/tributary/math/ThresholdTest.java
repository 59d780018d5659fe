package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThresholdTest {
  @Test
  void atLeastKScoresReachItAndFewMore() {
    var threshold = new Threshold();
    for (long seed = 1; seed <= 50; seed++) {
      var random = new SplittableRandom(seed);
      var scores = new float[random.nextInt(1, 5000)];
      for (int n = 0; n < scores.length; n++) {
        scores[n] = (float) Math.exp(random.nextDouble(-20, 20));
      }
      int single = random.nextInt(scores.length + 1); // some one by one, the others at once
      for (int n = scores.length - single; n < scores.length; n++) {
        threshold.count(scores[n]);
      }
      threshold.count(scores, scores.length - single);
      Arrays.sort(scores);
      int k = random.nextInt(1, scores.length + 1);
      float kth = scores[scores.length - k];
      assertThat(threshold.take(k)).as("seed %d", seed).isLessThanOrEqualTo(kth).isGreaterThan(kth * 0.94f); // a bin is at most 1/16 wide
    }
  }

  @Test
  void itIsZeroWhereThereAreFewerAndEmptyAfterwards() {
    var threshold = new Threshold();
    threshold.count(3f);
    threshold.count(-1f);
    threshold.count(0f);
    assertThat(threshold.take(2)).isZero(); // only one is above 0
    assertThat(threshold.take(1)).isZero(); // forgotten
  }

  @Test
  void thePlacesOfThoseThatReachABar() {
    var places = new int[5];
    assertThat(Threshold.reaching(2, new float[] {1, 2, 0, 3, 9}, 4, places)).isEqualTo(2); // the 9 is not among the first four
    assertThat(places).startsWith(1, 3);
  }
}
