package dev.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EpochsTest {
  private final Weights weights = new Weights(1);
  private final EmbeddingTable table = new EmbeddingTable("t", 3, 2, 1, 1);

  EpochsTest() {
    weights.addConstant("w", 2, 0);
  }

  /** Each epoch sets all parameters to its number, or, where it is lost, to no number; its loss is a tenth of that. */
  private final class Numbers implements Epochs.Learner {
    final List<String> standings = new ArrayList<>();
    final double[] measures;
    final int lost;
    final boolean inLoss;

    Numbers(int lost, boolean inLoss, double... measures) {
      this.lost = lost;
      this.inLoss = inLoss;
      this.measures = measures;
    }

    @Override
    public double learn(int epoch, String standing) {
      standings.add(standing);
      float value = epoch == lost ? Float.NaN : epoch;
      weights.values()[1] = value;
      table.values().set(2, 1, value);
      if (inLoss) {
        DivergedException.check("numbers", 100 * epoch, value);
      }
      return epoch / 10.0;
    }

    @Override
    public void check() {
      DivergedException.check("numbers", 100L * standings.size(), weights, table);
    }

    @Override
    public OptionalDouble measure() {
      return measures.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(measures[standings.size() - 1]);
    }
  }

  private Epochs run(int most, int patience, Numbers learner) {
    return new Epochs("numbers", most, patience, Checkpointed.all(List.of(weights, table))).run(learner);
  }

  private void parametersAre(float value) {
    assertThat(weights.values()[1]).isEqualTo(value);
    assertThat(table.values().get(2, 1)).isEqualTo(value);
  }

  @Test
  void withNothingHeldOutTheLastIsKept() {
    var learner = new Numbers(0, false);
    var epochs = run(3, 0, learner);
    assertThat(epochs.epoch()).isEqualTo(3);
    assertThat(epochs.loss()).isEqualTo(.3);
    assertThat(epochs.measured()).isZero();
    assertThat(epochs.lost()).isEmpty();
    assertThat(learner.standings).containsExactly("", ", loss 0.1000", ", loss 0.2000");
    parametersAre(3);
  }

  @Test
  void theBestOnWhatIsHeldOutIsKeptAndPatienceEnds() {
    var learner = new Numbers(0, false, .1, .3, .2, .25, .9);
    var epochs = run(9, 2, learner);
    assertThat(learner.standings).hasSize(4); // two epochs without a gain: the fifth is never seen
    assertThat(learner.standings.get(1)).isEqualTo(", loss 0.1000, NDCG 0.1000");
    assertThat(epochs.epoch()).isEqualTo(2);
    assertThat(epochs.loss()).isEqualTo(.2);
    assertThat(epochs.measured()).isEqualTo(.3);
    parametersAre(2);
  }

  @Test
  void patienceEndsATrainingThatFindsNothing() {
    var learner = new Numbers(0, false, 0, 0, 0, 0, 0);
    assertThat(run(5, 2, learner).epoch()).isEqualTo(1);
    assertThat(learner.standings).hasSize(3);
    parametersAre(1);
  }

  @Test
  void ofATrainingThatLosesItselfTheLastGoodEpochIsKeptAndTheStepIsNamed() {
    for (boolean inLoss : new boolean[] {true, false}) {
      var epochs = run(9, 0, new Numbers(3, inLoss));
      assertThat(epochs.epoch()).isEqualTo(2);
      assertThat(epochs.loss()).isEqualTo(.2);
      parametersAre(2);
      assertThat(epochs.lost().orElseThrow()).startsWith(inLoss ? "numbers diverged in step 300: its loss is NaN" : "numbers diverged by step 300: 'w' holds NaN").endsWith("Kept is what it had learned by epoch 2 of 9");
    }
  }

  @Test
  void withSomethingHeldOutTheBestBeforeTheLossIsKept() {
    assertThat(run(9, 5, new Numbers(4, false, .1, .3, .2, .9)).epoch()).isEqualTo(2);
    parametersAre(2);
  }

  @Test
  void lostInTheFirstEpochItIsAnError() {
    assertThatExceptionOfType(DivergedException.class).isThrownBy(() -> run(9, 5, new Numbers(1, true, .1))).withMessageStartingWith("numbers diverged in step 100");
    assertThatExceptionOfType(DivergedException.class).isThrownBy(() -> run(9, 0, new Numbers(1, false))).withMessageStartingWith("numbers diverged by step 100");
  }
}
