package dev.tributary.ann.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ByteCodesTest {
  private static Matrix random(int rows, int dimension, long seed, float apart) {
    var random = Seeds.random(seed);
    var matrix = Matrix.zeros(rows, dimension);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < dimension; i++) {
        matrix.set(row, i, (float) random.nextGaussian() * (1 + i % 7) + i % 3 * apart);
      }
    }
    return matrix;
  }

  private static float[] estimates(Vectors vectors, float[] query) {
    var estimates = ByteCodes.of(vectors, Job.DEFAULT).estimates();
    estimates.begin(vectors.prepare(query, new float[query.length]));
    var scores = new float[vectors.size()];
    estimates.score(IntStream.range(0, vectors.size()).toArray(), vectors.size(), scores);
    return scores;
  }

  @Test
  void theEndsOfAValueAndItsMiddleAreExact() {
    // value 0 spans −1..3: middle 1, step 2/127; value 1 is 5 in all rows: step 0
    var vectors = Vectors.of(Metric.INNER_PRODUCT, Matrix.of(3, 2, FloatColumn.copyOf(new float[] {-1, 5, 3, 5, 1, 5})));
    assertThat(estimates(vectors, new float[] {2, 10})).containsExactly(48, 56, 52); // 2·(−1) + 50, 2·3 + 50, 2·1 + 50
    // |x − m|² is 4, 4 and 0 from the middle (1, 5); |q − m|² is 1 + 25
    var distances = estimates(Vectors.of(Metric.L2, vectors.values()), new float[] {2, 10});
    assertThat(distances).containsExactly(-34, -26, -26); // −(9 + 25), −(1 + 25), −(1 + 25)
  }

  @Test
  void noEstimateIsOffByMoreThanTheErrorSaidAndMostByLittle() {
    for (float apart : new float[] {0, 20}) {
      for (var metric : Metric.values()) {
        for (int dimension : new int[] {1, 3, 28, 29, 32, 100, 257}) {
          var vectors = Vectors.of(metric, random(200, dimension, dimension, apart));
          var query = new float[dimension];
          random(1, dimension, 5, apart).copyRow(0, query);
          float[] prepared = vectors.prepare(query, new float[dimension]);
          int[] rows = IntStream.range(0, 200).toArray();
          var scores = new float[200];
          vectors.score(prepared, rows, 200, scores);
          var estimates = ByteCodes.of(vectors, Job.DEFAULT).estimates();
          estimates.begin(prepared);
          var estimated = new float[200];
          estimates.score(rows, 200, estimated);
          float widest = 0;
          float error = 0;
          for (int row = 0; row < 200; row++) {
            widest = Math.max(widest, Math.abs(scores[row] - scores[0]));
            error = Math.max(error, Math.abs(estimated[row] - scores[row]));
          }
          assertThat(error).as("%s, %d values, %s apart", metric, dimension, apart).isLessThanOrEqualTo(estimates.error());
          if (apart == 0 && dimension >= 28) { // elsewhere scores may differ by less than codes tell
            assertThat(error).as("%s, %d values", metric, dimension).isLessThan(0.05f * widest);
          }
        }
      }
    }
  }

  @Test
  void theSameOnAnyNumberOfThreadsAndBesideAnyRows() {
    var vectors = Vectors.of(Metric.L2, random(3000, 20, 1, 20));
    var query = new float[20];
    random(1, 20, 2, 20).copyRow(0, query);
    var all = estimates(vectors, query);
    var one = ByteCodes.of(vectors, Job.DEFAULT.withThreads(1)).estimates();
    one.begin(query);
    var score = new float[1];
    for (int row = 0; row < 3000; row++) {
      one.score(new int[] {row}, 1, score);
      assertThat(score[0]).isEqualTo(all[row]);
    }
  }

  @Test
  void nothingAndZeros() {
    assertThat(estimates(Vectors.of(Metric.COSINE, Matrix.zeros(0, 4)), new float[4])).isEmpty();
    assertThat(estimates(Vectors.of(Metric.L2, Matrix.zeros(2, 4)), new float[] {3, 0, 0, 4})).containsExactly(-25, -25);
    assertThat((double) estimates(Vectors.of(Metric.COSINE, random(5, 4, 1, 20)), new float[4])[3]).isCloseTo(0, within(1e-9));
  }
}
