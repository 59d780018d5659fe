package dev.tributary.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.Job;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Bootstrap SMALL = Bootstrap.DEFAULT.withResamples(1000);

  private static double[] normal(long seed, int size, double mean, double deviation) {
    var random = new SplittableRandom(seed);
    var values = new double[size];
    Arrays.setAll(values, n -> random.nextGaussian(mean, deviation));
    return values;
  }

  @Test
  void theIntervalOfAMeanHasTheWidthThatTheNormalDistributionGives() {
    double[] values = normal(7, 4000, 3, 2);
    var interval = Bootstrap.DEFAULT.mean(values);
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 3999;
    double half = 1.959964 * Math.sqrt(variance / 4000);
    assertThat(interval.estimate()).isCloseTo(mean, within(1e-12));
    assertThat(interval.low()).isCloseTo(mean - half, within(0.06 * half));
    assertThat(interval.high()).isCloseTo(mean + half, within(0.06 * half));
  }

  @Test
  void nineteenOfTwentyIntervalsHoldTheTruth() {
    int held = 0;
    for (int seed = 0; seed < 400; seed++) {
      held += SMALL.on(Job.DEFAULT.withSeed(seed).withThreads(1)).mean(normal(1000 + seed, 200, 5, 1)).contains(5) ? 1 : 0;
    }
    assertThat(held).isBetween(364, 394); // 380 expected, deviation 4.4, a percentile interval is a little short
  }

  @Test
  void aPairedDifferenceIsTighterThanTheTwoMeansAndHoldsTheTruth() {
    double[] base = normal(1, 2000, 10, 3);
    double[] noise = normal(2, 2000, 0.05, 0.2);
    var better = new double[2000];
    Arrays.setAll(better, n -> base[n] + noise[n]);
    var difference = Bootstrap.DEFAULT.difference(better, base);
    assertThat(difference.contains(0.05)).isTrue();
    assertThat(difference.low()).isPositive();
    assertThat(difference.high() - difference.low()).isLessThan(0.1 * (Bootstrap.DEFAULT.mean(base).high() - Bootstrap.DEFAULT.mean(base).low()));
  }

  @Test
  void aRelativeDifferenceOfProportionalValuesIsExact() {
    double[] base = {1, 0, 3, 2};
    double[] twice = {2, 0, 6, 4};
    var interval = SMALL.relativeDifference(twice, base).orElseThrow();
    assertThat(interval.estimate()).isEqualTo(1);
    assertThat(interval.low()).isEqualTo(1);
    assertThat(interval.high()).isEqualTo(1);
  }

  @Test
  void theRelativeDifferenceHoldsTheTruth() {
    int held = 0;
    for (int seed = 0; seed < 200; seed++) {
      double[] base = Arrays.stream(normal(seed, 300, 5, 1)).map(Math::abs).toArray();
      double[] noise = normal(5000 + seed, 300, 0.5, 0.5);
      var better = new double[300];
      Arrays.setAll(better, n -> Math.max(0, base[n] + noise[n]));
      held += SMALL.on(Job.DEFAULT.withSeed(seed).withThreads(1)).relativeDifference(better, base).orElseThrow().contains(0.1) ? 1 : 0;
    }
    assertThat(held).isBetween(178, 199);
  }

  @Test
  void againstNothingThereIsNoRelativeDifference() {
    assertThat(SMALL.relativeDifference(new double[] {1, 2}, new double[2])).isEmpty();
    var rare = new double[20];
    rare[0] = 1; // 0 in about (19/20)^20 = 36 % of the resamples: the upper bound would be infinite
    var one = new double[20];
    Arrays.fill(one, 1);
    assertThat(SMALL.relativeDifference(one, rare)).isEmpty();
  }

  @Test
  void manyColumnsGiveWhatEachGivesAlone() {
    double[] first = normal(3, 501, 0, 1);
    double[] second = normal(4, 501, 9, 5);
    Arrays.fill(first, 100, 300, 0);
    Arrays.fill(second, 200, 400, 0); // zeros in one column, and in both
    var together = SMALL.means(List.of(first, second));
    var alone = List.of(SMALL.mean(first), SMALL.mean(second));
    for (int n = 0; n < 2; n++) {
      assertThat(together.get(n).low()).isCloseTo(alone.get(n).low(), within(1e-12));
      assertThat(together.get(n).high()).isCloseTo(alone.get(n).high(), within(1e-12));
    }
  }

  @Test
  void theNumberOfThreadsChangesNothingAndTheSeedDoes() {
    double[] a = normal(5, 777, 2, 1);
    double[] b = normal(6, 777, 2, 1);
    var one = SMALL.on(Job.DEFAULT.withThreads(1));
    for (int threads : new int[] {2, 7}) {
      var many = SMALL.on(Job.DEFAULT.withThreads(threads));
      assertThat(many.mean(a)).isEqualTo(one.mean(a));
      assertThat(many.difference(a, b)).isEqualTo(one.difference(a, b));
    }
    assertThat(SMALL.on(Job.DEFAULT.withSeed(43)).mean(a)).isNotEqualTo(one.mean(a));
  }

  @Test
  void oneValueHasAnIntervalOfOnePoint() {
    assertThat(SMALL.mean(new double[] {4})).isEqualTo(new Interval(4, 4, 4, 0.95));
  }

  @Test
  void aWiderLevelGivesAWiderInterval() {
    double[] values = normal(8, 300, 0, 1);
    var narrow = SMALL.withLevel(0.5).mean(values);
    var wide = SMALL.withLevel(0.99).mean(values);
    assertThat(wide.low()).isLessThan(narrow.low());
    assertThat(wide.high()).isGreaterThan(narrow.high());
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> SMALL.mean(new double[0])).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no values");
    assertThatThrownBy(() -> SMALL.mean(new double[] {1, Double.NaN})).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("value of unit 1 is NaN");
    assertThatThrownBy(() -> SMALL.difference(new double[2], new double[3])).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3 values beside 2");
    assertThatThrownBy(() -> SMALL.relativeDifference(new double[] {-1}, new double[] {1})).hasMessageContaining("below 0");
    assertThatThrownBy(() -> SMALL.withResamples(10)).hasMessageContaining("resamples is 10, allowed 100..1000000");
    assertThatThrownBy(() -> SMALL.withLevel(1)).hasMessageContaining("level is 1.0");
  }
}
