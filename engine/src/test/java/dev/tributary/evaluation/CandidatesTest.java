package dev.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final Interactions TRAIN = Interactions.parse("ann A; bob B; cat C D E");
  private static final TestSet SET = TestSet.of(TRAIN, Optional.empty(), Interactions.parse("ann C; bob C"), InterestRule.DEFAULT);
  private static final FixedModel MODEL = FixedModel.of(Map.of("A", 9f, "B", 8f, "C", 3f, "D", 5f, "E", 1f), Interests.of(TRAIN, InterestRule.DEFAULT));

  @Test
  void onlyCandidatesAreRankedAndTheResultSaysSo() {
    // ann: A is had, so D C E; bob: C E
    var candidates = TestData.candidates("ann\tA\nann\tC\nann\tD\nann\tE\nbob\tE\nbob\tC\nzoe\tA\n");
    var result = Evaluation.of(MODEL, SET).among(candidates).at(1, 2);
    assertThat(result.perUser(Metric.HIT_RATE, 1)).containsExactly(0, 1);
    assertThat(result.perUser(Metric.HIT_RATE, 2)).containsExactly(1, 1);
    assertThat(result.label()).isEqualTo("among the candidates of candidates.tsv");
    assertThat(result.toString()).startsWith("among the candidates of candidates.tsv: 2 users");
    assertThat(result.toMap()).containsKey("candidates");
  }

  @Test
  void withoutLabelsTheAucIsOfTheTestItems() {
    // ann: C 3 above E 1 and the unscored A, below D 5: 2 of 3; bob: C 3 above E 1; pooled: 4 negatives D A E E
    var result = Evaluation.of(MODEL, SET).among(TestData.candidates("ann A\nann C\nann D\nann E\nbob E\nbob C\n")).at(1);
    var predictions = result.predictions().orElseThrow();
    assertThat(predictions.auc().orElseThrow()).isCloseTo(6 / 8.0, within(1e-12));
    assertThat(predictions.gauc().orElseThrow()).isCloseTo((4 * 2 / 3.0 + 2 * 1) / 6, within(1e-12));
    assertThat(predictions.logLoss()).isEmpty(); // these scores are no probabilities
    assertThat(result.toString()).contains("withoutScore 1");
  }

  @Test
  void labelsOfTheFileCountWhenEveryRowHasOne() {
    var labelled = Evaluation.of(MODEL, SET).among(TestData.candidates("ann\tC\t0\nann\tD\t1\nbob\tC\t0\nbob\tE\t1\n")).at(1);
    assertThat(labelled.predictions().orElseThrow().auc().orElseThrow()).isCloseTo(2 / 4.0, within(1e-12)); // D above both C, E below both
    var judged = Evaluation.of(MODEL, SET).among(TestData.candidates("ann 0 C 0\nann 0 D 1\nbob 0 C 0\nbob 0 E 1\n")).at(1);
    assertThat(judged.toMap().get("candidates")).isEqualTo(labelled.toMap().get("candidates"));
    var partly = TestData.candidates("ann\tC\t0\nann\tD\n");
    assertThat(partly.labelled()).isFalse();
  }

  @Test
  void aRunIsCutDownToTheCandidates() {
    var run = TestData.lists("ann: E D C; bob: D C");
    var result = Evaluation.of(run, SET).among(TestData.candidates("ann C\nann D\nbob C\nbob")).at(1, 2);
    assertThat(result.perUser(Metric.MRR, 2)).containsExactly(0.5, 1);
    assertThat(result.audit().badRows()).containsExactly(new BadRows("1 fields", 1, 4));
  }
}
