package dev.tributary.retrieval.slim;

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
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.Lookup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlimTest {
  // ann took A B,  bob took A B C,  cat took A C
  private static final Interactions TINY = Interactions.parse("ann A B; bob A B C; cat A C");
  private static final SlimConfig EXACT = SlimConfig.DEFAULT.withStop(1e-6, 100_000).withTopK(1000).withUserDamping(0).withCandidates(0).withNonNegative(true);

  private static ItemItemModel<SlimConfig> train(SlimConfig config, Interactions log) {
    return new SlimTrainer(config).train(log);
  }

  @Test
  void twoSourcesAreSolvedTogether() {
    // G: AA 3, BB 2, CC 2, AB 2, AC 2, BC 1. For the candidate A with λ₁ = ½ and λ₂ = 1, by symmetry w(B→A) = w(C→A) = w:
    // 2 − (2 + 1)·w − 1·w − ½ = 0, w = 3/8
    var model = train(EXACT.withPenalties(0.5, 1), TINY);
    assertThat(model.between("B", "A")).isCloseTo(0.375f, within(1e-5f));
    assertThat(model.between("C", "A")).isCloseTo(0.375f, within(1e-5f));
    // the candidate C: sources A (3, with C 2) and B (2, with C 1), together 2. A alone: (2 − ½)/4 = 3/8; then B's gradient is
    // 1 − 2·3/8 = ¼, below λ₁: no weight
    assertThat(model.between("A", "C")).isCloseTo(0.375f, within(1e-5f));
    assertThat(model.between("B", "C")).isZero();
    assertThat(model.between("A", "A")).isZero();
  }

  @Test
  void aUsersErrorsWeighLessTheLongerTheHistory() {
    // with γ = 1 ann weighs 1/2, bob 1/3, cat 1/2: G(A,B) = 5/6, G(A,A) = 4/3, G(B,C) = 1/3. The candidate B with λ₁ = 0, λ₂ = 0:
    // C's gradient beside A alone is 1/3 − 5/6·5/8 < 0, so w(A→B) = 5/6 : 4/3 = 5/8
    var model = train(EXACT.withPenalties(0, 0).withUserDamping(1), TINY);
    assertThat(model.between("A", "B")).isCloseTo(0.625f, within(1e-4f));
    assertThat(model.between("C", "B")).isZero();
  }

  private static Interactions random(long seed, int users, int items, int rows, boolean graded) {
    var random = Seeds.random(seed);
    var log = Interactions.builder();
    for (int n = 0; n < rows; n++) {
      var signal = graded && random.nextInt(3) == 0 ? Signal.LIKE : Signal.CLICK;
      log.add("u" + random.nextInt(users), "i" + (int) (items * random.nextDouble() * random.nextDouble()), signal, 0f, Event.NO_TIME);
    }
    return log.build();
  }

  private static double[][] gram(Interests interests) {
    int items = interests.items().size();
    var gram = new double[items][items];
    for (int user = 0; user < interests.users().size(); user++) {
      for (long a = interests.start(user); a < interests.end(user); a++) {
        for (long b = interests.start(user); b < interests.end(user); b++) {
          gram[interests.item(a)][interests.item(b)] += (double) interests.like(a) * interests.like(b);
        }
      }
    }
    return gram;
  }

  /** Plain coordinate descent over everything, until nothing moves. */
  private static double[] dense(double[][] gram, int candidate, double l1, double l2, boolean nonNegative) {
    var weights = new double[gram.length];
    for (double moved = 1; moved > 1e-12; ) {
      moved = 0;
      for (int j = 0; j < gram.length; j++) {
        if (j != candidate && gram[j][candidate] > 0) {
          double slope = gram[j][candidate] + gram[j][j] * weights[j];
          for (int k = 0; k < gram.length; k++) {
            slope -= gram[j][k] * weights[k];
          }
          double size = Math.max(0, Math.abs(slope) - l1) / (gram[j][j] + l2);
          double best = slope > 0 ? size : nonNegative ? 0 : -size;
          moved = Math.max(moved, Math.abs(best - weights[j]));
          weights[j] = best;
        }
      }
    }
    return weights;
  }

  @Test
  void agreesWithPlainCoordinateDescentAndMeetsTheConditionsOfTheOptimum() {
    for (long seed = 1; seed <= 12; seed++) {
      var random = Seeds.random(100 + seed);
      boolean nonNegative = seed % 3 != 0;
      double l1 = random.nextDouble() * 2;
      double l2 = 0.5 + random.nextDouble() * 5;
      var log = random(seed, 40, 70, 500, seed % 2 == 0);
      var interests = Interests.of(log, InterestRule.DEFAULT);
      var model = train(EXACT.withPenalties(l1, l2).withNonNegative(nonNegative), log);
      var ids = interests.items();
      var gram = gram(interests);
      for (int i = 0; i < gram.length; i++) {
        var weights = new double[gram.length];
        var oracle = dense(gram, i, l1, l2, nonNegative);
        double largest = 0;
        for (int j = 0; j < gram.length; j++) {
          weights[j] = model.between(ids.id(j), ids.id(i));
          largest = j == i ? largest : Math.max(largest, gram[j][i]);
          assertThat(weights[j]).as("seed %d, %d to %d", seed, j, i).isCloseTo(oracle[j], within(2e-4));
        }
        assertThat(weights[i]).isZero();
        conditions(gram, i, weights, l1, l2, nonNegative, 1e-4 * Math.max(1, largest), seed);
      }
    }
  }

  private static void conditions(double[][] gram, int i, double[] weights, double l1, double l2, boolean nonNegative, double tolerance, long seed) {
    for (int j = 0; j < gram.length; j++) {
      if (j == i || gram[j][i] == 0) {
        continue;
      }
      double slope = gram[j][i] - l2 * weights[j]; // what makes the squared error fall as the weight grows
      for (int k = 0; k < gram.length; k++) {
        slope -= gram[j][k] * weights[k];
      }
      if (weights[j] != 0) {
        assertThat(slope - Math.signum(weights[j]) * l1).as("seed %d, %d to %d", seed, j, i).isCloseTo(0, within(tolerance));
      } else {
        assertThat(nonNegative ? slope : Math.abs(slope)).as("seed %d, %d to %d", seed, j, i).isLessThanOrEqualTo(l1 + tolerance);
      }
    }
  }

  @Test
  void aLargerCatalogueThatIsSparseBehindItsFrontAgreesToo() {
    var log = random(5, 300, 2000, 6000, true);
    var interests = Interests.of(log, InterestRule.DEFAULT);
    var gram = gram(interests);
    var model = train(EXACT.withPenalties(0.7, 2), log);
    for (int i = 0; i < gram.length; i += 97) {
      var oracle = dense(gram, i, 0.7, 2, true);
      for (int j = 0; j < gram.length; j++) {
        assertThat((double) model.between(interests.items().id(j), interests.items().id(i))).isCloseTo(oracle[j], within(3e-4));
      }
    }
  }

  @Test
  void duplicatesOfAnItemDoNotKeepItFromAnAnswer() {
    // A and B have the same users: without λ₂ their co-occurrences are singular
    var log = Interactions.parse("ann A B C; bob A B; cat A B C D; dan C D");
    var model = train(EXACT.withPenalties(0, 0), log);
    assertThat(model.between("A", "B")).isCloseTo(1f, within(1e-3f)); // B is A
    assertThat(model.between("B", "A")).isCloseTo(1f, within(1e-3f));
    double both = model.between("A", "C") + model.between("B", "C"); // only their sum is determined
    // C from A+B (3 users, 2 with C) and D (2, 2; 1 with A): 2 − 3a − d = 0 and 2 − a − 2d = 0, a = 2/5
    assertThat(both).isCloseTo(0.4, within(1e-3));
    assertThat(model.between("D", "C")).isCloseTo(0.8f, within(1e-3f));
    assertThat(model.figures()).containsEntry("unfinished", 0L);
    assertThat(train(EXACT.withPenalties(0, 1), log).between("A", "C")).isCloseTo(train(EXACT.withPenalties(0, 1), log).between("B", "C"), within(1e-4f));
  }

  @Test
  void anItemWithoutUsersOneItemAndOneUser() {
    var log = Interactions.builder();
    log.add("ann", "A", Signal.CLICK, 0f, Event.NO_TIME);
    log.add("ann", "B", Signal.CLICK, 0f, Event.NO_TIME);
    log.add("ann", "C", Signal.HIDE, 0f, Event.NO_TIME); // nobody's interest
    log.add("bob", "A", Signal.CLICK, 0f, Event.NO_TIME);
    var model = train(EXACT.withPenalties(0.1, 1), log.build());
    assertThat(model.similar("C", 5)).isEmpty();
    assertThat(model.recommend("bob", 5)).extracting(Scored::item).containsExactly("B");

    var one = train(SlimConfig.DEFAULT, Interactions.parse("ann A; bob A"));
    assertThat(one.similar("A", 5)).isEmpty();
    assertThat(one.recommend("ann", 5)).isEmpty();

    var alone = train(EXACT.withPenalties(0.1, 1), Interactions.parse("ann A B C"));
    // all co-occurrences are 1; by symmetry 1 − (1 + 1)·w − w − 0.1 = 0
    assertThat(alone.between("A", "B")).isCloseTo(0.3f, within(1e-4f));
    assertThat(alone.recommend("ann", 5)).isEmpty();
  }

  @Test
  void fewCandidatesAreTheNearestByCosine() {
    // the candidate X is taken with A by two users, with B by one; A has 4 users, B 1: cosines 2/√4·… = 1 and 1/√1·… = 1 tie;
    // with one more user of A only B is left
    var log = Interactions.parse("a X A B; b X A; c A; d A; e A");
    var model = train(EXACT.withPenalties(0, 1).withCandidates(1), log);
    assertThat(model.between("B", "X")).isCloseTo(0.5f, within(1e-4f)); // 1 / (1 + 1)
    assertThat(model.between("A", "X")).isZero();
  }

  @Test
  void aCandidatesStrongestSourcesOutliveTheCutOfTheirLists() {
    // 30 readers of A, each with one rare item of their own, and Z with everybody: A's list of K = 2 has no room for most, but each
    // rare item keeps its own strongest sources
    var text = new StringBuilder();
    for (int n = 10; n < 40; n++) {
      text.append(n == 10 ? "" : "; ").append("u").append(n).append(" A Z r").append(n);
    }
    var log = Interactions.parse(text.toString());
    var either = train(EXACT.withPenalties(0.1, 1).withTopK(2), log);
    var own = train(EXACT.withPenalties(0.1, 1).withTopK(2).withLookup(Lookup.OWN), log);
    assertThat(own.similar("A", 100)).hasSize(2);
    assertThat(either.similar("A", 100)).isEqualTo(own.similar("A", 100));
    int kept = 0;
    int lost = 0;
    for (int n = 10; n < 40; n++) {
      kept += either.between("A", "r" + n) > 0 ? 1 : 0;
      lost += own.between("A", "r" + n) == 0 ? 1 : 0;
    }
    assertThat(kept).isEqualTo(30);
    assertThat(lost).isGreaterThanOrEqualTo(28);
    assertThat(own.index().cut()).isGreaterThan(either.index().cut());
  }

  @Test
  void weightsBelowZeroCompleteTheScoresOfWhatOthersFind() {
    var log = random(9, 60, 40, 700, false);
    var model = train(EXACT.withPenalties(0.2, 1).withNonNegative(false), log);
    int below = 0;
    for (int j = 0; j < model.items().size(); j++) {
      for (Scored scored : model.similar(model.items().id(j), 1000)) {
        assertThat(scored.score()).isPositive();
      }
      for (int i = 0; i < model.items().size(); i++) {
        below += model.index().between(j, i) < 0 ? 1 : 0;
      }
    }
    assertThat(below).isPositive();
  }

  @Test
  void passesThatRunOutAreCounted() {
    var model = train(EXACT.withPenalties(0.01, 0.01).withStop(1e-6, 1), random(2, 40, 50, 500, false));
    assertThat(model.figures().get("unfinished")).isPositive();
  }

  @Test
  void theBundleDoesNotDependOnTheThreads(@TempDir Path folder) throws IOException {
    var data = TrainingData.of(random(3, 500, 600, 8000, true));
    for (var config : new SlimConfig[] {SlimConfig.DEFAULT.withTopK(20), SlimConfig.DEFAULT.withNonNegative(false).withCandidates(50).withUserDamping(0.5)}) {
      var hashes = new HashSet<String>();
      for (int threads : new int[] {1, 2, 5}) {
        var writer = new BundleWriter("slim", 1).seed(42);
        new SlimTrainer(config).train(data, Job.DEFAULT.withThreads(threads)).write(writer);
        hashes.add(writer.write(folder.resolve("t" + threads + config.candidates()), Map.of()));
      }
      assertThat(hashes).hasSize(1);
    }
  }

  @Test
  void aListenerStopsTheJob() {
    var data = TrainingData.of(random(4, 100, 300, 2000, false));
    for (String phase : new String[] {"co-occurrences", "sparse weights"}) {
      assertThatThrownBy(() -> new SlimTrainer(SlimConfig.DEFAULT).train(data, Job.DEFAULT.withProgress((now, _, _) -> !now.equals(phase))))
          .isInstanceOf(CancellationException.class)
          .hasMessageContaining(phase);
    }
  }

  @Test
  void settingsOutOfRangeNameTheRange() {
    var config = SlimConfig.DEFAULT;
    assertThatIllegalArgumentException().isThrownBy(() -> config.withPenalties(-1, 0)).withMessageContaining("l1 is -1.0, allowed 0..1e9");
    assertThatIllegalArgumentException().isThrownBy(() -> config.withPenalties(1, Double.NaN)).withMessageContaining("l2 is NaN, allowed 0..1e9");
    assertThatIllegalArgumentException().isThrownBy(() -> config.withCandidates(-1)).withMessage("candidates is -1, allowed 0 (all)..1000000");
    assertThatIllegalArgumentException().isThrownBy(() -> config.withUserDamping(-0.1)).withMessage("userDamping is -0.1, allowed 0 (none)..10");
    assertThatIllegalArgumentException().isThrownBy(() -> config.withStop(0, 10)).withMessageContaining("tolerance is 0.0, allowed 1e-6..0.5");
    assertThatIllegalArgumentException().isThrownBy(() -> config.withStop(0.01, 0)).withMessage("maxPasses is 0, allowed 1..1000000");
    assertThatIllegalArgumentException().isThrownBy(() -> config.withTopK(0)).withMessageContaining("topK is 0, allowed 1..100000");
    assertThatIllegalArgumentException().isThrownBy(() -> config.withHalfLives(-1, 0)).withMessage("halfLife is -1.0, allowed 0 (none)..1e9");
  }
}
