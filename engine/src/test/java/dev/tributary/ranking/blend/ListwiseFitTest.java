package dev.tributary.ranking.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ListwiseFitTest {
  /** Lists of 20 rows whose relevant row is drawn from the softmax of the true weights. */
  private static ListwiseFit drawn(long seed, int lists, double... truth) {
    var random = new SplittableRandom(seed);
    var fit = new ListwiseFit(truth.length);
    for (int l = 0; l < lists; l++) {
      var rows = new float[20 * truth.length];
      var e = new double[20];
      double total = 0;
      for (int r = 0; r < 20; r++) {
        double score = 0;
        for (int f = 0; f < truth.length; f++) {
          rows[r * truth.length + f] = (float) random.nextDouble();
          score += truth[f] * rows[r * truth.length + f];
        }
        total += e[r] = Math.exp(score);
      }
      double left = random.nextDouble() * total;
      int chosen = 0;
      while (chosen < 19 && (left -= e[chosen]) > 0) {
        chosen++;
      }
      fit.add(rows, new int[] {chosen}, new double[] {1});
    }
    return fit;
  }

  @Test
  void findsTheWeightsThatMadeTheChoices() {
    double[] found = drawn(1, 20_000, 3, 0, 1).solve(new double[] {1, 1, 1});
    assertThat(found[0]).isCloseTo(3, within(0.15));
    assertThat(found[1]).isCloseTo(0, within(0.1));
    assertThat(found[2]).isCloseTo(1, within(0.15));
  }

  @Test
  void weightsNeverFallBelowZero() {
    double[] found = drawn(2, 5_000, 2, -3).solve(new double[] {1, 1});
    assertThat(found[1]).isZero();
    assertThat(found[0]).isPositive();
  }

  @Test
  void theGradientIsThatOfTheLoss() {
    var fit = drawn(3, 50, 1, 2);
    double[] at = {0.7, 1.3};
    var gradient = new double[2];
    fit.loss(at, gradient, new double[0][]);
    for (int f = 0; f < 2; f++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[f] += 1e-5;
      down[f] -= 1e-5;
      double slope = (fit.loss(up) - fit.loss(down)) / 2e-5;
      assertThat(gradient[f]).isCloseTo(slope, within(1e-6));
    }
  }

  @Test
  void theSolutionIsNoWorseThanAnyNeighbour() {
    for (long seed = 10; seed < 20; seed++) {
      var fit = drawn(seed, 300, 2, 1, 0.5);
      double[] best = fit.solve(new double[] {1, 1, 1});
      double loss = fit.loss(best);
      var random = new SplittableRandom(seed);
      for (int trial = 0; trial < 50; trial++) {
        var other = new double[3];
        for (int f = 0; f < 3; f++) {
          other[f] = Math.max(0, best[f] + random.nextDouble(-0.5, 0.5));
        }
        assertThat(fit.loss(other)).as("seed %d", seed).isGreaterThanOrEqualTo(loss - 1e-6);
      }
    }
  }
}
