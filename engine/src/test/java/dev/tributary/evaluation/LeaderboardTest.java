package dev.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.math.Job;
import dev.tributary.stats.Bootstrap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderboardTest {
  private static final Interactions TRAIN = Interactions.parse("ann A; bob B; cat C D E");
  private static final TestSet SET = TestSet.of(TRAIN, Optional.empty(), Interactions.parse("ann C; bob C X"), InterestRule.DEFAULT);

  private static Leaderboard board() {
    var board = new Leaderboard(SET, Job.DEFAULT, 5, 10);
    board.add("poor", TestData.lists("ann: D E; bob: D B"));
    board.add("good", TestData.lists("ann: C D; bob: C D"));
    board.add("model", FixedModel.of(Map.of("D", 2f, "C", 1f), Interests.of(TRAIN, InterestRule.DEFAULT)));
    return board;
  }

  @Test
  void theBestOfAColumnIsBoldInMarkdown() {
    String markdown = board().toMarkdown();
    assertThat(markdown).startsWith("|  | NDCG@5 | NDCG@10 | recall@5 | recall@10 |");
    assertThat(markdown).contains("| poor | 0.0000 | 0.0000 | 0.0000 |");
    assertThat(markdown).contains("| good | **0.8066** | **0.8066** | **0.7500** |"); // ann 1, bob 1 / (1 + 1/log2 3)
    assertThat(markdown).contains("| model | 0.5089 | 0.5089 | **0.7500** |"); // both at rank 2
  }

  @Test
  void whatHoldsForAllRowsIsSaidOnceAndTheRestWithTheName() {
    String text = board().toString();
    assertThat(text).containsOnlyOnce("lie outside the catalogue").containsOnlyOnce("left out, without a test item");
    assertThat(text).contains("\npoor: rows with an item that the user already has in train or valid: 1").doesNotContain("good: rows with");
    assertThat(text).contains("full catalogue: 2 users, 5 items");
  }

  @Test
  void aRowIsTestedAgainstTheBestOfTheOthers() {
    var board = board();
    var verdict = board.test("model", Bootstrap.DEFAULT.withResamples(500));
    assertThat(verdict.bestOther()).isEqualTo("good");
    assertThat(verdict.comparison().k()).isEqualTo(10);
    assertThat(verdict.comparison().relative().orElseThrow().estimate()).isNegative();
    assertThat(board.toString()).contains("model against good, the best of the others: NDCG@10 -36.91 %");
    assertThat(board.toMap()).containsOnlyKeys("rows", "comparison");
    assertThat(board.test("good", Bootstrap.DEFAULT.withResamples(500)).bestOther()).isEqualTo("model");
  }

  @Test
  void againstRowsThatFindNothingThereIsADifferenceButNoRatio() {
    var board = new Leaderboard(SET, Job.DEFAULT, 5);
    board.add("poor", TestData.lists("ann: D"));
    board.add("good", TestData.lists("ann: C"));
    var verdict = board.test("good", Bootstrap.DEFAULT.withResamples(500));
    assertThat(verdict.comparison().relative()).isEmpty();
    assertThat(verdict.toString()).contains("difference 0.5000");
  }

  @Test
  void namesAreOnTheBoardOnce() {
    var board = board();
    assertThatThrownBy(() -> board.add("good", TestData.lists("ann: C"))).hasMessageContaining("'good' is on the board already");
    assertThatThrownBy(() -> board.test("better", Bootstrap.DEFAULT)).hasMessageContaining("there are poor, good, model");
    assertThat(List.copyOf(board.results().keySet())).containsExactly("poor", "good", "model");
  }
}
