package dev.tributary.retrieval.sgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.AliasTable;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.biassvd.BiasSvd;
import dev.tributary.retrieval.bpr.Bpr;
import dev.tributary.retrieval.warp.Warp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridTest {
  /** 500 users with 80 draws of 400 items each: three parts a side. */
  static TrainingData many() {
    var builder = Interactions.builder();
    var random = Seeds.random(5);
    for (int user = 0; user < 500; user++) {
      for (int n = 0; n < 80; n++) {
        builder.add("u" + user, "i" + (int) (400 * random.nextDouble() * random.nextDouble()), Signal.CLICK, 0f, Event.NO_TIME);
      }
    }
    return TrainingData.of(builder.build());
  }

  @Test
  void anEpochMeetsEveryEntryOnceAndBlocksOfARoundShareNeitherUsersNorItems() {
    var entries = Entries.of(many().interests(), false);
    var weights = new float[entries.itemCount()];
    Arrays.fill(weights, 1);
    var grid = new Grid(entries, weights, 1);
    assertThat(grid.parts()).isEqualTo(2); // √(about 29,000 / 4096)
    List<Set<Integer>> users = new ArrayList<>();
    List<Set<Integer>> items = new ArrayList<>();
    Set<Long> met = new HashSet<>();
    var rounds = new int[1];
    grid.epoch(
        "test",
        3,
        0.1,
        block -> {
          Set<Integer> itemsOfBlock = new HashSet<>();
          for (int n = 0; n < block.size(); n++) {
            assertThat(met.add((long) block.user(n) << 32 | block.item(n))).isTrue();
            itemsOfBlock.add(block.item(n));
            int other = block.negative(block.user(n));
            assertThat(other < 0 || !entries.hasTaken(block.user(n), other)).isTrue();
            if (other >= 0) {
              itemsOfBlock.add(other);
            }
          }
          users.add(new HashSet<>(IntStream.range(0, block.size()).map(block::user).boxed().toList()));
          items.add(itemsOfBlock);
        },
        Job.DEFAULT
            .withThreads(1)
            .withProgress(
                (_, _, _) -> { // after every round
                  assertThat(users).hasSize(2);
                  assertThat(users.get(0)).doesNotContainAnyElementsOf(users.get(1));
                  assertThat(items.get(0)).doesNotContainAnyElementsOf(items.get(1));
                  users.clear();
                  items.clear();
                  rounds[0]++;
                  return true;
                }));
    assertThat(rounds[0]).isEqualTo(2);
    assertThat(met).hasSize(entries.size());
  }

  @Test
  void whatAUserTookIsDrawnWhereTheSettingsSaySoAndOnlyThere() {
    var interests = many().interests();
    var weights = new float[interests.items().size()];
    Arrays.fill(weights, 1);
    var own = Entries.of(interests, false);
    for (boolean drawTaken : new boolean[] {false, true}) {
      var drawn = new int[2]; // in all, and of them the user's own
      new Grid(Entries.of(interests, drawTaken), weights, 1)
          .epoch(
              "test",
              3,
              0.1,
              block -> {
                for (int n = 0; n < block.size(); n++) {
                  drawn[0]++;
                  drawn[1] += own.hasTaken(block.user(n), block.negative(block.user(n))) ? 1 : 0;
                }
              },
              Job.DEFAULT.withThreads(1));
      double squares = 0;
      for (int user = 0; user < interests.users().size(); user++) {
        squares += Math.pow(interests.end(user) - interests.start(user), 2);
      }
      double byChance = squares / interests.size() / weights.length; // a user draws once for each interest
      assertThat((double) drawn[1] / drawn[0]).isCloseTo(drawTaken ? byChance : 0, within(drawTaken ? 0.01 : 0));
    }
  }

  @Test
  void anItemIsNeverLearnedAgainstItself() {
    var one = TrainingData.of(Interactions.parse("ann A B; bob B")); // half of what is drawn is the interest itself
    for (var kind : List.of(Bpr.KIND, Warp.KIND)) {
      var model = kind.trainer(kind.defaults().withDrawTaken(true).withEpochs(3)).train(one, Job.DEFAULT);
      assertThat(model.recommend("bob", 5)).hasSize(1).allSatisfy(found -> assertThat(found.score()).isFinite());
    }
  }

  @Test
  void severalPartsGiveTheSameBitsOnAnyNumberOfThreads() {
    var data = many();
    for (var trainer :
        List.of(
            Bpr.KIND.trainer(Bpr.KIND.defaults().withFactors(8).withEpochs(2)),
            BiasSvd.KIND.trainer(BiasSvd.KIND.defaults().withFactors(8).withEpochs(3).withPatience(1)))) {
      var one = trainer.train(data, Job.DEFAULT.withThreads(1));
      for (int threads : new int[] {2, 7}) {
        var other = trainer.train(data, Job.DEFAULT.withThreads(threads));
        assertThat(other.itemVectors().vectors().values().toArray()).isEqualTo(one.itemVectors().vectors().values().toArray());
        assertThat(other.userVectors().vectors().values().toArray()).isEqualTo(one.userVectors().vectors().values().toArray());
        assertThat(other.loss()).isEqualTo(one.loss());
      }
    }
  }

  @Test
  void aMeasuredEpochChangesNothing() {
    var data = many();
    var entries = Entries.of(data.interests(), false);
    var weights = new float[entries.itemCount()];
    Arrays.fill(weights, 1);
    var config = Bpr.KIND.defaults().withFactors(4);
    var factors = new Factors(config, true, entries.userCount(), entries.itemCount(), 1);
    float before = factors.score(7, 8);
    var lesson = new SquaredLesson(factors, 2, 0, true);
    double loss = new Grid(entries, weights, 1).epoch("test", 1, 0, lesson, Job.DEFAULT);
    assertThat(factors.score(7, 8)).isEqualTo(before);
    assertThat(loss).isCloseTo(1 / 6.0, within(1e-3)); // ½·1² for an interest, ½·0² for each of two zeros, nearly
    assertThat(new Grid(entries.part(true, 1), weights, 1).epoch("test", 1, 0, lesson, Job.DEFAULT)).isCloseTo(1 / 6.0, within(1e-3));
  }
}
