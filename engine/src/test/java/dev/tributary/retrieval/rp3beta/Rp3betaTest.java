package dev.tributary.retrieval.rp3beta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Seeds;
import org.junit.jupiter.api.Test;

class Rp3betaTest {
  // ann took A B,  bob took A B C,  cat took A C
  private static final Interactions TINY = Interactions.parse("ann A B; bob A B C; cat A C");

  @Test
  void aWalkOfTwoStepsDividedByTheCandidatesPopularity() {
    var model = new Rp3betaTrainer(Rp3betaConfig.DEFAULT.withPowers(1, 0)).train(TINY);
    assertThat(model.between("A", "B")).isCloseTo(5 / 18f, within(1e-6f)); // 1/3·1/2 by ann, 1/3·1/3 by bob
    assertThat(model.between("B", "C")).isCloseTo(1 / 6f, within(1e-6f)); // 1/2·1/3 by bob
    assertThat(model.between("B", "A")).isCloseTo(5 / 12f, within(1e-6f)); // 1/2·1/2 by ann, 1/2·1/3 by bob
    var damped = new Rp3betaTrainer(Rp3betaConfig.DEFAULT.withPowers(1, 0.5)).train(TINY);
    assertThat(damped.between("B", "A")).isCloseTo((float) (5 / 12.0 / Math.sqrt(3)), within(1e-6f));
  }

  @Test
  void agreesWithTheDenseProductOfTransitions() {
    for (long seed = 1; seed <= 10; seed++) {
      var random = Seeds.random(seed);
      var log = Interactions.builder();
      for (int n = 0; n < 150; n++) {
        log.add("u" + random.nextInt(20), "i" + (int) (15 * random.nextDouble() * random.nextDouble()), random.nextInt(3) == 0 ? Signal.LIKE : Signal.CLICK, 0f, Event.NO_TIME);
      }
      double alpha = 0.3 + random.nextDouble();
      double beta = random.nextDouble();
      var interactions = log.build();
      var interests = Interests.of(interactions, InterestRule.DEFAULT);
      var model = new Rp3betaTrainer(Rp3betaConfig.DEFAULT.withPowers(alpha, beta).withTopK(15)).train(interactions);
      int items = interests.items().size();
      var like = new double[interests.users().size()][items];
      var ofUser = new double[like.length];
      var ofItem = new double[items];
      var users = new int[items];
      for (int user = 0; user < like.length; user++) {
        for (long entry = interests.start(user); entry < interests.end(user); entry++) {
          int item = interests.item(entry);
          like[user][item] = interests.like(entry);
          ofUser[user] += interests.like(entry);
          ofItem[item] += interests.like(entry);
          users[item]++;
        }
      }
      for (int j = 0; j < items; j++) {
        for (int i = 0; i < items; i++) {
          double sum = 0;
          for (int user = 0; user < like.length; user++) {
            sum += Math.pow(like[user][j] / ofItem[j], alpha) * Math.pow(like[user][i] / ofUser[user], alpha);
          }
          double expected = i == j ? 0 : sum / Math.pow(users[i], beta);
          assertThat((double) model.between(interests.items().id(j), interests.items().id(i))).as("seed %d, %d to %d", seed, j, i).isCloseTo(expected, within(1e-5 * Math.max(1e-3, expected)));
        }
      }
    }
  }

  @Test
  void settingsOutOfRangeNameTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> Rp3betaConfig.DEFAULT.withPowers(-1, 0)).withMessage("alpha is -1.0, allowed 0..10; 1 is the plain walk");
    assertThatIllegalArgumentException().isThrownBy(() -> Rp3betaConfig.DEFAULT.withPowers(1, Double.NaN)).withMessage("beta is NaN, allowed 0..10; 0 holds nothing back");
    assertThatIllegalArgumentException().isThrownBy(() -> Rp3betaConfig.DEFAULT.withTopK(0)).withMessage("topK is 0, allowed 1..100000; start with 200");
  }
}
