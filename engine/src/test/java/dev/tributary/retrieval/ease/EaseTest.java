package dev.tributary.retrieval.ease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.math.SingularMatrixException;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import org.junit.jupiter.api.Test;

class EaseTest {
  @Test
  void agreesWithTheNormalEquations() {
    for (long seed = 1; seed <= 5; seed++) {
      for (double dropout : new double[] {0, 0.4}) {
        var log = random(seed);
        var interests = Interests.of(log, InterestRule.DEFAULT);
        double lambda = 2 + seed;
        var model = new EaseTrainer(EaseConfig.DEFAULT.withLambda(lambda).withDropout(dropout, Diagonal.ZERO).withTopK(15)).train(log);
        double[][] gram = gram(interests);
        for (int i = 0; i < gram.length; i++) {
          double[] weights = regression(gram, i, lambda, dropout / (1 - dropout));
          for (int j = 0; j < gram.length; j++) {
            double expected = j == i ? 0 : weights[j];
            float found = model.between(interests.items().id(j), interests.items().id(i));
            assertThat((double) found).as("seed %d, %d to %d", seed, j, i).isCloseTo(expected, within(1e-4));
          }
        }
      }
    }
  }

  private static Interactions random(long seed) {
    var random = Seeds.random(seed);
    var log = Interactions.builder();
    for (int n = 0; n < 200; n++) {
      log.add("u" + random.nextInt(30), "i" + (int) (15 * random.nextDouble() * random.nextDouble()), random.nextInt(3) == 0 ? Signal.LIKE : Signal.CLICK, 0f, Event.NO_TIME);
    }
    return log.build();
  }

  private static double[][] gram(Interests interests) {
    int items = interests.items().size();
    var like = new double[interests.users().size()][items];
    for (int user = 0; user < like.length; user++) {
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        like[user][interests.item(entry)] = interests.like(entry);
      }
    }
    var gram = new double[items][items];
    for (double[] row : like) {
      for (int j = 0; j < items; j++) {
        for (int i = 0; i < items; i++) {
          gram[j][i] += row[j] * row[i];
        }
      }
    }
    return gram;
  }

  /** Ridge regression of item i on all others, by Gauss and Jordan: what EASE's closed form stands for. */
  private static double[] regression(double[][] gram, int i, double lambda, double share) {
    int n = gram.length;
    var system = new double[n][n + 1];
    for (int row = 0; row < n; row++) {
      System.arraycopy(gram[row], 0, system[row], 0, n);
      system[row][row] += lambda + share * gram[row][row];
      system[row][n] = gram[row][i];
      system[row][i] = 0;
    }
    java.util.Arrays.fill(system[i], 0);
    system[i][i] = 1;
    for (int pivot = 0; pivot < n; pivot++) {
      for (int row = 0; row < n; row++) {
        double factor = row == pivot ? 0 : system[row][pivot] / system[pivot][pivot];
        for (int column = pivot; factor != 0 && column <= n; column++) {
          system[row][column] -= factor * system[pivot][column];
        }
      }
    }
    var weights = new double[n];
    for (int row = 0; row < n; row++) {
      weights[row] = system[row][n] / system[row][row];
    }
    return weights;
  }

  @Test
  void aBlockThatHoldsAllItemsGivesTheWeightsOfTheWhole() {
    for (long seed = 1; seed <= 5; seed++) {
      for (var diagonal : Diagonal.values()) {
        var log = everyPairMet(seed);
        var config = EaseConfig.DEFAULT.withLambda(3).withDropout(0.2, diagonal).withTopK(15);
        var whole = new EaseTrainer(config.withSolution(Solution.DENSE)).train(log);
        var blocks = new EaseTrainer(config.withSolution(Solution.BLOCKS)).train(log);
        for (int j = 0; j < 15; j++) {
          for (int i = 0; i < 15; i++) {
            assertThat((double) blocks.between("i" + j, "i" + i)).as("seed %d, %d to %d", seed, j, i).isCloseTo(whole.between("i" + j, "i" + i), within(1e-4));
          }
        }
      }
    }
  }

  /** A user of everything makes every item a source of every other. */
  private static Interactions everyPairMet(long seed) {
    var random = Seeds.random(seed);
    var log = Interactions.builder();
    for (int n = 0; n < 200; n++) {
      log.add("u" + random.nextInt(30), "i" + (int) (15 * random.nextDouble() * random.nextDouble()), Signal.CLICK, 0f, Event.NO_TIME);
    }
    for (int item = 0; item < 15; item++) {
      log.add("all", "i" + item, Signal.CLICK, 0f, Event.NO_TIME);
    }
    return log.build();
  }

  @Test
  void withoutASettingNoWeightIsCut() {
    var log = everyPairMet(6);
    for (int kept : new int[] {14, 15}) {
      var config = EaseConfig.DEFAULT.withTopK(kept);
      var same = new EaseTrainer(config.withSolution(kept < 15 ? Solution.BLOCKS : Solution.DENSE)).train(log);
      assertThat(weights(new EaseTrainer(config).train(log))).containsExactly(weights(same));
    }
  }

  @Test
  void aBlockKnowsTheNearestItemsAlone() {
    // cosines with A: B 2/√6, C 1/√6; so with one source A is foretold from B: G(A,B) / (G(B,B) + λ) = 2 / (3 + 1)
    var log = Interactions.parse("ann A B; bob A B C; cat B; dan C D; eve D");
    var model = new EaseTrainer(EaseConfig.DEFAULT.withLambda(1).withSolution(Solution.BLOCKS).withTopK(1)).train(log);
    assertThat(model.between("B", "A")).isCloseTo(0.5f, within(1e-6f));
    assertThat(model.between("C", "A")).isZero();
  }

  @Test
  void withAFreeDiagonalTheWeightsAreThoseOfRidgeRegressionOnAllItems() {
    // G = [2 1; 1 2], λ = 1: (G + I)⁻¹·G = I − (G + I)⁻¹ = I − [3 −1; −1 3] / 8, so between A and B 1/8; with a zero diagonal 1 / (2 + 1)
    var log = Interactions.parse("ann A B; bob A; cat B");
    for (var solution : new Solution[] {Solution.DENSE, Solution.BLOCKS}) {
      var config = EaseConfig.DEFAULT.withLambda(1).withSolution(solution);
      assertThat(new EaseTrainer(config.withDropout(0, Diagonal.FREE)).train(log).between("A", "B")).isCloseTo(1 / 8f, within(1e-6f));
      assertThat(new EaseTrainer(config).train(log).between("A", "B")).isCloseTo(1 / 3f, within(1e-6f));
    }
  }

  @Test
  void lambdaByTheDataGrowsWithTheRootOfPopularityAndTheSquareOfLikes() {
    // A and B have 2 users each: Σn²/Σn = 2, so λ = 13·√2, and the weight 1 / (2 + λ)
    var clicks = Interactions.parse("ann A B; bob A; cat B");
    assertThat(new EaseTrainer(EaseConfig.DEFAULT).train(clicks).between("A", "B")).isCloseTo((float) (1 / (2 + 13 * Math.sqrt(2))), within(1e-6f));
    // every like twice as large: all squares are four times as large, λ too, and the weight is the same
    var doubled = Interactions.builder();
    for (var pair : new String[] {"ann A", "ann B", "bob A", "cat B"}) {
      doubled.add(pair.substring(0, 3), pair.substring(4), Signal.CLICK, 0f, Event.NO_TIME).add(pair.substring(0, 3), pair.substring(4), Signal.LIKE, 0f, Event.NO_TIME);
    }
    assertThat(new EaseTrainer(EaseConfig.DEFAULT).train(doubled.build()).between("A", "B")).isCloseTo((float) (1 / (2 + 13 * Math.sqrt(2))), within(1e-6f));
  }

  @Test
  void theThreadsDoNotChangeABit() {
    var log = random(7);
    for (var solution : new Solution[] {Solution.DENSE, Solution.BLOCKS}) {
      var trainer = new EaseTrainer(EaseConfig.DEFAULT.withSolution(solution).withTopK(4));
      var one = weights(trainer.train(TrainingData.of(log), Job.DEFAULT.withThreads(1)));
      for (int threads : new int[] {2, 7}) {
        assertThat(weights(trainer.train(TrainingData.of(log), Job.DEFAULT.withThreads(threads)))).as("%s, %d threads", solution, threads).containsExactly(one);
      }
    }
  }

  private static float[] weights(ItemItemModel<EaseConfig> model) {
    int items = model.items().size();
    var weights = new float[items * items];
    for (int n = 0; n < weights.length; n++) {
      weights[n] = model.index().between(n / items, n % items);
    }
    return weights;
  }

  @Test
  void twoItemsOfTheSameUsersAreSingularWithoutLambda() {
    var log = Interactions.parse("ann A B; bob A B; cat C");
    assertThatThrownBy(() -> new EaseTrainer(EaseConfig.DEFAULT.withLambda(0)).train(log)).isInstanceOf(SingularMatrixException.class).hasMessageContaining("add to its diagonal");
    var blocks = EaseConfig.DEFAULT.withLambda(0).withSolution(Solution.BLOCKS);
    assertThatThrownBy(() -> new EaseTrainer(blocks).train(log)).isInstanceOf(SingularMatrixException.class).hasMessageContaining("add to its diagonal");
    assertThat(new EaseTrainer(EaseConfig.DEFAULT.withLambda(1)).train(log).between("A", "B")).isPositive();
  }

  @Test
  void moreItemsThanMemoryHoldsAreRefusedWithTheSizeTheyWouldNeedOrSolvedInBlocks() {
    var log = Interactions.builder();
    for (int item = 0; item < 60_000; item++) {
      log.add("u" + item / 3, "i" + item, Signal.CLICK, 0f, Event.NO_TIME);
    }
    var interactions = log.build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EaseTrainer(EaseConfig.DEFAULT.withSolution(Solution.DENSE)).train(interactions))
        .withMessage("EASE would need 14.4 GB for 60000 items, mostItems allows 50000; raise it, or set solution to blocks");
    // three items of one user each: λ = 13, and the two sources share one weight: w·(1 + 1 + 13) = 1
    assertThat(new EaseTrainer(EaseConfig.DEFAULT).train(interactions).between("i0", "i1")).isCloseTo(1 / 15f, within(1e-6f));
  }

  @Test
  void anItemWithoutUsersAndAUserWithoutItemsTakeNoPart() {
    // dan only saw D: neither has an interest
    var log = Interactions.builder();
    for (var pair : new String[] {"ann A", "ann B", "bob A", "cat B"}) {
      log.add(pair.substring(0, 3), pair.substring(4), Signal.CLICK, 0f, Event.NO_TIME);
    }
    log.add("dan", "D", Signal.IMPRESSION, 0f, Event.NO_TIME);
    var interactions = log.build();
    for (var solution : new Solution[] {Solution.DENSE, Solution.BLOCKS}) {
      var model = new EaseTrainer(EaseConfig.DEFAULT.withLambda(1).withSolution(solution)).train(interactions);
      assertThat(model.between("A", "B")).isCloseTo(1 / 3f, within(1e-6f));
      assertThat(model.between("A", "D")).isZero();
      assertThat(model.recommend("dan", 5)).isEmpty();
    }
  }

  @Test
  void oneItemHasNoNeighbours() {
    for (var solution : Solution.values()) {
      var model = new EaseTrainer(EaseConfig.DEFAULT.withSolution(solution)).train(Interactions.parse("ann A; bob A"));
      assertThat(model.index().size()).isZero();
    }
  }

  @Test
  void settingsOutOfRangeNameTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> EaseConfig.DEFAULT.withLambda(-2)).withMessage("lambda is -2.0, allowed 0..1e9, or -1 for what suits the data");
    assertThatIllegalArgumentException().isThrownBy(() -> EaseConfig.DEFAULT.withDropout(1, Diagonal.ZERO)).withMessage("dropout is 1.0, allowed 0..0.99; 0 is plain EASE");
    assertThatIllegalArgumentException().isThrownBy(() -> EaseConfig.DEFAULT.withTopK(0)).withMessage("topK is 0, allowed 1..100000; start with 500");
  }
}
