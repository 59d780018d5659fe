package dev.tributary.retrieval.sgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.math.AliasTable;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.bpr.Bpr;
import dev.tributary.retrieval.funksvd.FunkSvd;
import dev.tributary.retrieval.warp.Warp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One epoch over two users with an item each, whose negatives can only be the other's item, against the formula in doubles. */
class LossesTest {
  private static final TrainingData TWO = TrainingData.of(Interactions.parse("ann A; bob B"));
  private static final double RATE = 0.1;
  private static final double LAMBDA = 0.1;

  private static SgdConfig config(SgdKind kind, double rate) {
    return new SgdConfig(3, 1, rate, 1, LAMBDA, 1, 0, false, 1, 2, 0);
  }

  /** Rows ann, bob, A, B. Turning all vectors alike changes no step, so those of a model that learned nothing may start the sum. */
  private static double[][] rows(FactorModel model) {
    var rows = new double[4][3];
    for (int n = 0; n < 4; n++) {
      var table = n < 2 ? model.userVectors() : model.itemVectors();
      for (int p = 0; p < 3; p++) {
        rows[n][p] = table.vectors().get(n % 2, p);
      }
    }
    return rows;
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private interface Step {
    void take(double[] user, double[] item, double[] other);
  }

  private static void check(SgdKind kind, Step step) {
    var start = kind.trainer(config(kind, 1e-9)).train(TWO, Job.DEFAULT);
    var learned = kind.trainer(config(kind, RATE)).train(TWO, Job.DEFAULT);
    List<double[]> expected = new ArrayList<>();
    for (int first = 0; first < 2; first++) { // the order of the two is by chance
      double[][] rows = rows(start);
      step.take(rows[first], rows[2 + first], rows[3 - first]);
      step.take(rows[1 - first], rows[3 - first], rows[2 + first]);
      expected.add(new double[] {dot(rows[0], rows[2]), dot(rows[0], rows[3]), dot(rows[1], rows[2]), dot(rows[1], rows[3])});
    }
    double[] scores = new double[4];
    for (int n = 0; n < 4; n++) {
      scores[n] = learned.score(n < 2 ? "ann" : "bob", n % 2 == 0 ? "A" : "B").orElseThrow();
    }
    assertThat(expected).anySatisfy(sums -> assertThat(scores).containsExactly(sums, org.assertj.core.data.Offset.offset(1e-5)));
  }

  private static void move(double[] user, double[] item, double[] other, double slope) {
    for (int p = 0; p < 3; p++) {
      double a = user[p];
      double keep = 1 - RATE * LAMBDA;
      user[p] = keep * a + RATE * slope * (item[p] - other[p]);
      item[p] = keep * item[p] + RATE * slope * a;
      other[p] = keep * other[p] - RATE * slope * a;
    }
  }

  @Test
  void bprStepsBySigmoidOfTheNegatedLead() {
    check(Bpr.KIND, (user, item, other) -> move(user, item, other, 1 / (1 + Math.exp(dot(user, item) - dot(user, other)))));
  }

  @Test
  void warpStepsByTheRankWhenTheOtherComesWithinOne() {
    check( // of two items one may lie before; found at the first draw its weight is log(1 + 1) / log(1 + 1)
        Warp.KIND,
        (user, item, other) -> {
          if (dot(user, other) > dot(user, item) - 1) {
            move(user, item, other, 1);
          }
        });
  }

  @Test
  void funkSvdStepsByTheErrorFirstOfTheInterestThenOfTheZero() {
    check(
        FunkSvd.KIND,
        (user, item, other) -> {
          pull(user, item, 1 - dot(user, item));
          pull(user, other, -dot(user, other));
        });
  }

  private static void pull(double[] user, double[] item, double error) {
    for (int p = 0; p < 3; p++) {
      double a = user[p];
      double keep = 1 - RATE * LAMBDA;
      user[p] = keep * a + RATE * error * item[p];
      item[p] = keep * item[p] + RATE * error * a;
    }
  }

  @Test
  void theHardestOfSeveralDrawsIsTheNegativeWhereTheCatalogueIsLarge() {
    var factors = new Factors(config(Bpr.KIND, RATE).withHardestOf(8), false, 1, 1000, 1);
    var entries = new Entries(new int[] {0}, new int[] {0}, new float[] {1}, 1, 1000, new long[] {0, 1}, new int[] {0});
    var weights = new float[1000];
    Arrays.fill(weights, 1);
    var items = IntStream.range(0, 1000).toArray();
    var block = new Block(entries, 0, 1, new AliasTable(items, 0, 1000, weights), Seeds.random(4), 0.1);
    int above = 0;
    for (int draw = 0; draw < 4000; draw++) {
      above += factors.score(0, factors.negative(block, 0)) > 0 ? 1 : 0;
    }
    long positive = IntStream.range(1, 1000).filter(item -> factors.score(0, item) > 0).count();
    assertThat(above / 4000.0).isCloseTo(1 - Math.pow(1 - positive / 999.0, 8), within(0.01)); // all eight below 0 otherwise
    assertThat(config(Bpr.KIND, RATE).withHardestOf(8).hardestOf(150)).isEqualTo(1);
    assertThat(config(Bpr.KIND, RATE).withHardestOf(8).hardestOf(500)).isEqualTo(5);
  }

  @Test
  void theScoreOfTheTablesIsTheInnerProduct() {
    var model = FunkSvd.KIND.trainer(config(FunkSvd.KIND, RATE)).train(TWO, Job.DEFAULT);
    assertThat(model.score("ann", "A")).contains(Kernels.dot(model.userVectors().vector("ann").orElseThrow(), model.itemVectors().vector("A").orElseThrow()));
    assertThat(model.score("ann", "C")).isEmpty();
  }
}
