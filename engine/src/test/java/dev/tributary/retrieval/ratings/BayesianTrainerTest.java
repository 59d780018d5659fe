package dev.tributary.retrieval.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import org.junit.jupiter.api.Test;

class BayesianTrainerTest {
  private static final BayesianConfig SMALL = new BayesianConfig(4, 10, 20, 1);

  @Test
  void aGammaDrawHasItsMeanAndVariance() {
    var random = Seeds.random(1);
    for (double shape : new double[] {1, 2.5, 40}) {
      int draws = 200_000;
      double sum = 0;
      double squares = 0;
      for (int n = 0; n < draws; n++) {
        double x = Gamma.draw(shape, 2, random);
        sum += x;
        squares += x * x;
      }
      double mean = sum / draws;
      assertThat(mean).isCloseTo(shape / 2, within(0.01 * shape));
      assertThat(squares / draws - mean * mean).isCloseTo(shape / 4, within(0.03 * shape));
    }
  }

  /**
   * One user, factors 1, three items v = 1, 2, −1 with b = 0, 0.5, 0 rated 1, 2, 0 beside the mean; σ² = ½, and a, b_u from N(0, 1). With x = [v, 1] and t = r − b = 1, 1.5, 0 the
   * precision is I + 2·Σ x·xᵀ = [[13, 4], [4, 7]], its inverse [[7, −4], [−4, 13]] / 75, and the mean that times 2·Σ x·t = [8, 5], [36, 33] / 75.
   */
  @Test
  void rowsAreDrawnFromTheirDistributionGivenTheRest() {
    var items = Matrix.zeros(3, 3);
    items.setRow(0, new float[] {0, 1, 1});
    items.setRow(1, new float[] {0.5f, 2, 1});
    items.setRow(2, new float[] {0, -1, 1});
    var user = new Side("users", 1, 1, new SparseMatrix(3, new long[] {0, 3}, new int[] {0, 1, 2}, new float[] {1, 2, 0}), 1);
    int draws = 50_000;
    var sums = new double[5];
    for (int n = 0; n < draws; n++) {
      user.drawRows(items, 2, n, Job.DEFAULT.withThreads(1));
      double a = user.rows().get(0, 1);
      double b = user.rows().get(0, 2);
      double[] terms = {a, b, a * a, b * b, a * b};
      for (int k = 0; k < 5; k++) {
        sums[k] += terms[k] / draws;
      }
      assertThat(user.rows().get(0, 0)).isEqualTo(1);
    }
    assertThat(sums[0]).isCloseTo(36 / 75.0, within(0.006));
    assertThat(sums[1]).isCloseTo(33 / 75.0, within(0.008));
    assertThat(sums[2] - sums[0] * sums[0]).isCloseTo(7 / 75.0, within(0.004));
    assertThat(sums[3] - sums[1] * sums[1]).isCloseTo(13 / 75.0, within(0.006));
    assertThat(sums[4] - sums[0] * sums[1]).isCloseTo(-4 / 75.0, within(0.004));
  }

  @Test
  void plantedRatingsAreForetoldNearlyAsWellAsTheirNoiseAllowsWithFarTooManyFactors() {
    var random = Seeds.random(2);
    var log = Interactions.builder();
    var truth = new float[300][200];
    for (int user = 0; user < 300; user++) {
      for (int item = 0; item < 200; item++) { // rank 1 and biases
        truth[user][item] = 3 + (user % 5 - 2) * 0.2f + (item % 7 - 3) * 0.2f + (user % 3 - 1) * (item % 4 - 1.5f) * 0.4f;
        if (random.nextInt(4) == 0) {
          log.add("u" + user, "i" + item, Signal.RATING, truth[user][item] + (float) (0.5 * random.nextGaussian()), Event.NO_TIME);
        }
      }
    }
    var model = new BayesianTrainer(SMALL.withFactors(16)).train(log.build(), Job.DEFAULT);
    double squares = 0;
    for (int user = 0; user < 300; user++) {
      for (int item = 0; item < 200; item++) {
        double error = model.predict("u" + user, "i" + item) - truth[user][item];
        squares += error * error / 60_000;
      }
    }
    assertThat(Math.sqrt(squares)).isLessThan(0.2); // biases alone leave .37: the deviation of (−1, 0, 1)·(−1.5, −.5, .5, 1.5)·.4 is .8165·1.118·.4
  }

  @Test
  void constantRatingsAreForetoldAndOfWhoIsUnknownOnlyTheOtherCounts() {
    var log = Interactions.builder();
    for (int user = 0; user < 30; user++) {
      for (int item = 0; item < 10; item++) {
        log.add("u" + user, "i" + item, Signal.RATING, 4, Event.NO_TIME);
      }
    }
    var model = new BayesianTrainer(SMALL).train(log.build(), Job.DEFAULT);
    assertThat(model.predict("u3", "i4")).isEqualTo(4);
    assertThat(model.predict("nobody", "nothing")).isEqualTo(4);
    assertThat(model.predict("nobody", "i4")).isEqualTo(4);
  }

  @Test
  void oneRatingAndUsersAndItemsWithoutAnyGiveFiniteNumbers() {
    var log = Interactions.builder().add("ann", "A", Signal.RATING, 2, 10).add("ann", "A", Signal.RATING, 5, 20).add("bob", "B", Signal.CLICK, 0, 30).build();
    var model = new BayesianTrainer(SMALL).train(log, Job.DEFAULT);
    assertThat(model.predict("ann", "A")).isEqualTo(5); // the last, and the only one
    assertThat(model.predict("bob", "B")).isEqualTo(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BayesianTrainer(SMALL).train(Interactions.parse("ann A"), Job.DEFAULT))
        .withMessageStartingWith("the log has no ratings among 1 rows");
  }

  @Test
  void theSameBitsOnAnyNumberOfThreads() {
    var random = Seeds.random(3);
    var builder = Interactions.builder();
    for (int n = 0; n < 3000; n++) {
      builder.add("u" + random.nextInt(200), "i" + random.nextInt(100), Signal.RATING, 1 + random.nextInt(5), Event.NO_TIME);
    }
    var log = builder.build();
    var one = new BayesianTrainer(SMALL).train(log, Job.DEFAULT.withThreads(1));
    var seven = new BayesianTrainer(SMALL).train(log, Job.DEFAULT.withThreads(7));
    for (int n = 0; n < 100; n++) {
      assertThat(seven.predict("u" + n, "i" + n)).isEqualTo(one.predict("u" + n, "i" + n));
    }
  }

  @Test
  void settingsOutOfRangeAreRefusedWithTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.withFactors(0)).withMessage("factors is 0, allowed 1..512; start with 32");
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.withFactors(4096)).withMessage("factors is 4096, allowed 1..512; start with 32");
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.withSamples(10, 0)).withMessage("samples is 0, allowed 1..1000; start with 30");
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.withSamples(-1, 5)).withMessage("burnIn is -1, allowed 0..10000; start with 30");
  }
}
