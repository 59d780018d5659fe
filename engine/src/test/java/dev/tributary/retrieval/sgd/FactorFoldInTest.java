package dev.tributary.retrieval.sgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactorFoldInTest {
  private static final int ITEMS = 400;
  private static final int FACTORS = 5;

  /** Items with random vectors, whose first value is not 0 in the mean, and what they are to a fold-in. */
  private static final class Items {
    final Surrogate surrogate;
    final Background background;
    final Matrix rows;
    final boolean biased;

    Items(Surrogate surrogate, boolean biased) {
      this.surrogate = surrogate;
      this.biased = biased;
      var random = Seeds.random(3);
      var vectors = Matrix.zeros(ITEMS, FACTORS);
      var biases = new float[ITEMS];
      var weights = new float[ITEMS];
      for (int item = 0; item < ITEMS; item++) {
        for (int p = 0; p < FACTORS; p++) {
          vectors.set(item, p, (float) (random.nextGaussian() + (p == 0 ? 0.7 : 0)));
        }
        biases[item] = biased ? (float) (0.5 * random.nextGaussian()) : 0;
        weights[item] = item % 4;
      }
      background = Background.of(vectors, biases, weights, Matrix.zeros(0, FACTORS), surrogate, Job.DEFAULT);
      rows = Matrix.zeros(ITEMS, FACTORS + (biased ? 1 : 0));
      for (int item = 0; item < ITEMS; item++) {
        for (int p = 0; p < FACTORS; p++) {
          rows.set(item, p, vectors.get(item, p));
        }
        if (biased) {
          rows.set(item, FACTORS, biases[item]);
        }
      }
    }

    double[] scores(float[] vector) {
      var scores = new double[ITEMS];
      for (int item = 0; item < ITEMS; item++) {
        for (int p = 0; p < FACTORS; p++) {
          scores[item] += (double) vector[p] * rows.get(item, p);
        }
        scores[item] += biased ? rows.get(item, FACTORS) : 0;
      }
      return scores;
    }

    /** With every offset of the user's own that matters, the least. */
    double loss(int[] interests, float[] vector) {
      double[] scores = scores(vector);
      if (!biased || surrogate.loss().ofPairs()) {
        return loss(interests, vector, scores, 0);
      }
      return IntStream.range(-1000, 1000).mapToDouble(n -> loss(interests, vector, scores, n / 100.0)).min().orElseThrow();
    }

    private double loss(int[] interests, float[] vector, double[] scores, double offset) {
      double length = IntStream.range(0, FACTORS).mapToDouble(p -> vector[p] * vector[p]).sum() * surrogate.regularization() / 2;
      double loss = 0;
      for (int interest : interests) {
        double ofDrawn = 0;
        double weights = 0;
        for (int item = 0; item < ITEMS; item++) {
          int weight = item % 4;
          weights += weight;
          double lead = scores[interest] - scores[item];
          ofDrawn +=
              weight
                  * switch (surrogate.loss()) {
                    case PAIR_SQUARED -> (1 - lead) * (1 - lead) / 2;
                    case PAIR_LOGISTIC -> Math.log1p(Math.exp(-lead));
                    case SQUARED -> Math.pow(scores[item] + offset, 2) / 2;
                    case LOGISTIC -> Math.log1p(Math.exp(scores[item] + offset));
                  };
        }
        double own = scores[interest] + offset;
        loss +=
            switch (surrogate.loss()) {
              case PAIR_SQUARED, PAIR_LOGISTIC -> ofDrawn / weights + length;
              case SQUARED -> (1 - own) * (1 - own) / 2 + surrogate.drawn() * ofDrawn / weights + (1 + surrogate.drawn()) * length;
              case LOGISTIC -> Math.log1p(Math.exp(-own)) + surrogate.drawn() * ofDrawn / weights + (1 + surrogate.drawn()) * length;
            };
      }
      return loss;
    }

    float[] fold(int[] interests) {
      var foldIn = new FactorFoldIn(rows, background, Highest.of(background.surrogate().hardestOf()));
      int width = rows.columns();
      var vector = new float[width];
      var likes = new float[interests.length];
      Arrays.fill(likes, 1);
      foldIn.vector(interests, likes, interests.length, vector);
      var parts = new float[interests.length * width];
      foldIn.parts(parts);
      for (int p = 0; p < width; p++) {
        double sum = 0;
        for (int n = 0; n < interests.length; n++) {
          sum += parts[n * width + p];
        }
        assertThat(sum).isCloseTo(vector[p], within(2e-5));
      }
      return vector;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theVectorIsTheLeastOfTheLossAndThePartsSumToIt(Surrogate.Loss loss) {
    for (boolean biased : new boolean[] {false, true}) {
      var items = new Items(new Surrogate(loss, loss.ofPairs() ? 1 : 3, 0.25f, 1), biased);
      for (int count : new int[] {1, 3, 12}) {
        int[] interests = IntStream.range(0, count).map(n -> 3 * n + 1).toArray();
        float[] vector = items.fold(interests);
        double least = items.loss(interests, vector);
        for (int p = 0; p < FACTORS; p++) {
          for (float step : loss.logistic() ? new float[] {-0.06f, 0.06f} : new float[] {-0.02f, 0.02f}) { // normal scores are an approximation there
            var moved = vector.clone();
            moved[p] += step;
            assertThat(items.loss(interests, moved)).as("%s, biased %s, %d interests, factor %d", loss, biased, count, p).isGreaterThan(least);
          }
        }
      }
    }
  }

  @Test
  void whatIsDrawnAsTheHardestOfSeveralLiesHigherAndAsksForLessScatter() {
    int[] interests = {1, 4, 7, 10, 13};
    double last = Double.POSITIVE_INFINITY;
    for (int hardestOf : new int[] {1, 2, 10}) {
      var items = new Items(new Surrogate(Surrogate.Loss.PAIR_LOGISTIC, 1, 0.02f, hardestOf), false);
      double[] scores = items.scores(items.fold(interests));
      double mean = Arrays.stream(scores).average().orElseThrow();
      double deviation = Math.sqrt(Arrays.stream(scores).map(score -> (score - mean) * (score - mean)).average().orElseThrow());
      double scatter = deviation / (Arrays.stream(interests).mapToDouble(n -> scores[n] - mean).average().orElseThrow()); // in units of the lead
      assertThat(scatter).isLessThan(last);
      last = scatter;
    }
  }

  @Test
  void theHighestOfNormalDrawsHasTheMomentsOfTheBooks() {
    assertThat(Highest.of(1).mean()).isCloseTo(0, within(1e-6));
    assertThat(Highest.of(1).variance()).isCloseTo(1, within(1e-5));
    assertThat(Highest.of(2).mean()).isCloseTo(1 / Math.sqrt(Math.PI), within(1e-5));
    assertThat(Highest.of(2).variance()).isCloseTo(1 - 1 / Math.PI, within(1e-5));
    assertThat(Highest.of(10).mean()).isCloseTo(1.53875, within(1e-4)); // Harter, "Expected values of normal order statistics", Biometrika 1961
  }
}
