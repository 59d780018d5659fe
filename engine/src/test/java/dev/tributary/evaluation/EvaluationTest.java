package dev.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.stats.Bootstrap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final Offset<Double> EXACT = within(1e-12);
  // catalogue A B C D E F; ann has A, bob has A B, cat has C D E F
  private static final Interactions TRAIN = Interactions.parse("ann A; bob A B; cat C D E F");
  // ann came to like B and C, bob C and X, which is outside the catalogue; cat is not in the test data
  private static final Interactions TEST = Interactions.parse("ann B C; bob C X");
  private static final TestSet SET = TestSet.of(TRAIN, Optional.empty(), TEST, InterestRule.DEFAULT);

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  @Test
  void everyMetricIsWorkedOutByHand() {
    // ann: D B C, hits at 2 and 3 of 2 relevant; bob: E F, no hit of 2 relevant
    var result = Evaluation.of(TestData.lists("ann: D B C; bob: E F"), SET).at(1, 3);
    double ideal = 1 + 1 / log2(3);
    assertThat(result.value(Metric.HIT_RATE, 3)).isEqualTo(1 / 2.0);
    assertThat(result.value(Metric.PRECISION, 3)).isCloseTo((2 / 3.0 + 0) / 2, EXACT);
    assertThat(result.value(Metric.RECALL, 3)).isCloseTo((2 / 2.0 + 0) / 2, EXACT);
    assertThat(result.value(Metric.NDCG, 3)).isCloseTo((1 / log2(3) + 1 / log2(4)) / ideal / 2, EXACT);
    assertThat(result.value(Metric.MAP, 3)).isCloseTo((1 / 2.0 + 2 / 3.0) / 2 / 2, EXACT);
    assertThat(result.value(Metric.MRR, 3)).isCloseTo(1 / 2.0 / 2, EXACT);
    assertThat(result.value(Metric.HIT_RATE, 1)).isZero();
    assertThat(result.value(Metric.COVERAGE, 3)).isCloseTo(5 / 6.0, EXACT);
    assertThat(result.value(Metric.GINI, 3)).isCloseTo(1 / 6.0, EXACT); // five of six items once each
    assertThat(result.value(Metric.ENTROPY, 3)).isCloseTo(Math.log(5), EXACT);
    assertThat(result.value(Metric.NOVELTY, 3)).isCloseTo(log2(3), EXACT); // each shown item: 1 of 3 users has it
    assertThat(result.value(Metric.COVERAGE, 1)).isCloseTo(2 / 6.0, EXACT);
    assertThat(result.perUser(Metric.MRR, 3)).containsExactly(0.5, 0);
  }

  @Test
  void atACutBelowTheNumberOfRelevantItemsMapAndNdcgAreOfWhatFits() {
    var result = Evaluation.of(TestData.lists("ann: B D; bob: A"), SET).at(1);
    assertThat(result.perUser(Metric.MAP, 1)).containsExactly(1, 0);
    assertThat(result.perUser(Metric.NDCG, 1)).containsExactly(1, 0);
    assertThat(result.perUser(Metric.MAP_ALL_RELEVANT, 1)).containsExactly(0.5, 0);
  }

  @Test
  void aTestItemOutsideTheCatalogueIsAMissWhoeverListsItAndIsReported() {
    var result = Evaluation.of(TestData.lists("ann: B; bob: X C"), SET).at(2);
    assertThat(result.perUser(Metric.RECALL, 2)).containsExactly(0.5, 0.5); // C counts, X does not
    assertThat(result.perUser(Metric.MRR, 2)).containsExactly(1, 0.5); // X keeps its place
    assertThat(result.audit().testPairsOutside()).isEqualTo(1);
    assertThat(result.audit().testItemsOutside()).isEqualTo(1);
    assertThat(result.audit().rowsOutside()).isEqualTo(1);
    assertThat(result.toString()).contains("test pairs counted as misses, their items lie outside the catalogue: 1 (different items: 1)");
  }

  @Test
  void aUserWithoutAListCountsZeroAndOneWithoutTestItemsNotAtAll() {
    var result = Evaluation.of(TestData.lists("ann: B C; cat: A; zoe: B"), SET).at(2);
    assertThat(result.value(Metric.RECALL, 2)).isEqualTo(0.5); // ann 1, bob 0; cat and zoe are not in the test data
    assertThat(result.value(Metric.COVERAGE, 2)).isCloseTo(2 / 6.0, EXACT);
    var audit = result.audit();
    assertThat(audit.users()).isEqualTo(2);
    assertThat(audit.usersLeftOut()).isEqualTo(1);
    assertThat(audit.usersWithoutList()).isEqualTo(1);
    assertThat(audit.otherUsers()).isEqualTo(2);
  }

  @Test
  void aModelIsNotAskedForWhatTheUserHas() {
    var model = FixedModel.of(Map.of("A", 9f, "B", 8f, "C", 7f, "D", 1f), Interests.of(TRAIN, InterestRule.DEFAULT));
    var result = Evaluation.of(model, SET).at(2);
    assertThat(result.perUser(Metric.NDCG, 2)).containsExactly(1, 1 / (1 + 1 / log2(3))); // ann: B C; bob: C D
    assertThat(result.audit().rowsSeen()).isZero();
  }

  @Test
  void validBesideTrainBelongsToTheHistoryAndIsLeftOut() {
    var scores = Map.of("A", 9f, "B", 8f, "C", 7f, "DDD", 1f);
    var train = Interactions.parse("ann A; bob A B DDD; cat C");
    var valid = Interactions.parse("ann B; bob Y");
    var test = Interactions.parse("ann C; bob C");
    var model = new FixedModel(dev.tributary.data.Vocabulary.of(scores.keySet()), scores, Interests.of(train, InterestRule.DEFAULT), 3);
    // ann without valid: one interest, 3 for a letter: B 11, C 10, DDD 10; C and DDD are level
    var without = Evaluation.of(model, train, Optional.empty(), test, InterestRule.DEFAULT).at(1);
    assertThat(without.perUser(Metric.HIT_RATE, 1)[0]).isZero();
    // with valid: two interests, B is had: C 7 + 6, DDD 1 + 18
    var with = Evaluation.of(model, train, Optional.of(valid), test, InterestRule.DEFAULT).at(1, 2);
    assertThat(with.perUser(Metric.HIT_RATE, 1)[0]).isZero();
    assertThat(with.perUser(Metric.HIT_RATE, 2)[0]).isEqualTo(1);
    assertThat(with.lists().items().id(with.lists().item(0, 0))).isEqualTo("DDD");
    assertThat(with.test().catalogueSize()).isEqualTo(4); // Y is only in valid
    assertThat(with.toString()).contains("valid beside train");
  }

  @Test
  void validInsideTrainChangesNothing() {
    var train = Interactions.parse("ann A B; bob A B C; cat C");
    var set = TestSet.of(train, Optional.of(Interactions.parse("ann A; bob B")), Interactions.parse("ann C"), InterestRule.DEFAULT);
    assertThat(set.history()).isSameAs(train);
    assertThat(set.hasValid()).isFalse();
  }

  @Test
  void anotherHistoryIsFoldedInButTrainIsStillLeftOut() {
    var scores = Map.of("A", 9f, "B", 8f, "C", 7f, "D", 6f);
    var model = FixedModel.of(scores, Interests.of(TRAIN, InterestRule.DEFAULT));
    var other = Interests.of(Interactions.parse("ann B"), InterestRule.DEFAULT);
    var lists = Evaluation.of(model, SET).withHistory(other).at(4).lists();
    assertThat(lists.size(0)).isEqualTo(2); // ann: A in train, B in the other history
    assertThat(lists.items().id(lists.item(0, 0))).isEqualTo("C");
  }

  @Test
  void aRunWithWhatTheUserHasIsMeasuredAsItIsAndReported() {
    var result = Evaluation.of(TestData.lists("ann: A B; bob: C"), SET).at(2);
    assertThat(result.perUser(Metric.MRR, 2)).containsExactly(0.5, 1);
    assertThat(result.audit().rowsSeen()).isEqualTo(1);
    assertThat(result.toString()).contains("rows with an item that the user already has in train or valid: 1");
  }

  @Test
  void aListLongerThanTheDeepestCutIsSaid() {
    var result = Evaluation.of(TestData.lists("ann: A B C; bob: C D"), SET).at(1, 2);
    assertThat(result.audit().longLists()).isEqualTo(1);
    assertThat(result.audit().rows()).isEqualTo(4);
  }

  @Test
  void whatOnlyPadsIsCounted() {
    var result = Evaluation.of(TestData.run("ann\tB\t2\nann\tC\t-1e30\nbob\tC\t-2e30\n"), SET).at(5);
    assertThat(result.audit().paddedRows()).isEqualTo(2);
    assertThat(result.value(Metric.HIT_RATE, 5)).isEqualTo(1);
  }

  @Test
  void equalScoresAreBrokenByTheHashOfTheIdAndNotByTheOrderOfLines() {
    for (String run : new String[] {"ann\tB\t1\nann\tC\t1\n", "ann\tC\t1\nann\tB\t1\n"}) {
      var lists = TestData.run(run);
      var hashes = new long[] {
        dev.tributary.math.XxHash64.hash(lists.items().id(lists.item(0, 0))), dev.tributary.math.XxHash64.hash(lists.items().id(lists.item(0, 1)))
      };
      assertThat(Long.compareUnsigned(hashes[0], hashes[1])).isNegative();
    }
  }

  @Test
  void relevanceFollowsTheRuleThatTrainSettles() {
    var train = Interactions.builder();
    train.add("ann", "A", Signal.RATING, 5, Event.NO_TIME).add("bob", "B", Signal.RATING, 2, Event.NO_TIME);
    var test = Interactions.builder();
    test.add("ann", "B", Signal.RATING, 3, Event.NO_TIME).add("bob", "A", Signal.RATING, 4, Event.NO_TIME);
    var every = TestSet.of(train.build(), Optional.empty(), test.build(), InterestRule.DEFAULT);
    assertThat(every.evaluatedUsers()).isEqualTo(2);
    assertThat(every.rule().toString()).contains("rating=1");

    var clicks = Interactions.builder();
    clicks.add("ann", "A", Signal.CLICK, 0, Event.NO_TIME).add("bob", "B", Signal.RATING, 5, Event.NO_TIME);
    var ratings = Interactions.builder();
    ratings.add("bob", "A", Signal.RATING, 4, Event.NO_TIME);
    assertThatThrownBy(() -> TestSet.of(clicks.build(), Optional.empty(), ratings.build(), InterestRule.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class) // ratings beside clicks are no interest, also where test has nothing else
        .hasMessageContaining("none of the log's 1 rows is a positive signal");
  }

  @Test
  void onlyRatingsThatMeetTheConditionAreRelevant() {
    var train = Interactions.builder();
    train.add("ann", "A", Signal.RATING, 5, Event.NO_TIME).add("bob", "B", Signal.RATING, 5, Event.NO_TIME);
    var test = Interactions.builder();
    test.add("ann", "B", Signal.RATING, 3, Event.NO_TIME).add("bob", "A", Signal.RATING, 4, Event.NO_TIME);
    var set = TestSet.of(train.build(), Optional.empty(), test.build(), InterestRule.DEFAULT.withPositive("rating >= 4"));
    assertThat(set.evaluated()).containsExactly(1);
    assertThat(set.usersLeftOut()).isEqualTo(1);
    assertThat(Evaluation.of(TestData.lists("bob: A"), set).at(1).toString()).contains("rating=1 where rating >= 4");
  }

  @Test
  void aPairedComparisonIsOfTheSameUsers() {
    var good = Evaluation.of(TestData.lists("ann: B C; bob: C"), SET).at(2);
    var poor = Evaluation.of(TestData.lists("ann: D B; bob: D C"), SET).at(2);
    var comparison = Evaluation.compare(good, poor, Metric.MRR, 2);
    assertThat(comparison.difference().estimate()).isEqualTo(0.5);
    assertThat(comparison.relative().orElseThrow().estimate()).isEqualTo(1);
    assertThat(comparison.toString()).contains("MRR@2 +100.00 %");
    var others = TestSet.of(TRAIN, Optional.empty(), Interactions.parse("cat A"), InterestRule.DEFAULT);
    var strange = Evaluation.of(TestData.lists("cat: A"), others).at(2);
    assertThatThrownBy(() -> Evaluation.compare(good, strange, Metric.MRR, 2)).hasMessageContaining("different users");
    assertThatThrownBy(() -> Evaluation.compare(good, poor, Metric.GINI, 2)).hasMessageContaining("single users have none");
    assertThatThrownBy(() -> good.value(Metric.MRR, 3)).hasMessageContaining("nothing was measured at 3; the cuts are [2]");
  }

  @Test
  void aResultPrintsAsAnAlignedTableAsMarkdownAndAsAMap() {
    var result = Evaluation.of(TestData.lists("ann: B C; bob: D"), SET).at(10, 5, 5);
    assertThat(result.toString().lines().limit(4))
        .containsExactly(
            "full catalogue: 2 users, 6 items; relevant: click=1 like=1 collect=1 share=1",
            "                    @5     @10",
            "hit rate        0.5000  0.5000",
            "precision       0.2000  0.1000");
    assertThat(result.toMarkdown()).startsWith("|  | @5 | @10 |\n|---|---:|---:|\n| hit rate | 0.5000 | 0.5000 |\n");
    assertThat(result.toMap()).containsEntry("label", "full catalogue").containsEntry("users", 2).containsEntry("paddedRows", 0L);
    assertThat(result.toMap().get("metrics")).isInstanceOfSatisfying(Map.class, m -> assertThat(m.get("recall@5")).isEqualTo(0.5));
  }

  @Test
  void intervalsStandBesideTheMeansOfUsers() {
    var result = Evaluation.of(TestData.lists("ann: B C; bob: D"), SET).at(5).withIntervals(Bootstrap.DEFAULT.withResamples(500));
    var interval = result.interval(Metric.RECALL, 5).orElseThrow();
    assertThat(interval.estimate()).isEqualTo(0.5);
    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isEqualTo(1);
    assertThat(result.interval(Metric.GINI, 5)).isEmpty();
    assertThat(result.toString()).contains("0.5000 [0.0000, 1.0000]");
    assertThat(result.toMap()).containsKeys("intervals", "level");
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    var data = RandomSplit.of(11, 700, 90);
    var model = FixedModel.of(data.scores(), Interests.of(data.train(), InterestRule.DEFAULT));
    var set = data.testSet();
    var one = Evaluation.of(model, set).on(Job.DEFAULT.withThreads(1)).at(3, 20).toMap();
    for (int threads : new int[] {2, 7}) {
      assertThat(Evaluation.of(model, set).on(Job.DEFAULT.withThreads(threads)).at(3, 20).toMap()).isEqualTo(one);
    }
  }

  @Test
  void badArgumentsAreNamed() {
    var evaluation = Evaluation.of(TestData.lists("ann: B"), SET);
    assertThatThrownBy(() -> evaluation.at()).hasMessageContaining("no cut given");
    assertThatThrownBy(() -> evaluation.at(0)).hasMessageContaining("k is 0, allowed 1..1000000");
    assertThatThrownBy(() -> evaluation.withHistory(SET.interests())).hasMessageContaining("a history is for a model");
    var empty = Interactions.builder().build();
    assertThatThrownBy(() -> TestSet.of(empty, Optional.empty(), TEST, InterestRule.DEFAULT)).hasMessageContaining("train has no rows");
    assertThatThrownBy(() -> TestSet.of(TRAIN, Optional.empty(), empty, InterestRule.DEFAULT)).hasMessageContaining("test has no rows");
    var timed = Interactions.builder().add("ann", "A", Signal.CLICK, 0, 5).build();
    assertThatThrownBy(() -> TestSet.of(TRAIN, Optional.of(timed), TEST, InterestRule.DEFAULT)).hasMessageContaining("valid has times and train has none");
    assertThatThrownBy(() -> Metric.named("f1")).hasMessageContaining("unknown metric 'f1'; the metrics are hitRate precision");
    assertThat(Metric.named("NDCG")).isEqualTo(Metric.NDCG);
  }
}
