package dev.tributary.retrieval.sasrec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.nn.DivergedException;
import dev.tributary.retrieval.Recommender;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SasRecTest {
  private static final SasRecConfig SMALL = SasRecConfig.DEFAULT.withNetwork(16, 2, 2).withLength(8).withSteps(0.01, 16).withEpochs(30, 0);

  /** 40 users walk around a ring of 20 items, each from a place of their own: after i comes i + 1. */
  private static TrainingData ring() {
    var builder = Interactions.builder();
    for (int user = 0; user < 40; user++) {
      for (int n = 0; n < 10; n++) {
        builder.add("u" + user, "i" + (user * 7 + n) % 20, Signal.CLICK, 0f, 1000L + n);
      }
    }
    return TrainingData.of(builder.build());
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void afterAnItemComesTheNextOfTheRing(Loss loss) {
    var model = new SasRecTrainer(SMALL.withLoss(loss, 8).withEpochs(60, 0)).train(ring(), Job.DEFAULT.withThreads(2));
    int right = 0;
    for (int user = 0; user < 40; user++) {
      right += model.recommend("u" + user, 1).getFirst().item().equals("i" + (user * 7 + 10) % 20) ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(36);
  }

  /** Gradients of all parameters of a tower with dropout against central differences: a whole network, forwards and back. */
  @Test
  void theTowersBackwardIsItsDerivative() {
    var config = SasRecConfig.DEFAULT.withNetwork(6, 2, 2).withLength(5);
    var tower = new Tower(config, 3);
    int[] starts = {0, 5, 6, 9};
    float[] items = random(9 * 6, 1);
    float[] c = random(9 * 6, 2);
    var made = new Tower.Activations();
    var y = new float[9 * 6];
    tower.forward(items, starts, 3, true, 99, made, y);
    var dItems = new float[9 * 6];
    var gradient = new float[tower.weights().size()];
    tower.backward(starts, 3, 99, made, c.clone(), dItems, gradient);
    check(items, dItems, 1, () -> loss(tower, items, starts, made, y, c));
    check(tower.weights().values(), gradient, 5, () -> loss(tower, items, starts, made, y, c));
  }

  private static double loss(Tower tower, float[] items, int[] starts, Tower.Activations made, float[] y, float[] c) {
    tower.forward(items, starts, 3, true, 99, made, y);
    double sum = 0;
    for (int i = 0; i < c.length; i++) {
      sum += (double) c[i] * y[i];
    }
    return sum;
  }

  private static void check(float[] x, float[] gradient, int every, DoubleSupplier loss) {
    float step = 0.004f; // small: a ReLU has corners
    int wrong = 0;
    int looked = 0;
    for (int i = 0; i < x.length; i += every, looked++) {
      float before = x[i];
      x[i] = before + step;
      double right = loss.getAsDouble();
      x[i] = before - step;
      double left = loss.getAsDouble();
      x[i] = before;
      double slope = (right - left) / (2 * step);
      wrong += Math.abs(slope - gradient[i]) > 0.01 * (1 + Math.abs(gradient[i])) ? 1 : 0;
    }
    assertThat(wrong).as("of %d differences, those across a corner of a ReLU may differ", looked).isLessThanOrEqualTo(looked / 50);
  }

  private static float[] random(int size, long seed) {
    var random = Seeds.random(seed);
    var values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void servingTheLastPositionGivesWhatTheWholeSequenceGives() {
    for (int blocks : new int[] {1, 2, 3}) {
      var tower = new Tower(SasRecConfig.DEFAULT.withNetwork(8, blocks, 2).withLength(7), 5);
      float[] items = random(7 * 8, 6);
      var y = new float[7 * 8];
      tower.forward(items, new int[] {0, 7}, 1, false, 0, new Tower.Activations(), y);
      var last = new float[8];
      tower.last(items, 7, new Tower.Activations(), last);
      for (int i = 0; i < 8; i++) {
        assertThat((double) last[i]).isCloseTo(y[6 * 8 + i], within(1e-5));
      }
    }
  }

  @Test
  void onlyTheNewestInterestsCount() {
    var model = new SasRecTrainer(SMALL.withLength(3)).train(ring(), Job.DEFAULT);
    var recommender = new Recommender(model, interests("i9", "i4", "i5", "i6")).keepSeen();
    var shorter = new Recommender(model, interests("i4", "i5", "i6")).keepSeen();
    assertThat(recommender.recommend("x", 5)).isEqualTo(shorter.recommend("x", 5));
  }

  private static Interests interests(String... items) {
    var builder = Interactions.builder();
    for (int n = 0; n < items.length; n++) {
      builder.add("x", items[n], Signal.CLICK, 0f, 1000L + n);
    }
    return TrainingData.of(builder.build()).interests();
  }

  /** Steps of several slices, which the small logs of other tests do not have. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void theSameBitsOnAnyNumberOfThreads(Loss loss) {
    var builder = Interactions.builder();
    var random = Seeds.random(4);
    for (int user = 0; user < 130; user++) {
      for (int n = 0; n < 40; n++) {
        builder.add("u" + user, "i" + random.nextInt(300), Signal.CLICK, 0f, 1000L + n);
      }
    }
    var data = TrainingData.of(builder.build());
    var trainer = new SasRecTrainer(SMALL.withLength(40).withSteps(0.01, 128).withEpochs(1, 1).withLoss(loss, 16));
    var one = trainer.train(data, Job.DEFAULT.withThreads(1)).itemVectors().vectors().values().toArray();
    for (int threads : new int[] {2, 5}) {
      assertThat(trainer.train(data, Job.DEFAULT.withThreads(threads)).itemVectors().vectors().values().toArray()).isEqualTo(one);
    }
  }

  @Test
  void patienceHoldsOutAndKeepsTheBestEpoch() {
    var phases = new ArrayList<String>();
    var job =
        Job.DEFAULT.withProgress(
            (phase, _, _) -> {
              phases.add(phase);
              return true;
            });
    var model = new SasRecTrainer(SMALL.withEpochs(200, 5)).train(ring(), job);
    assertThat(model.validation()).isGreaterThan(0.9);
    assertThat(model.epochs()).isBetween(1L, 195L);
    assertThat(phases.getLast()).isEqualTo("sasrec: epoch " + model.epochs() + " is kept");
    assertThat(phases).anyMatch(phase -> phase.matches("sasrec: epoch 3 of 200, loss [0-9.]+, NDCG [0-9.]+"));
  }

  private static SasRecModel trained(Interactions.Builder builder) {
    return new SasRecTrainer(SMALL.withEpochs(3, 2)).train(TrainingData.of(builder.build()), Job.DEFAULT);
  }

  @Test
  void littleDataGivesAModelAndNoError() {
    var one = trained(Interactions.builder().add("u", "i", Signal.CLICK, 0f, 1));
    assertThat(one.recommend("u", 5)).isEmpty(); // the only item is seen
    var lonely = trained(Interactions.builder().add("u", "a", Signal.CLICK, 0f, 1).add("u", "b", Signal.CLICK, 0f, 2).add("u", "c", Signal.CLICK, 0f, 3));
    assertThat(new Recommender(lonely).keepSeen().recommend("u", 5)).hasSize(3).allMatch(scored -> Float.isFinite(scored.score()));
    var same = Interactions.builder();
    for (int user = 0; user < 9; user++) {
      same.add("u" + user, "i", Signal.CLICK, 0f, 1);
    }
    assertThat(new Recommender(trained(same)).keepSeen().recommend("u1", 5)).extracting(Scored::item).containsExactly("i");
    assertThat(trained(Interactions.builder()).recommend("u", 3)).isEmpty();
  }

  /** Layer norms hold out long: what does not diverge must at least give numbers. */
  @Test
  void aRateBeyondReasonIsNamedOrGivesFiniteScores() {
    for (var loss : List.of(Loss.FULL, Loss.SAMPLED)) {
      for (double rate : new double[] {10, 100}) {
        var trainer = new SasRecTrainer(SMALL.withLoss(loss, 8).withSteps(rate, 16).withEpochs(100, 0));
        try {
          assertThat(trainer.train(ring(), Job.DEFAULT).recommend("u1", 5)).allMatch(scored -> Float.isFinite(scored.score()));
        } catch (DivergedException e) {
          assertThat(e).hasMessageContaining("sasrec diverged").hasMessageContaining("step").hasMessageContaining("lower learningRate");
        }
      }
    }
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SasRecConfig.DEFAULT.withNetwork(64, 2, 3))
        .withMessage("heads is 3, allowed 1..64 and a divisor of dim, now 64; start with 1");
    assertThat(SasRecConfig.DEFAULT.lossFor(20_000)).isEqualTo(Loss.FULL);
    assertThat(SasRecConfig.DEFAULT.lossFor(20_001)).isEqualTo(Loss.SAMPLED);
  }
}
