package dev.tributary.retrieval.sgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import org.junit.jupiter.api.Test;

class FactorFoldInTest {
  private static final int ITEMS = 40;
  private static final int FACTORS = 5;

  @Test
  void theVectorIsTheLeastOfTheSurrogateAndThePartsSumToIt() {
    for (int count : new int[] {1, 3, 12, 13}) {
      var random = Seeds.random(count);
      var items = Matrix.zeros(ITEMS, FACTORS);
      var biases = new float[ITEMS];
      var weights = new float[ITEMS];
      for (int item = 0; item < ITEMS; item++) {
        for (int p = 0; p < FACTORS; p++) {
          items.set(item, p, (float) (random.nextGaussian() + (p == 0 ? 2 : 0)));
        }
        biases[item] = (float) random.nextGaussian();
        weights[item] = item % 4;
      }
      var surrogate = new Surrogate(2, 3, 0.25f, count == 13);
      var background = Background.of(items, biases, weights, Matrix.zeros(0, FACTORS), surrogate, Job.DEFAULT);
      var rows = Matrix.zeros(ITEMS, FACTORS + 1);
      for (int item = 0; item < ITEMS; item++) {
        for (int p = 0; p < FACTORS; p++) {
          rows.set(item, p, items.get(item, p));
        }
        rows.set(item, FACTORS, biases[item]);
      }
      var interests = new int[count];
      var likes = new float[count];
      for (int n = 0; n < count; n++) {
        interests[n] = 3 * n + 1;
        likes[n] = 1;
      }
      var foldIn = new FactorFoldIn(rows, background);
      var vector = new float[FACTORS + 1];
      foldIn.vector(interests, likes, count, vector);
      assertThat(vector[FACTORS]).isEqualTo(1);
      double least = loss(rows, weights, surrogate, interests, vector);
      for (int p = 0; p < FACTORS; p++) {
        for (float step : new float[] {-0.02f, 0.02f}) {
          var moved = vector.clone();
          moved[p] += step;
          assertThat(loss(rows, weights, surrogate, interests, moved)).isGreaterThan(least);
        }
      }
      var parts = new float[count * (FACTORS + 1)];
      foldIn.parts(parts);
      for (int p = 0; p <= FACTORS; p++) {
        double sum = 0;
        for (int n = 0; n < count; n++) {
          sum += parts[n * (FACTORS + 1) + p];
        }
        assertThat(sum).isCloseTo(vector[p], within(1e-5));
      }
    }
  }

  private static double loss(Matrix rows, float[] weights, Surrogate surrogate, int[] interests, float[] vector) {
    double sum = 0;
    double mean = 0;
    double square = 0;
    var scores = new double[ITEMS];
    for (int item = 0; item < ITEMS; item++) {
      for (int p = 0; p < vector.length; p++) {
        scores[item] += (double) vector[p] * rows.get(item, p);
      }
      sum += weights[item];
      mean += weights[item] * scores[item];
      square += weights[item] * scores[item] * scores[item];
    }
    mean /= sum;
    double loss = 0;
    for (int interest : interests) {
      double lead = scores[interest] - mean;
      loss += surrogate.saturates() ? 8 * Math.log1p(Math.exp(-lead)) : Math.pow(surrogate.margin() - lead, 2);
      loss += surrogate.background() * (square / sum - mean * mean);
      for (int p = 0; p < FACTORS; p++) {
        loss += surrogate.shrinkage() * vector[p] * vector[p];
      }
    }
    return loss;
  }
}
