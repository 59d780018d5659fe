package dev.tributary.retrieval.graphfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.math.SymmetricEigen;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GraphFilterTest {
  @Test
  void aFilterIsAFunctionOfTheEigenvalues() {
    for (long seed = 1; seed <= 4; seed++) {
      var log = random(seed);
      var linear = GraphFilterConfig.DEFAULT.withPolynomial(1, 1, 0).withIdeal(0, 0, 0).withTopK(100);
      check(log, linear, value -> value, seed);
      check(log, linear.withPolynomial(1, 1, 0.3), value -> value, seed);
      check(log, linear.withPolynomial(6, 1.5, 0.4), polynomial(6, 1.5), seed);
      check(log, linear.withPolynomial(2, 10, 0).withIdeal(4, 0.3, 0.5), polynomial(2, 10), seed);
    }
  }

  /** Σ_k c_k·cos(k·arccos(1 − 2λ)): Chebyshev's polynomials by their other definition. */
  private static DoubleUnaryOperator polynomial(int degree, double flatness) {
    double[] c = Polynomial.coefficients(degree, flatness);
    return value -> {
      double sum = 0;
      for (int k = 0; k < c.length; k++) {
        sum += c[k] * Math.cos(k * Math.acos(Math.clamp(1 - 2 * value, -1.0, 1.0)));
      }
      return sum;
    };
  }

  private static Interactions random(long seed) {
    var random = Seeds.random(seed);
    var log = Interactions.builder();
    for (int n = 0; n < 250; n++) {
      log.add("u" + random.nextInt(30), "i" + (int) (20 * random.nextDouble() * random.nextDouble()), random.nextInt(3) == 0 ? Signal.LIKE : Signal.CLICK, 0f, Event.NO_TIME);
    }
    return log.build();
  }

  /** The same from all eigenvectors of the dense matrix. */
  private static void check(Interactions log, GraphFilterConfig config, DoubleUnaryOperator h, long seed) {
    var interests = Interests.of(log, InterestRule.DEFAULT);
    int items = interests.items().size();
    var like = new double[interests.users().size()][items];
    var ofUser = new double[like.length];
    var ofItem = new double[items];
    for (int user = 0; user < like.length; user++) {
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        like[user][interests.item(entry)] = interests.like(entry);
        ofUser[user] += interests.like(entry);
        ofItem[interests.item(entry)] += interests.like(entry);
      }
    }
    var adjacency = Matrix.zeros(items, items);
    for (int j = 0; j < items; j++) {
      for (int i = 0; i < items; i++) {
        double sum = 0;
        for (int user = 0; user < like.length; user++) {
          sum += like[user][j] * like[user][i] / ofUser[user] / Math.sqrt(ofItem[j] * ofItem[i]);
        }
        adjacency.set(j, i, (float) sum);
      }
    }
    var eigen = SymmetricEigen.of(adjacency);
    var model = new GraphFilterTrainer(config).train(log);
    for (int j = 0; j < items; j++) {
      for (int i = 0; i < items; i++) {
        double polynomial = 0;
        double ideal = 0;
        for (int n = 0; n < items; n++) {
          polynomial += h.applyAsDouble(eigen.value(n)) * eigen.vector(n, j) * eigen.vector(n, i);
          ideal += n < config.idealRank() ? eigen.vector(n, j) * eigen.vector(n, i) : 0;
        }
        double ratio = ofItem[i] / ofItem[j];
        double expected = Math.pow(ratio, config.beta()) * polynomial + config.idealWeight() * Math.pow(ratio, config.idealBeta()) * ideal;
        float found = model.between(interests.items().id(j), interests.items().id(i));
        assertThat((double) found).as("seed %d %s, %d to %d", seed, config, j, i).isCloseTo(i == j ? 0 : Math.max(0, expected), within(2e-4));
      }
    }
  }

  @Test
  void thePlateauPassesTheLowestFrequencyAndStopsTheHighest() {
    for (int degree : new int[] {2, 4, 8, 16}) {
      var filter = polynomial(degree, 1.5);
      assertThat(filter.applyAsDouble(1)).isBetween(0.9, 1.3);
      assertThat(filter.applyAsDouble(0)).isBetween(-0.3, 0.1);
      assertThat(filter.applyAsDouble(0.5)).isCloseTo(0.5, within(0.05));
    }
    assertThat(polynomial(1, 9).applyAsDouble(0.3)).isCloseTo(0.3, within(1e-12)); // linear
  }

  @Test
  void oneItemOrOneUserIsNoError() {
    assertThat(new GraphFilterTrainer(GraphFilterConfig.DEFAULT).train(Interactions.parse("ann A; bob A")).index().size()).isZero();
    assertThat(new GraphFilterTrainer(GraphFilterConfig.DEFAULT).train(Interactions.parse("ann A B C")).items().size()).isEqualTo(3);
  }

  @Test
  void settingsOutOfRangeNameTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> GraphFilterConfig.DEFAULT.withPolynomial(0, 1, 0)).withMessage("degree is 0, allowed 1..64; 1 is the linear filter");
    assertThatIllegalArgumentException().isThrownBy(() -> GraphFilterConfig.DEFAULT.withIdeal(-1, 0, 0)).withMessage("idealRank is -1, allowed 0 (none)..4000");
  }
}
