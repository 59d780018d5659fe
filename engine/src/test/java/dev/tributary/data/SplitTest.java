package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitTest {
  @TempDir Path folder;

  private static final Interactions TIMED =
      Interactions.builder()
          .add("a", "x", Signal.IMPRESSION, 0, 10).add("a", "x", Signal.CLICK, 0, 11).add("a", "y", Signal.CLICK, 0, 20).add("a", "z", Signal.CLICK, 0, 30).add("a", "z", Signal.PLAY, 2.5f, 31).add("a", "w", Signal.IMPRESSION, 0, 40)
          .add("b", "x", Signal.CLICK, 0, 25)
          .build();

  @Test
  void leaveLastOutTakesAllRowsOfTheLastInterest() {
    var split = Split.leaveLastOut(TIMED);
    assertThat(InteractionsTest.shown(split.test())).containsExactly("a z click 0.0 30", "a z play 2.5 31"); // the later impression of w is no interest
    assertThat(InteractionsTest.shown(split.train())).containsExactly("a x impression 0.0 10", "a x click 0.0 11", "a y click 0.0 20", "a w impression 0.0 40", "b x click 0.0 25"); // b has one interest only
    assertThat(split.valid()).isEmpty();
  }

  @Test
  void withValidationTheLastButOneIsHeldOutToo() {
    var split = Split.leaveLastOut(TIMED, InterestRule.DEFAULT, true);
    assertThat(InteractionsTest.shown(split.valid().orElseThrow())).containsExactly("a y click 0.0 20");
    assertThat(InteractionsTest.shown(split.test())).containsExactly("a z click 0.0 30", "a z play 2.5 31");
    assertThat(split.train().size()).isEqualTo(4);
    assertThat(split.tuning()).isSameAs(split.train());
  }

  @Test
  void equalTimesKeepFileOrderInLeaveLastOut() {
    var log = Interactions.builder().add("a", "x", Signal.CLICK, 0, 5).add("a", "y", Signal.CLICK, 0, 5).add("a", "b", Signal.CLICK, 0, 5).build();
    assertThat(InteractionsTest.shown(Split.leaveLastOut(log).test())).containsExactly("a b click 0.0 5");
  }

  @Test
  void anEarlierRowOfTheHeldOutPairLeavesTrainToo() {
    var log = Interactions.parse("a X Y X Z X"); // X is the last interest
    assertThat(InteractionsTest.shown(Split.leaveLastOut(log).train())).containsExactly("a Y click 0.0 1", "a Z click 0.0 3");
  }

  @Test
  void byTimeCutsAtTheMoment() {
    var split = Split.byTime(TIMED, 30);
    assertThat(InteractionsTest.shown(split.train())).containsExactly("a x impression 0.0 10", "a x click 0.0 11", "a y click 0.0 20", "b x click 0.0 25");
    assertThat(InteractionsTest.shown(split.test())).containsExactly("a z click 0.0 30", "a z play 2.5 31", "a w impression 0.0 40");
    var three = Split.byTime(TIMED, 20, 30);
    assertThat(InteractionsTest.shown(three.valid().orElseThrow())).containsExactly("a y click 0.0 20", "b x click 0.0 25");
    assertThatThrownBy(() -> Split.byTime(Interactions.parse("a X"), 5)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no times");
    assertThatThrownBy(() -> Split.byTime(TIMED, 30, 20)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void byRatioDrawsPairsBySeedAlone() {
    var random = new Random(3);
    var builder = Interactions.builder();
    for (int n = 0; n < 20_000; n++) {
      builder.add("u" + random.nextInt(300), "i" + random.nextInt(300), Signal.CLICK, 0, n);
    }
    var log = builder.build();
    var split = Split.byRatio(log, 0.8, 0.1, 0.1, 42);
    assertThat(split.train().size() / 20_000.0).isBetween(0.78, 0.82);
    assertThat(split.valid().orElseThrow().size() / 20_000.0).isBetween(0.09, 0.11);
    assertThat(split.train().size() + split.valid().orElseThrow().size() + split.test().size()).isEqualTo(20_000);
    assertThat(split.validInsideTrain()).isZero(); // all rows of a pair lie in one part
    assertThat(Split.byRatio(log, 0.8, 0.1, 0.1, 42).test().fingerprint()).isEqualTo(split.test().fingerprint());
    assertThat(Split.byRatio(log, 0.8, 0.1, 0.1, 43).test().fingerprint()).isNotEqualTo(split.test().fingerprint());
    assertThatThrownBy(() -> Split.byRatio(log, 0.8, 0.1, 0.2, 42)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Split.byRatio(log, 1, 0, 0, 42)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void validationInsideOfTrainIsTakenOutForTuning() {
    var split = Split.of(Interactions.parse("a X Y Z; b X; c Y"), Interactions.parse("a Y; b Q; d X"), Interactions.parse("a W"));
    assertThat(split.validInsideTrain()).isEqualTo(1);
    assertThat(InteractionsTest.shown(split.tuning())).containsExactly("a X click 0.0 0", "a Z click 0.0 2", "b X click 0.0 3", "c Y click 0.0 4");
    assertThat(split.train().size()).isEqualTo(5);
  }

  @Test
  void aTimedSplitSurvivesItsFolder() throws IOException {
    var split = Split.leaveLastOut(TIMED, InterestRule.DEFAULT, true);
    var path = folder.resolve("deep/er/split");
    split.write(path);
    try (var list = Files.list(path)) {
      assertThat(list.map(f -> f.getFileName().toString()).sorted()).containsExactly("test.jsonl", "train.jsonl", "valid.jsonl");
    }
    var again = Split.read(path, ReadOptions.DEFAULT);
    assertThat(again.train().fingerprint()).isEqualTo(split.train().fingerprint());
    assertThat(again.valid().orElseThrow().fingerprint()).isEqualTo(split.valid().orElseThrow().fingerprint());
    assertThat(again.test().fingerprint()).isEqualTo(split.test().fingerprint());
    assertThatThrownBy(() -> split.write(path)).isInstanceOf(IOException.class).hasMessageContaining("exists already");
    assertThat(Split.isSplit(path)).isTrue();
    assertThat(Split.isSplit(folder)).isFalse();
  }

  @Test
  void withoutTimesTheOrderOverAllUsersSurvives() throws IOException {
    var random = new Random(11);
    var builder = Interactions.builder();
    for (int n = 0; n < 2000; n++) {
      builder.add("u" + random.nextInt(40), "i" + random.nextInt(90), Signal.of(random.nextInt(4)), random.nextInt(3), Event.NO_TIME);
    }
    var split = Split.leaveLastOut(builder.build());
    split.write(folder.resolve("split"));
    var again = Split.read(folder.resolve("split"), ReadOptions.DEFAULT);
    assertThat(again.train().timed()).isFalse();
    assertThat(order(again.train())).isEqualTo(order(split.train()));
    assertThat(order(again.test())).isEqualTo(order(split.test()));
  }

  /** Rows in the order of the source, without the numbers, which close up. */
  private static java.util.List<String> order(Interactions log) {
    var byNumber = new java.util.TreeMap<Long, String>();
    var shown = new HashMap<String, Long>();
    for (String line : InteractionsTest.shown(log)) {
      int last = line.lastIndexOf(' ');
      byNumber.put(Long.parseLong(line.substring(last + 1)), line.substring(0, last));
      shown.merge(line, 1L, Long::sum);
    }
    assertThat((long) byNumber.size()).isEqualTo(log.size());
    return java.util.List.copyOf(byNumber.values());
  }

  @Test
  void foldersOfOtherFormatsAreSplitsToo() throws IOException {
    Files.writeString(folder.resolve("train.txt"), "0 1 2 3\n1 4\n");
    Files.writeString(folder.resolve("val.txt"), "0 2\n");
    Files.writeString(folder.resolve("test.csv"), "user,item\n0,9\n");
    var split = Split.read(folder, ReadOptions.DEFAULT);
    assertThat(split.train().size()).isEqualTo(4);
    assertThat(split.validInsideTrain()).isEqualTo(1);
    Files.writeString(folder.resolve("train.csv"), "user,item\n0,9\n");
    assertThatThrownBy(() -> Split.read(folder, ReadOptions.DEFAULT)).isInstanceOf(UnclearFormatException.class).hasMessageContaining("train.csv, train.txt");
    Files.delete(folder.resolve("test.csv"));
    Files.delete(folder.resolve("train.csv"));
    assertThatThrownBy(() -> Split.read(folder, ReadOptions.DEFAULT)).isInstanceOf(BadDataException.class).hasMessageContaining("no test");
  }
}
