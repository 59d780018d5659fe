package dev.tributary.retrieval.itemcf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.math.XxHash64;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.Lookup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemCfTest {
  // ann took A B,  bob took A B C,  cat took A C
  private static final Interactions TINY = Interactions.parse("ann A B; bob A B C; cat A C");

  private static ItemItemModel<ItemCfConfig> train(Interactions log, ItemCfConfig config) {
    return new ItemCfTrainer(config).train(log);
  }

  @Test
  void cosineDividesCommonUsersByTheRootOfBothPopularities() {
    var model = train(TINY, ItemCfConfig.COURSE);
    assertThat(model.between("A", "B")).isCloseTo(0.81650f, within(1e-5f)); // 2 / √(3·2)
    assertThat(model.between("B", "C")).isCloseTo(0.50000f, within(1e-5f)); // 1 / √(2·2)
    assertThat(model.between("C", "B")).isEqualTo(model.between("B", "C"));
    assertThat(model.between("A", "A")).isZero();
    assertThat(model.between("A", "nothing")).isZero();
  }

  @Test
  void likesWeighTheCosine() {
    // ann: A 2 (click, like), B 1; bob: A 1, B 3 (click, like, share)
    var log =
        Interactions.builder()
            .add("ann", "A", Signal.CLICK, 0, 1)
            .add("ann", "A", Signal.LIKE, 0, 2)
            .add("ann", "B", Signal.CLICK, 0, 3)
            .add("bob", "A", Signal.CLICK, 0, 1)
            .add("bob", "B", Signal.CLICK, 0, 2)
            .add("bob", "B", Signal.LIKE, 0, 3)
            .add("bob", "B", Signal.SHARE, 0, 4)
            .build();
    // (2·1 + 1·3) / (√(4+1) · √(1+9)) = 5 / √50
    assertThat(train(log, ItemCfConfig.COURSE).between("A", "B")).isCloseTo(0.70711f, within(1e-5f));
  }

  @Test
  void dampingIsHarderOnThePopularCandidateThanOnThePopularInterest() {
    var model = train(TINY, ItemCfConfig.COURSE.withAlpha(0.75));
    // ‖A‖² = 3, ‖B‖² = 2: from A to B 2 / (3^0.25 · 2^0.75), from B to A 2 / (2^0.25 · 3^0.75)
    assertThat(model.between("A", "B")).isCloseTo((float) (2 / (Math.pow(3, 0.25) * Math.pow(2, 0.75))), within(1e-6f));
    assertThat(model.between("B", "A")).isCloseTo((float) (2 / (Math.pow(2, 0.25) * Math.pow(3, 0.75))), within(1e-6f));
  }

  @Test
  void shrinkageIsAddedToTheDenominator() {
    assertThat(train(TINY, ItemCfConfig.COURSE.withShrinkage(2)).between("B", "C")).isCloseTo(0.25f, within(1e-6f)); // 1 / (2 + 2)
  }

  @Test
  void withInverseUserFrequencyWhoTakesMuchSaysLess() {
    var model = train(TINY, ItemCfConfig.COURSE.withIuf(true));
    // A and B: ann took 2 and bob 3 items, (1/ln 3 + 1/ln 4) / √(3·2); B and C: bob alone, (1/ln 4) / √(2·2)
    assertThat(model.between("A", "B")).isCloseTo((float) ((1 / Math.log(3) + 1 / Math.log(4)) / Math.sqrt(6)), within(1e-6f));
    assertThat(model.between("B", "C")).isCloseTo((float) (1 / Math.log(4) / 2), within(1e-6f));
  }

  @Test
  void smallSimilaritiesAreLeftOut() {
    assertThat(train(TINY, ItemCfConfig.COURSE.withMinSimilarity(0.5)).between("B", "C")).isCloseTo(0.5f, within(1e-6f));
    assertThat(train(TINY, ItemCfConfig.COURSE.withMinSimilarity(0.51)).between("B", "C")).isZero();
  }

  @Test
  void aHistoryCapKeepsTheNewestAndIsCounted() {
    var model = train(TINY, ItemCfConfig.COURSE.withMaxHistory(2)); // bob keeps B C
    assertThat(model.figures().get("historyCut")).isEqualTo(1L);
    assertThat(model.between("A", "B")).isCloseTo(0.5f, within(1e-6f)); // ann only: 1 / √(2·2)
    assertThat(model.between("B", "C")).isCloseTo(0.5f, within(1e-6f)); // bob only: 1 / √(2·2)
  }

  @Test
  void theWalkSumsOverAllInterestsAndLooksInEitherList() {
    // with K = 1: A's list has B (2/√6), or C (equal): the tie order decides; B's and C's lists have A
    var either = train(TINY, ItemCfConfig.COURSE.withTopK(1));
    var first = either.similar("A", 5);
    assertThat(first).hasSize(1);
    String listed = first.getFirst().item();
    String other = listed.equals("B") ? "C" : "B";
    assertThat(Long.compareUnsigned(XxHash64.hash(listed), XxHash64.hash(other))).isNegative();
    assertThat(either.between("A", other)).isCloseTo(0.81650f, within(1e-5f)); // not in A's list, yet A is in its list
    var own = train(TINY, ItemCfConfig.COURSE.withTopK(1).withLookup(Lookup.OWN));
    assertThat(own.between("A", other)).isZero();
  }

  @Test
  void aTailCompletesTheScoreOfWhatAnotherInterestFound() {
    for (long seed = 1; seed <= 20; seed++) {
      var log = random(seed, 30, 25, 6);
      for (var config :
          List.of(
              ItemCfConfig.COURSE.withTopK(3),
              ItemCfConfig.COURSE.withTopK(3).withAlpha(0.7).withShrinkage(0.5),
              ItemCfConfig.COURSE.withTopK(4).withLookup(Lookup.OWN),
              ItemCfConfig.COURSE.withTopK(3).withHistoryUsed(3).withHalfLifeUntimed(2),
              ItemCfConfig.COURSE.withTopK(3).withNormalize(true),
              ItemCfConfig.COURSE.withTopK(3).withIuf(true).withMaxHistory(5),
              ItemCfConfig.COURSE.withTopK(3).withMaxHistory(4).withMinSimilarity(0.2))) {
        checkAgainstOracle(log, config, "seed " + seed + " " + config);
      }
    }
  }

  private static Interactions random(long seed, int users, int items, int longest) {
    var random = Seeds.random(seed);
    var builder = Interactions.builder();
    for (int user = 0; user < users; user++) {
      for (int n = 0; n <= random.nextInt(longest * 2); n++) {
        var item = "i" + (int) (items * random.nextDouble() * random.nextDouble());
        builder.add("u" + user, item, Signal.CLICK, 0f, Event.NO_TIME);
        if (random.nextInt(3) == 0) {
          builder.add("u" + user, item, Signal.LIKE, 0f, Event.NO_TIME);
        }
      }
    }
    return builder.build();
  }

  /** The formula, pair by pair, with maps. */
  private static void checkAgainstOracle(Interactions log, ItemCfConfig config, String name) {
    var interests = Interests.of(log, InterestRule.DEFAULT);
    int items = interests.items().size();
    var like = new double[interests.users().size()][items];
    for (int user = 0; user < like.length; user++) {
      long first = config.maxHistory() == 0 ? interests.start(user) : Math.max(interests.start(user), interests.end(user) - config.maxHistory());
      for (long entry = first; entry < interests.end(user); entry++) {
        like[user][interests.item(entry)] = interests.like(entry);
      }
    }
    var norm = new double[items];
    for (double[] row : like) {
      for (int item = 0; item < items; item++) {
        norm[item] += row[item] * row[item];
      }
    }
    var similar = new float[items][items];
    for (int j = 0; j < items; j++) {
      for (int i = 0; i < items; i++) {
        double sum = 0;
        for (double[] row : like) {
          double took = Arrays.stream(row).filter(x -> x > 0).count();
          sum += config.iuf() && took > 0 ? row[i] * row[j] / Math.log(1 + took) : row[i] * row[j];
        }
        double value = sum / (Math.pow(norm[j], 1 - config.alpha()) * Math.pow(norm[i], config.alpha()) + config.shrinkage());
        similar[j][i] = i != j && sum > 0 ? (float) value : 0;
      }
    }
    var model = train(log, config);
    List<Set<Integer>> lists = new ArrayList<>();
    for (int j = 0; j < items; j++) {
      var list = new HashSet<Integer>();
      model.similar(interests.items().id(j), items).forEach(s -> list.add(interests.items().indexOf(s.item())));
      lists.add(list);
    }
    checkLists(model, similar, config, name);
    checkScores(model, interests, similar, lists, config, name);
  }

  private static void checkLists(ItemItemModel<ItemCfConfig> model, float[][] similar, ItemCfConfig config, String name) {
    var vocabulary = model.items();
    for (int j = 0; j < similar.length; j++) {
      int row = j;
      var order =
          IntStream.range(0, similar.length)
              .filter(i -> similar[row][i] > 0 && similar[row][i] >= (float) config.minSimilarity() - 1e-7)
              .boxed()
              .sorted((a, b) -> Math.abs(similar[row][a] - similar[row][b]) > 1e-6 ? Float.compare(similar[row][b], similar[row][a]) : Integer.compare(vocabulary.tieRank(a), vocabulary.tieRank(b)))
              .limit(config.topK())
              .toList();
      var found = model.similar(vocabulary.id(j), 1000).stream().map(s -> vocabulary.indexOf(s.item())).toList();
      assertThat(found).as("%s list of %s", name, vocabulary.id(j)).isEqualTo(order);
    }
  }

  private static void checkScores(ItemItemModel<ItemCfConfig> model, Interests interests, float[][] similar, List<Set<Integer>> lists, ItemCfConfig config, String name) {
    int items = similar.length;
    var identity = IntStream.range(0, items).toArray();
    var channel = model.open(identity);
    var hits = new Hits();
    for (int user = 0; user < interests.users().size(); user++) {
      var query = new Query().reset(user, 0, new ItemMask().allowAll(items));
      Map<Integer, Double> expected = new HashMap<>();
      for (long entry = interests.end(user) - 1; entry >= interests.start(user); entry--) {
        query.addInterest(interests.item(entry), interests.like(entry), 0);
      }
      int used = config.historyUsed() == 0 ? query.historySize() : Math.min(config.historyUsed(), query.historySize());
      for (int candidate = 0; candidate < items; candidate++) {
        double sum = 0;
        boolean listed = false;
        for (int position = 0; position < used; position++) {
          int j = query.historyItem(position);
          boolean own = lists.get(j).contains(candidate);
          boolean reached = own || config.lookup() == Lookup.EITHER && lists.get(candidate).contains(j);
          double largest = lists.get(j).stream().mapToDouble(i -> similar[j][i]).max().orElse(1);
          double weight = query.historyLike(position) * (config.halfLifeUntimed() > 0 ? Math.pow(2, -position / config.halfLifeUntimed()) : 1);
          sum += reached ? weight * similar[j][candidate] / (config.normalize() ? largest : 1) : 0;
          listed |= own;
        }
        if (listed) {
          expected.put(candidate, sum);
        }
      }
      channel.retrieve(query, items, hits);
      assertThat(hits.size()).as("%s user %d", name, user).isEqualTo(expected.size());
      for (int rank = 0; rank < hits.size(); rank++) {
        assertThat((double) hits.score(rank)).as("%s user %d item %d", name, user, hits.item(rank)).isCloseTo(expected.get(hits.item(rank)), within(1e-5));
      }
    }
  }

  @Test
  void whatAFullListCutsIsCounted() {
    // A is like B and C, B like A and C, C like A and B: six entries, three of them beyond K = 1
    var model = train(TINY, ItemCfConfig.COURSE.withTopK(1));
    assertThat(model.index().size()).isEqualTo(3);
    assertThat(model.index().cut()).isEqualTo(3);
    assertThat(train(TINY, ItemCfConfig.COURSE).index().cut()).isZero();
  }

  @Test
  void recommendationsComeFromTheNotesFormula() {
    // ann has A and B; C scores sim(A,C) + sim(B,C) = 2/√6 + 1/2
    assertThat(train(TINY, ItemCfConfig.COURSE).recommend("ann", 5)).singleElement().satisfies(scored -> {
      assertThat(scored.item()).isEqualTo("C");
      assertThat(scored.score()).isCloseTo(1.31650f, within(1e-5f));
    });
  }

  @Test
  void theHalfLifeIsThatOfTimesWhereThereAreTimes() {
    var timed =
        Interactions.builder()
            .add("ann", "A", Signal.CLICK, 0, 1)
            .add("bob", "A", Signal.CLICK, 0, 1)
            .add("bob", "C", Signal.CLICK, 0, 2)
            .add("ann", "B", Signal.CLICK, 0, 2)
            .add("cat", "B", Signal.CLICK, 0, 1)
            .add("cat", "D", Signal.CLICK, 0, 2)
            .build();
    // ann has B, then the older A: D through B scores 1/√2 · 1, C through A 1/√2 · 2^(−1/1)
    var config = ItemCfConfig.COURSE.withHalfLife(1).withHalfLifeUntimed(0);
    var found = train(timed, config).recommend("ann", 9);
    assertThat(found).extracting(Scored::item).containsExactly("D", "C");
    assertThat(found.get(1).score()).isCloseTo(0.35355f, within(1e-5f));
    var untimed = train(Interactions.parse("ann A B; bob A C; cat B D"), config).recommend("ann", 9);
    assertThat(untimed.get(0).score()).isEqualTo(untimed.get(1).score());
  }

  @Test
  void similarItemsAreBestFirstAndNeverTheItemItself() {
    var similar = train(TINY, ItemCfConfig.COURSE).similar("B", 10);
    assertThat(similar.stream().map(Scored::item)).containsExactly("A", "C");
    assertThat(train(TINY, ItemCfConfig.COURSE).similar("nothing", 10)).isEmpty();
    assertThat(train(TINY, ItemCfConfig.COURSE).similar("B", 1)).hasSize(1);
  }

  @Test
  void settingsOutOfRangeAreRefusedInWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> ItemCfConfig.DEFAULT.withTopK(0)).withMessage("topK is 0, allowed 1..100000; start with 100");
    assertThatIllegalArgumentException().isThrownBy(() -> ItemCfConfig.DEFAULT.withAlpha(Double.NaN)).withMessageContaining("alpha is NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> ItemCfConfig.DEFAULT.withShrinkage(-1)).withMessageContaining("shrinkage");
  }

  @Test
  void aHugeHalfLifeAgeNeverFindsAnItemTwice() {
    var log = random(5, 40, 60, 20);
    var model = train(log, ItemCfConfig.COURSE.withHalfLifeUntimed(0.01));
    var channel = model.open(IntStream.range(0, model.items().size()).toArray());
    var query = new Query().reset(-1, 0, new ItemMask().allowAll(model.items().size()));
    IntStream.range(0, model.items().size()).forEach(item -> query.addInterest(item, 1f, 0));
    var hits = new Hits();
    channel.retrieve(query, 10_000, hits);
    var items = IntStream.range(0, hits.size()).map(hits::item).toArray();
    assertThat(Arrays.stream(items).distinct().count()).isEqualTo(items.length);
  }

  @Test
  void aListenerStopsTheTraining() {
    var data = TrainingData.of(random(6, 200, 400, 20));
    assertThatThrownBy(() -> new ItemCfTrainer(ItemCfConfig.DEFAULT).train(data, Job.DEFAULT.withProgress((phase, done, total) -> done == 0)))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void whatWasLikedTogetherSaysMoreThanWhatWasLikedApart() {
    long day = 86_400_000L;
    // ann took A and B at once and C two days later; bob took A alone
    var log = Interactions.builder().add("ann", "A", Signal.CLICK, 0, day).add("ann", "B", Signal.CLICK, 0, day).add("ann", "C", Signal.CLICK, 0, 3 * day).add("bob", "A", Signal.CLICK, 0, day).build();
    var model = train(log, ItemCfConfig.COURSE.withGapHalfLifeDays(1));
    assertThat(model.between("A", "B")).isCloseTo(0.70711f, within(1e-5f)); // 1 / √(2·1)
    assertThat(model.between("A", "C")).isCloseTo(0.17678f, within(1e-5f)); // 2^−2 / √(2·1)
    assertThat(model.between("B", "C")).isCloseTo(0.25f, within(1e-5f)); // 2^−2 / 1
    var untimed = train(TINY, ItemCfConfig.COURSE.withGapHalfLifeDays(1));
    assertThat(untimed.between("A", "B")).isEqualTo(train(TINY, ItemCfConfig.COURSE).between("A", "B"));
  }

  /** Days of a log: the earlier ones are a prefix; items and users come with time, some likes are taken back, some things are done again. */
  private static Interactions days(int days, long seed) {
    var builder = Interactions.builder();
    var random = Seeds.random(seed);
    for (int day = 0; day < days; day++) {
      for (int n = 0; n < 120; n++) {
        int user = random.nextInt(20 + 10 * day);
        int item = random.nextInt(25 + 8 * day);
        var signal = switch (random.nextInt(6)) {
          case 0 -> Signal.LIKE;
          case 1 -> Signal.UNLIKE;
          case 2 -> Signal.IMPRESSION;
          default -> Signal.CLICK;
        };
        builder.add("u" + user, "i" + item * 7 % 100, signal, 0, day * 86_400_000L + n * 60_000L);
      }
    }
    return builder.build();
  }

  private static String sha256(ItemItemModel<ItemCfConfig> model, Path target) throws IOException {
    var writer = new BundleWriter("itemcf", 1).seed(42);
    model.write(writer);
    return writer.write(target, Map.of());
  }

  @Test
  void anUpdateGivesTheBitsOfTrainingAnew(@TempDir Path folder) throws IOException {
    for (var config : List.of(ItemCfConfig.COURSE, ItemCfConfig.COURSE.withAlpha(0.3).withShrinkage(2).withMaxHistory(5).withTopK(7))) {
      for (long seed = 0; seed < 6; seed++) {
        var trainer = new ItemCfTrainer(config.withKeepCounts(true));
        var model = trainer.train(days(2, seed));
        for (int day = 3; day <= 5; day++) {
          model = trainer.update(model, TrainingData.of(days(day, seed)), Job.DEFAULT);
          String name = config.topK() + "-" + seed + "-" + day;
          assertThat(sha256(model, folder.resolve(name + "u"))).as("seed %d, day %d", seed, day).isEqualTo(sha256(trainer.train(days(day, seed)), folder.resolve(name + "t")));
        }
      }
    }
  }

  @Test
  void anUpdateForgetsUsersWhoAreGone(@TempDir Path folder) throws IOException {
    var trainer = new ItemCfTrainer(ItemCfConfig.COURSE.withKeepCounts(true));
    var all = Interactions.parse("ann A B; bob A B C; cat A C; dan D E");
    var left = Interactions.parse("ann A B; cat A C");
    var model = trainer.update(trainer.train(all), TrainingData.of(left), Job.DEFAULT);
    assertThat(sha256(model, folder.resolve("u"))).isEqualTo(sha256(trainer.train(left), folder.resolve("t")));
    assertThat(model.between("B", "C")).isZero();
  }

  @Test
  void anItemThatNobodyHasAnyMoreTakesNoPlaceFromOthers() {
    // ann likes A and B and C, bob A and B; all like D, and take it back later: D stays known, with a norm of 0
    var now = likesOfTwo().add("ann", "D", Signal.UNLIKE, 0, 2).add("bob", "D", Signal.UNLIKE, 0, 2);
    var trainer = new ItemCfTrainer(ItemCfConfig.COURSE.withTopK(1).withKeepCounts(true));
    var model = trainer.update(trainer.train(likesOfTwo().build()), TrainingData.of(now.build()), Job.DEFAULT);
    assertThat(model.between("A", "B")).isEqualTo(1f); // 2 / √(2·2), and the only place of A's list is B's
    assertThat(model.between("A", "D")).isZero();
  }

  private static Interactions.Builder likesOfTwo() {
    var log = Interactions.builder();
    List.of("A", "B", "C", "D").forEach(item -> log.add("ann", item, Signal.LIKE, 0, 1));
    List.of("A", "B", "D").forEach(item -> log.add("bob", item, Signal.LIKE, 0, 1));
    return log;
  }

  @Test
  void anUpdateWithSumsThatAreNotWholeDiffersByRounding() {
    var trainer = new ItemCfTrainer(ItemCfConfig.COURSE.withIuf(true).withGapHalfLifeDays(3).withKeepCounts(true));
    var updated = trainer.update(trainer.train(days(3, 1)), TrainingData.of(days(4, 1)), Job.DEFAULT);
    var anew = trainer.train(days(4, 1));
    for (int a = 0; a < anew.items().size(); a++) {
      for (int b = 0; b < anew.items().size(); b++) {
        assertThat(updated.between(anew.items().id(a), anew.items().id(b))).isCloseTo(anew.between(anew.items().id(a), anew.items().id(b)), within(1e-4f));
      }
    }
  }

  @Test
  void aModelThatWasReadBackIsUpdatedAndOneThatCannotSaysWhy(@TempDir Path folder) throws IOException {
    var trainer = new ItemCfTrainer(ItemCfConfig.COURSE.withKeepCounts(true));
    var model = trainer.train(days(2, 3));
    var writer = new BundleWriter("itemcf", 1).seed(42);
    model.write(writer);
    writer.tensors("history", Tensors.builder().interests(model.history()).build());
    writer.write(folder.resolve("m"), Map.of());
    sha256(model, folder.resolve("bare"));
    var now = TrainingData.of(days(3, 3));
    var read = ItemCf.KIND.read(Bundle.open(folder.resolve("m")));
    assertThat(sha256(trainer.update(read, now, Job.DEFAULT), folder.resolve("u"))).isEqualTo(sha256(trainer.train(days(3, 3)), folder.resolve("t")));
    var bare = ItemCf.KIND.read(Bundle.open(folder.resolve("bare")));
    assertThatIllegalArgumentException().isThrownBy(() -> trainer.update(bare, now, Job.DEFAULT)).withMessage("the model came without its histories; train anew, or take a bundle that has them");
    var plain = new ItemCfTrainer(ItemCfConfig.COURSE);
    assertThatIllegalArgumentException().isThrownBy(() -> plain.update(plain.train(days(2, 3)), now, Job.DEFAULT)).withMessage("the model kept no sums; train it once with keepCounts=true");
    assertThatIllegalArgumentException().isThrownBy(() -> plain.update(read, now, Job.DEFAULT)).withMessage("the model was trained with other settings; train anew");
  }
}
