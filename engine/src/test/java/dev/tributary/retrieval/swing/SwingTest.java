package dev.tributary.retrieval.swing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemcf.ItemCfConfig;
import dev.tributary.retrieval.itemcf.ItemCfTrainer;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SwingTest {
  // ann took A B,  bob took A B C,  cat took A C
  private static final Interactions TINY = Interactions.parse("ann A B; bob A B C; cat A C");

  private static ItemItemModel<SwingConfig> train(Interactions log, SwingConfig config) {
    return new SwingTrainer(config).train(log);
  }

  private static Interactions random(long seed, int users, int items, int rows) {
    var random = Seeds.random(seed);
    var log = Interactions.builder();
    for (int n = 0; n < rows; n++) {
      log.add("u" + random.nextInt(users), "i" + (int) (items * random.nextDouble() * random.nextDouble()), Signal.CLICK, 0f, Event.NO_TIME);
    }
    return log.build();
  }

  @Test
  void aPairOfUsersCountsLessTheMoreItShares() {
    var plain = train(TINY, SwingConfig.COURSE);
    assertThat(plain.between("A", "B")).isCloseTo(1 / 3f, within(1e-6f)); // ann and bob share A B: 1 / (1 + 2)
    assertThat(plain.between("C", "A")).isCloseTo(1 / 3f, within(1e-6f)); // bob and cat share A C
    assertThat(plain.between("B", "C")).isZero(); // bob alone is no pair
    assertThat(plain.between("A", "A")).isZero();
    assertThat(train(TINY, SwingConfig.COURSE.withAlpha(3)).between("A", "B")).isCloseTo(1 / 5f, within(1e-6f));
    assertThat(train(TINY, SwingConfig.COURSE.withAlpha(0)).between("A", "B")).isCloseTo(1 / 2f, within(1e-6f));
  }

  @Test
  void thePublishedFormWeighsUsersAndFunrecSumsOrderedPairs() {
    // (1/√2 of ann) · (1/√3 of bob) / (1 + 2)
    float published = train(TINY, SwingConfig.PUBLISHED).between("A", "B");
    assertThat(published).isCloseTo((float) (1 / Math.sqrt(6) / 3), within(1e-6f));
    double ordered = 1 / Math.sqrt(2) / Math.sqrt(3) / 3 + 1 / Math.sqrt(3) / Math.sqrt(2) / 3; // (ann, bob) and (bob, ann)
    assertThat(2.0 * published).isCloseTo(ordered, within(1e-6));
  }

  @Test
  void betaHoldsPopularCandidatesBack() {
    var model = train(TINY, SwingConfig.COURSE.withBeta(0.5));
    assertThat(model.between("B", "A")).isCloseTo((float) (1 / 3.0 / Math.sqrt(3)), within(1e-6f)); // A has three users
    assertThat(model.between("A", "B")).isCloseTo((float) (1 / 3.0 / Math.sqrt(2)), within(1e-6f)); // B has two
  }

  @Test
  void agreesWithTheSumOverAllPairsOfUsers() {
    for (long seed = 1; seed <= 12; seed++) {
      var random = Seeds.random(seed);
      var log = random(seed, 30 + random.nextInt(200), 18, 400 + random.nextInt(600)); // up to 200 members: several strips
      var config = SwingConfig.COURSE.withAlpha(random.nextDouble() * 5).withBeta(random.nextInt(2) * 0.4).withTopK(18)
          .withWeighting(seed % 2 == 0 ? UserWeighting.NONE : UserWeighting.INVERSE_ROOT);
      check(log, config, "seed " + seed);
    }
  }

  @Test
  void manyUsersOfOneItemAgreeToo() {
    check(random(99, 700, 6, 2500), SwingConfig.PUBLISHED.withTopK(6), "700 users"); // more members than a strip has rows
  }

  private static void check(Interactions log, SwingConfig config, String name) {
    var interests = Interests.of(log, InterestRule.DEFAULT);
    var model = train(log, config);
    int items = interests.items().size();
    int users = interests.users().size();
    var has = new boolean[users][items];
    var length = new int[users];
    for (int user = 0; user < users; user++) {
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        has[user][interests.item(entry)] = true;
        length[user]++;
      }
    }
    var expected = new double[items][items];
    for (int u = 0; u < users; u++) {
      for (int v = u + 1; v < users; v++) {
        int a = u;
        int b = v;
        int[] both = IntStream.range(0, items).filter(i -> has[a][i] && has[b][i]).toArray();
        double weight = config.weighting() == UserWeighting.NONE ? 1 : 1 / Math.sqrt((double) length[u] * length[v]);
        for (int j : both) {
          for (int i : both) {
            expected[j][i] += i == j ? 0 : weight / (config.alpha() + both.length);
          }
        }
      }
    }
    var popularity = interests.popularity();
    for (int j = 0; j < items; j++) {
      for (int i = 0; i < items; i++) {
        double damped = expected[j][i] / Math.pow(popularity[i], config.beta());
        float found = model.between(interests.items().id(j), interests.items().id(i));
        assertThat((double) found).as("%s: %d to %d", name, j, i).isCloseTo(damped, within(1e-5 * Math.max(1e-3, damped)));
        if (config.beta() == 0) {
          assertThat(found).as("%s is symmetric to the bit", name).isEqualTo(model.between(interests.items().id(i), interests.items().id(j)));
        }
      }
    }
  }

  @Test
  void ofTooManyUsersASampleStandsForAllAndTheCutIsCounted() {
    // 40 users took A B and something of their own: 780 pairs, each 1 / (1 + 2)
    var text = new StringBuilder();
    for (int user = 0; user < 40; user++) {
      text.append("u").append(user).append(" A B own").append(user).append("; ");
    }
    var log = Interactions.parse(text.toString());
    var capped = train(log, SwingConfig.COURSE.withCaps(10, 0));
    assertThat(capped.between("A", "B")).isCloseTo(260f, within(1e-3f)); // all pairs are alike, so the estimate is exact
    assertThat(capped.figures()).containsEntry("usersCut", 60L); // 30 of A and 30 of B
    assertThat(capped.figures()).containsEntry("pairsCut", 2 * (780L - 45L));
    assertThat(train(log, SwingConfig.COURSE).figures()).containsEntry("usersCut", 0L).containsEntry("pairsCut", 0L);
  }

  @Test
  void theSampleIsUnbiasedAndFollowsTheSeed() {
    var log = random(5, 150, 12, 900);
    var exact = train(log, SwingConfig.PUBLISHED.withTopK(12));
    var capped = new SwingTrainer(SwingConfig.PUBLISHED.withTopK(12).withCaps(20, 0));
    var data = TrainingData.of(log);
    double mean = 0;
    for (int seed = 1; seed <= 200; seed++) {
      mean += capped.train(data, Job.DEFAULT.withSeed(seed)).between("i0", "i1") / 200;
    }
    double truth = exact.between("i0", "i1");
    assertThat(mean).isCloseTo(truth, within(0.05 * truth));
    float once = capped.train(data, Job.DEFAULT.withSeed(1)).between("i0", "i1");
    assertThat(capped.train(data, Job.DEFAULT.withSeed(1)).between("i0", "i1")).isEqualTo(once);
    assertThat(capped.train(data, Job.DEFAULT.withSeed(2)).between("i0", "i1")).isNotEqualTo(once);
  }

  @Test
  void aHistoryCapKeepsTheNewestAndIsCounted() {
    var model = train(Interactions.parse("ann A B; bob A B C; cat B C"), SwingConfig.COURSE.withCaps(0, 2)); // bob keeps B C
    assertThat(model.figures()).containsEntry("historyCut", 1L);
    assertThat(model.between("A", "B")).isZero();
    assertThat(model.between("B", "C")).isCloseTo(1 / 3f, within(1e-6f)); // bob and cat
  }

  /**
   * Six members of a circle send each other X and five links. Six strangers took X and the item L that is truly like it, and
   * four things of their own; four more took L alone. Cosine: X and a link 6/√(12·6) = .71, X and L 6/√(12·10) = .55. Swing:
   * 15 pairs each, in the circle with six things in common, 15/(1+6) = 2.1, among the strangers with two, 15/(1+2) = 5.
   */
  @Test
  void trueLikenessRanksAboveTheLinksOfACircleWhereTheCosineHasTheLinksFirst() {
    var text = new StringBuilder();
    for (int user = 0; user < 6; user++) {
      text.append("member").append(user).append(" X link0 link1 link2 link3 link4; ");
      text.append("stranger").append(user).append(" X L");
      for (int own = 0; own < 4; own++) {
        text.append(" own").append(user).append('x').append(own);
      }
      text.append("; ");
    }
    text.append("other0 L a; other1 L b; other2 L c; other3 L d");
    var log = Interactions.parse(text.toString());
    var swing = train(log, SwingConfig.COURSE);
    assertThat(swing.between("X", "L")).isCloseTo(5f, within(1e-5f));
    assertThat(swing.between("X", "link0")).isCloseTo(15 / 7f, within(1e-5f));
    for (var config : new SwingConfig[] {SwingConfig.COURSE, SwingConfig.PUBLISHED, SwingConfig.DEFAULT}) {
      assertThat(train(log, config).similar("X", 1).getFirst().item()).isEqualTo("L");
    }
    assertThat(new ItemCfTrainer(ItemCfConfig.COURSE).train(log).similar("X", 1).getFirst().item()).startsWith("link");
  }

  /** The same in a crowd: twelve topics whose items are taken by chance, and a circle in each that shares links by hand. */
  @Test
  void inACrowdCirclesRuleTheCosinesListsAndNotSwings() {
    int cosineLinks = 0;
    int swingLinks = 0;
    for (long seed = 1; seed <= 5; seed++) {
      var log = crowd(seed);
      var cosine = new ItemCfTrainer(ItemCfConfig.COURSE).train(log);
      var swing = train(log, SwingConfig.COURSE);
      for (int topic = 0; topic < 12; topic++) {
        cosineLinks += cosine.similar("t" + topic + "n0", 5).stream().filter(s -> s.item().startsWith("link")).count();
        swingLinks += swing.similar("t" + topic + "n0", 5).stream().filter(s -> s.item().startsWith("link")).count();
      }
    }
    assertThat(cosineLinks).isGreaterThan(200); // of 300 places
    assertThat(swingLinks).isLessThan(30);
  }

  private static Interactions crowd(long seed) {
    var random = Seeds.random(seed);
    var log = Interactions.builder();
    for (int user = 0; user < 480; user++) {
      int topic = user % 12;
      boolean member = user < 96; // eight in each topic
      for (int n = 0; n < 10; n++) {
        log.add("u" + user, "t" + (random.nextInt(4) == 0 ? random.nextInt(12) : topic) + "n" + random.nextInt(20), Signal.CLICK, 0f, Event.NO_TIME);
      }
      for (int n = 0; n < 8 && member; n++) {
        log.add("u" + user, n == 0 ? "t" + topic + "n0" : "link" + topic + "x" + n, Signal.CLICK, 0f, Event.NO_TIME);
      }
    }
    return log.build();
  }

  @Test
  void badInputHasADefinedResult() {
    var all = SwingConfig.DEFAULT;
    assertThat(train(Interactions.parse("ann A B C"), all).index().size()).isZero(); // one user is no pair
    assertThat(train(Interactions.parse("ann A; bob A; cat A"), all).index().size()).isZero(); // one item
    var text = new StringBuilder("eve");
    var items = new ArrayList<String>();
    for (int item = 0; item < 300; item++) {
      items.add("i" + item);
      text.append(" i").append(item);
    }
    for (int user = 0; user < 300; user++) { // eve has everything, everyone has "hit"
      text.append("; u").append(user).append(" hit i").append(user);
    }
    text.append("; eve hit");
    var model = train(Interactions.parse(text.toString()), SwingConfig.COURSE);
    assertThat(model.between("hit", "i7")).isCloseTo(1 / 3f, within(1e-6f)); // eve and u7 share both
    assertThat(model.between("i7", "i8")).isZero();
    var list = model.similar("hit", 100); // all equal: the order of ties
    assertThat(list).hasSize(100).allSatisfy(scored -> assertThat(scored.score()).isEqualTo(list.getFirst().score()));
    for (int rank = 1; rank < list.size(); rank++) {
      assertThat(model.items().tieRank(model.items().indexOf(list.get(rank - 1).item())))
          .isLessThan(model.items().tieRank(model.items().indexOf(list.get(rank).item())));
    }
  }

  @Test
  void settingsOutOfRangeNameTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> SwingConfig.DEFAULT.withTopK(0)).withMessage("topK is 0, allowed 1..100000; start with 100");
    assertThatIllegalArgumentException().isThrownBy(() -> SwingConfig.DEFAULT.withAlpha(Double.NaN)).withMessage("alpha is NaN, allowed 0..1e9; start with 1");
    assertThatIllegalArgumentException().isThrownBy(() -> SwingConfig.DEFAULT.withBeta(-1)).withMessage("beta is -1.0, allowed 0..10; 0 holds nothing back");
    assertThatIllegalArgumentException().isThrownBy(() -> SwingConfig.DEFAULT.withCaps(1, 0)).withMessageContaining("allowed 0 (all) and 2..");
    assertThatIllegalArgumentException().isThrownBy(() -> SwingConfig.DEFAULT.withCaps(0, -3)).withMessage("maxHistory is -3, must be 0 (all) or more");
  }

  @Test
  void aListenerStopsTheTraining() {
    var data = TrainingData.of(random(6, 200, 400, 4000));
    assertThatThrownBy(() -> new SwingTrainer(SwingConfig.DEFAULT).train(data, Job.DEFAULT.withProgress((phase, done, total) -> done == 0)))
        .isInstanceOf(CancellationException.class);
  }
}
