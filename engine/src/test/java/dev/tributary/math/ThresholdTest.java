package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThresholdTest {
  @Test
  void theKBestAreThereWithTheirEqualsAndFewMore() {
    var threshold = new Threshold();
    for (long seed = 1; seed <= 200; seed++) {
      var random = new SplittableRandom(seed);
      int size = random.nextInt(1, 5000);
      var scores = new float[size + 7]; // what lies beyond the size counts for nothing
      boolean coarse = random.nextBoolean(); // many equal ones
      for (int n = 0; n < scores.length; n++) {
        scores[n] = coarse ? random.nextInt(1, 9) : (float) Math.exp(random.nextDouble(-20, 20));
      }
      int k = random.nextInt(1, size + 1);
      var places = new int[size];
      var chosen = Arrays.copyOf(places, threshold.select(scores, size, Float.MIN_VALUE, k, places));

      var sorted = Arrays.copyOf(scores, size);
      Arrays.sort(sorted);
      float kth = sorted[size - k];
      assertThat(chosen).as("seed %d", seed).isSorted().contains(IntStream.range(0, size).filter(n -> scores[n] >= kth).toArray());
      if (!coarse) {
        assertThat((double) chosen.length).as("seed %d", seed).isLessThan(k + 8 * 6 * Math.sqrt(k / 8.0) + 200); // a guess aims two deviations high; a bin is 1/16 wide
      }
    }
  }

  @Test
  void aGuessThatMisleadsCostsNothingButTime() {
    var scores = new float[4000];
    for (int n = 0; n < scores.length; n++) {
      scores[n] = n % 8 == 0 ? 100 + n : 1; // all that is looked at first is good, and nothing else
    }
    var places = new int[4000];
    assertThat(new Threshold().select(scores, 4000, Float.MIN_VALUE, 600, places)).isEqualTo(4000); // 500 are good: the others are all alike
  }

  @Test
  void whereThereAreFewerItIsAllThatReachTheLeast() {
    var threshold = new Threshold();
    var places = new int[4];
    assertThat(threshold.select(new float[] {3, -1, 0, 2, 9}, 4, Float.MIN_VALUE, 3, places)).isEqualTo(2);
    assertThat(places).startsWith(0, 3); // the 9 is not among the first four
    assertThat(threshold.select(new float[] {3, -1, 0, 2}, 4, 2.5f, 9, places)).isEqualTo(1);
    assertThat(places).startsWith(0);
  }
}
