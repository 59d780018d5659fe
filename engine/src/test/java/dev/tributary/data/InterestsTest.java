package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterestsTest {
  private static Interactions log(Object... rows) {
    var builder = Interactions.builder();
    for (int i = 0; i < rows.length; i += 5) {
      builder.add((String) rows[i], (String) rows[i + 1], (Signal) rows[i + 2], ((Number) rows[i + 3]).floatValue(), ((Number) rows[i + 4]).longValue());
    }
    return builder.build();
  }

  /** {@code user item like@time} of every entry, then the items met without interest. */
  private static List<String> shown(Interests interests) {
    var lines = new ArrayList<String>();
    for (int user = 0; user < interests.users().size(); user++) {
      for (long e = interests.start(user); e < interests.end(user); e++) {
        lines.add(interests.users().id(user) + " " + interests.items().id(interests.item(e)) + " " + interests.like(e) + "@" + interests.time(e));
      }
      for (long e = interests.metStart(user); e < interests.metEnd(user); e++) {
        lines.add(interests.users().id(user) + " met " + interests.items().id(interests.met(e)));
      }
    }
    return lines;
  }

  @Test
  void theDefaultScoreCountsClickLikeCollectAndShareOnceEach() {
    var log = log("u", "a", Signal.IMPRESSION, 0, 1, "u", "a", Signal.CLICK, 0, 2, "u", "a", Signal.CLICK, 0, 3, "u", "a", Signal.LIKE, 0, 4, "u", "a", Signal.COLLECT, 0, 5, "u", "a", Signal.SHARE, 0, 6, "u", "a", Signal.COMMENT, 0, 7);
    assertThat(shown(Interests.of(log, InterestRule.DEFAULT))).containsExactly("u a 4.0@6"); // comment weighs nothing, nor does the second click
  }

  @Test
  void ofALikeAndItsTakeBackTheLaterWins() {
    var log = log("u", "a", Signal.CLICK, 0, 1, "u", "a", Signal.LIKE, 0, 2, "u", "a", Signal.UNLIKE, 0, 3, "u", "b", Signal.LIKE, 0, 4, "u", "b", Signal.UNLIKE, 0, 5, "u", "b", Signal.LIKE, 0, 6, "u", "c", Signal.LIKE, 0, 7, "u", "c", Signal.UNLIKE, 0, 8);
    assertThat(shown(Interests.of(log, InterestRule.DEFAULT))).containsExactly("u a 1.0@1", "u b 1.0@6", "u met c");
  }

  @Test
  void aTakenBackSignalNoLongerDatesTheInterest() { // a is clicked, b is clicked, then a is liked and the like taken back: b is the newest
    var log = log("u", "a", Signal.CLICK, 0, 1, "u", "b", Signal.CLICK, 0, 2, "u", "a", Signal.LIKE, 0, 3, "u", "a", Signal.UNLIKE, 0, 4);
    assertThat(shown(Interests.of(log, InterestRule.DEFAULT))).containsExactly("u a 1.0@1", "u b 1.0@2");
  }

  @Test
  void everyRatingCountsWhereThereIsNothingElse() {
    var log = log("u", "a", Signal.RATING, 1, 1, "u", "b", Signal.RATING, 5, 2);
    assertThat(shown(Interests.of(log, InterestRule.DEFAULT))).containsExactly("u a 1.0@1", "u b 1.0@2");
    var mixed = log("u", "a", Signal.RATING, 5, 1, "u", "b", Signal.CLICK, 0, 2);
    assertThat(shown(Interests.of(mixed, InterestRule.DEFAULT))).containsExactly("u b 1.0@2", "u met a");
  }

  @Test
  void aPositiveRuleMakesOtherRatingsExposures() {
    var log = log("u", "a", Signal.RATING, 3.5, 1, "u", "b", Signal.RATING, 4, 2, "u", "c", Signal.RATING, 5, 3, "u", "c", Signal.RATING, 2, 4);
    assertThat(shown(Interests.of(log, InterestRule.DEFAULT.withPositive("rating >= 4")))).containsExactly("u b 1.0@2", "u met a", "u met c"); // c: the later rating wins
    assertThatThrownBy(() -> Interests.of(log, InterestRule.DEFAULT.withPositive("rating > 5"))).hasMessageContaining("none of the log's 4 rows").hasMessageContaining("--weights");
  }

  @Test
  void weightsSayWhatCounts() {
    var log = log("u", "a", Signal.PLAY, 12, 1, "u", "b", Signal.CLICK, 0, 2);
    var rule = InterestRule.DEFAULT.withWeights("play=0.5, click=2");
    assertThat(shown(Interests.of(log, rule))).containsExactly("u a 0.5@1", "u b 2.0@2");
    assertThatThrownBy(() -> InterestRule.DEFAULT.withWeights("clck=1")).hasMessageContaining("clck");
    assertThatThrownBy(() -> InterestRule.DEFAULT.withWeights("unlike=1")).hasMessageContaining("takes like back");
    assertThatThrownBy(() -> InterestRule.DEFAULT.withWeights("click=-1")).hasMessageContaining("0..1000");
    assertThatThrownBy(() -> InterestRule.DEFAULT.withWeights("click=NaN")).hasMessageContaining("0..1000");
  }

  @Test
  void aLogWithoutPositiveSignalsIsRefused() {
    var log = log("u", "a", Signal.IMPRESSION, 0, 1);
    assertThatThrownBy(() -> Interests.of(log, InterestRule.DEFAULT)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--weights");
  }

  @Test
  void agreesWithAnObviousFold() {
    for (long seed = 1; seed <= 30; seed++) {
      var random = new Random(seed);
      var builder = Interactions.builder();
      var rows = new ArrayList<Object[]>();
      for (int n = 0; n < 300; n++) {
        var row = new Object[] {"u" + random.nextInt(5), "i" + random.nextInt(8), Signal.of(random.nextInt(12)), (long) random.nextInt(1000)};
        rows.add(row);
        builder.add((String) row[0], (String) row[1], (Signal) row[2], 0f, (long) row[3]);
      }
      assertThat(new HashSet<>(shown(Interests.of(builder.build(), InterestRule.DEFAULT)))).as("seed " + seed).isEqualTo(slow(rows));
    }
  }

  private static Set<String> slow(List<Object[]> rows) {
    var sorted = new ArrayList<>(rows);
    sorted.sort((a, b) -> Long.compare((long) a[3], (long) b[3])); // stable
    var last = new HashMap<String, Map<Signal, Long>>();
    for (Object[] row : sorted) {
      var signals = last.computeIfAbsent(row[0] + " " + row[1], _ -> new HashMap<>());
      var signal = (Signal) row[2];
      signal.takesBack().ifPresentOrElse(signals::remove, () -> signals.put(signal, (long) row[3]));
    }
    var lines = new HashSet<String>();
    last.forEach((pair, signals) -> {
      signals.keySet().retainAll(Set.of(Signal.CLICK, Signal.LIKE, Signal.COLLECT, Signal.SHARE));
      String[] ids = pair.split(" ");
      lines.add(signals.isEmpty() ? ids[0] + " met " + ids[1] : pair + " " + (float) signals.size() + "@" + signals.values().stream().max(Long::compare).orElseThrow());
    });
    return lines;
  }
}
