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
import dev.tributary.math.Seeds;
import dev.tributary.math.SingularMatrixException;
import org.junit.jupiter.api.Test;

class EaseTest {
  @Test
  void agreesWithTheNormalEquations() {
    for (long seed = 1; seed <= 5; seed++) {
      for (double dropout : new double[] {0, 0.4}) {
        var log = random(seed);
        var interests = Interests.of(log, InterestRule.DEFAULT);
        double lambda = 2 + seed;
        var model = new EaseTrainer(EaseConfig.DEFAULT.withLambda(lambda).withDropout(dropout).withTopK(15)).train(log);
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
  void twoItemsOfTheSameUsersAreSingularWithoutLambda() {
    var log = Interactions.parse("ann A B; bob A B; cat C");
    assertThatThrownBy(() -> new EaseTrainer(EaseConfig.DEFAULT.withLambda(0)).train(log)).isInstanceOf(SingularMatrixException.class).hasMessageContaining("add to its diagonal");
    assertThat(new EaseTrainer(EaseConfig.DEFAULT.withLambda(1)).train(log).between("A", "B")).isPositive();
  }

  @Test
  void tooManyItemsAreRefusedWithTheSizeTheyWouldNeed() {
    var log = Interactions.builder();
    for (int item = 0; item < 60_000; item++) {
      log.add("u" + item % 100, "i" + item, Signal.CLICK, 0f, Event.NO_TIME);
    }
    var interactions = log.build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EaseTrainer(EaseConfig.DEFAULT).train(interactions))
        .withMessage("EASE would need 14.4 GB for 60000 items, mostItems allows 50000; leave rare items out, or take slim or rp3beta");
  }

  @Test
  void oneItemHasNoNeighbours() {
    var model = new EaseTrainer(EaseConfig.DEFAULT).train(Interactions.parse("ann A; bob A"));
    assertThat(model.index().size()).isZero();
  }

  @Test
  void settingsOutOfRangeNameTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> EaseConfig.DEFAULT.withLambda(-1)).withMessage("lambda is -1.0, allowed 0..1e9; start with 100");
    assertThatIllegalArgumentException().isThrownBy(() -> EaseConfig.DEFAULT.withDropout(1)).withMessage("dropout is 1.0, allowed 0..0.99; 0 is plain EASE");
    assertThatIllegalArgumentException().isThrownBy(() -> EaseConfig.DEFAULT.withTopK(0)).withMessage("topK is 0, allowed 1..100000; start with 500");
  }
}
