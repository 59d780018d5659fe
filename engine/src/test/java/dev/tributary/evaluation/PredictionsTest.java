package dev.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionsTest {
  @Test
  void ratingsAreMeasuredInStars() {
    var predictions = Predictions.of(new double[] {5, 3, 1}, new double[] {4, 3, 3}, new int[3]);
    assertThat(predictions.rmse().orElseThrow()).isCloseTo(Math.sqrt(5 / 3.0), within(1e-12)); // 1, 0, 4
    assertThat(predictions.mae().orElseThrow()).isEqualTo(1); // 1, 0, 2
  }

  @Test
  void calibrationIsClicksOverWhatWasPredicted() {
    var predictions = Predictions.of(new double[] {1, 0, 0, 0}, new double[] {0.2, 0.1, 0.1, 0.1}, new int[4]);
    assertThat(predictions.calibration().orElseThrow()).isCloseTo(2, within(1e-12));
    assertThat(predictions.logLoss().orElseThrow()).isCloseTo(-(Math.log(0.2) + 3 * Math.log(0.9)) / 4, within(1e-12));
  }

  @Test
  void whatTheDataCannotGiveIsAbsent() {
    var positives = Predictions.of(new double[] {1, 1}, new double[] {0.5, 0.6}, new int[2]);
    assertThat(positives.auc()).isEmpty();
    assertThat(positives.gauc()).isEmpty();
    var scores = Predictions.of(new double[] {1, 0}, new double[] {7, -3}, new int[2]);
    assertThat(scores.logLoss()).isEmpty();
    assertThat(scores.calibration()).isEmpty();
    assertThat(scores.toMap()).containsOnlyKeys("pairs", "auc", "gauc", "gaucGroups", "averagePrecision");
    var nothing = Predictions.of(new double[0], new double[0], new int[0]);
    assertThat(nothing.toMap()).containsOnlyKeys("pairs", "gaucGroups");
    assertThat(nothing.rmse()).isEmpty();
    assertThat(nothing.mae()).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aucIsTheShareOfPairsInTheRightOrder(long seed) {
    var random = new SplittableRandom(seed);
    int size = 60;
    var label = new double[size];
    var score = new double[size];
    var group = new int[size];
    for (int n = 0; n < size; n++) {
      label[n] = random.nextInt(2);
      score[n] = random.nextInt(8) - 4; // many ties, and zeros of both signs
      score[n] = score[n] == 0 && random.nextBoolean() ? -0.0 : score[n];
      group[n] = random.nextInt(4) - 2;
    }
    double wins = 0;
    int pairs = 0;
    for (int a = 0; a < size; a++) {
      for (int b = 0; b < size; b++) {
        if (label[a] == 1 && label[b] == 0) {
          wins += score[a] > score[b] ? 1 : score[a] == score[b] ? 0.5 : 0;
          pairs++;
        }
      }
    }
    assertThat(Predictions.of(label, score, group).auc().orElseThrow()).isCloseTo(wins / pairs, within(1e-12));
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> Predictions.of(new double[1], new double[2], new int[1])).hasMessageContaining("1 labels, 2 scores and 1 groups");
    assertThatThrownBy(() -> Predictions.of(new double[1], new double[] {Double.NaN}, new int[1])).hasMessageContaining("row 0 has label 0.0 and score NaN");
  }
}
