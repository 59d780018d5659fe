package dev.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.model.CorruptFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankedListsTest {
  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static List<String> listOf(RankedLists lists, String user) {
    int index = lists.users().indexOf(user);
    var list = new ArrayList<String>();
    for (int rank = 0; rank < lists.size(index); rank++) {
      list.add(lists.items().id(lists.item(index, rank)));
    }
    return list;
  }

  private static String written(RankedLists lists) throws IOException {
    var out = new StringWriter();
    lists.write(out);
    return out.toString();
  }

  @Test
  void theOrderIsTheScoreWhateverTheOrderOfLines() {
    var lists = TestData.run("bob\tA\t0.1\nann\tA\t1\nbob\tB\t1e3\nann\tB\t-2\nbob\tC\t0.5\n");
    assertThat(listOf(lists, "ann")).containsExactly("A", "B");
    assertThat(listOf(lists, "bob")).containsExactly("B", "C", "A");
  }

  @Test
  void scoresThatDifferBeyondAFloatStillOrder() {
    assertThat(listOf(TestData.run("ann\tA\t1.00000000001\nann\tB\t1.00000000002\n"), "ann")).containsExactly("B", "A");
    assertThat(listOf(TestData.run("ann\tB\t1.00000000001\nann\tA\t1.00000000002\n"), "ann")).containsExactly("A", "B");
  }

  @Test
  void whatIsWrittenReadsBackTheSame() throws IOException {
    var split = RandomSplit.of(3, 50, 40);
    var history = Interests.of(split.train(), InterestRule.DEFAULT);
    var lists = RankedLists.of(FixedModel.of(split.scores(), history), history, history.users(), 7, Job.DEFAULT);
    String text = written(lists);
    assertThat(text.lines().count()).isEqualTo(50 * 7);
    assertThat(written(TestData.run(text))).isEqualTo(text);
  }

  @Test
  void gzipIsToldByContentAndBomCrlfEmptyLinesAndAHeaderAreFine(@TempDir Path folder) throws IOException {
    String text = "\uFEFFuser_id\titem_id\tscore\r\nann\tA\t2\r\n\r\nann\tB b\t3\r\n";
    Path file = folder.resolve("run.of.somebody");
    Files.write(file, gzip(text.getBytes(StandardCharsets.UTF_8)));
    var lists = RankedLists.read(file);
    assertThat(listOf(lists, "ann")).containsExactly("B b", "A");
    assertThat(lists.badRows()).isEmpty();
  }

  @Test
  void aTrecRunIsReadByItsScores() {
    var lists = TestData.run("q1 Q0 d1 1 0.5 sys\nq1 Q0 d2 2 0.9 sys\n");
    assertThat(listOf(lists, "q1")).containsExactly("d2", "d1");
  }

  @Test
  void aBadRowIsCountedByKindWithTheLineOfTheFirst() {
    var lists = TestData.run("ann\tA\t2\nann\tB\tNaN\nann\tC\nann\tC\tmuch\nann\tA\t9\n\tA\t1\nann\tD\t1e300\n");
    assertThat(listOf(lists, "ann")).containsExactly("A");
    assertThat(lists.badRows())
        .containsExactlyInAnyOrder(
            new BadRows("score is not a finite number", 3, 2),
            new BadRows("2 fields", 1, 3),
            new BadRows("an item again for the same user", 1, 5),
            new BadRows("empty user or item", 1, 6));
    assertThat(lists.badRows().getFirst().toString()).isEqualTo("3 rows: score is not a finite number (first in line 2)");
  }

  @Test
  void aFileWithoutAGoodRowIsRefusedWithTheReason(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.tsv");
    Files.writeString(file, "a,b,c\n");
    assertThatThrownBy(() -> RankedLists.read(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("no row can be used: 1 row: 1 fields (first in line 1); each line is user<TAB>item<TAB>score");
    Files.writeString(file, "");
    assertThatThrownBy(() -> RankedLists.read(file)).isInstanceOf(CorruptFileException.class).hasMessageContaining("no row can be used;");
    assertThatThrownBy(() -> RankedLists.read(folder)).isInstanceOf(CorruptFileException.class).hasMessageContaining("is a folder");
  }

  @Test
  void aCutGzipIsRefused() throws IOException {
    var random = new SplittableRandom(5);
    var text = new StringBuilder();
    for (int row = 0; row < 20_000; row++) {
      text.append('u').append(random.nextInt()).append("\ti").append(random.nextInt()).append('\t').append(random.nextFloat()).append('\n');
    }
    byte[] whole = gzip(text.toString().getBytes(StandardCharsets.UTF_8));
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> RankedLists.read(new ByteArrayInputStream(cut), "run.gz"))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("damaged or cut short after line");
  }

  @Test
  void aGzipBombCostsTimeButNoMemory() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write("ann\tA\t1\n".getBytes(StandardCharsets.UTF_8));
      byte[] same = "ann\tA\t1\n".repeat(1 << 13).getBytes(StandardCharsets.UTF_8);
      for (int n = 0; n < 1 << 8; n++) {
        out.write(same);
      }
      out.write(new byte[64 << 20]); // one line of 64 MiB
    }
    var lists = RankedLists.read(new ByteArrayInputStream(bytes.toByteArray()), "bomb");
    assertThat(lists.rows()).isEqualTo(1);
    assertThat(lists.badRows()).containsExactlyInAnyOrder(new BadRows("an item again for the same user", 1 << 21, 2), new BadRows("line of 1 MiB or more", 1, (1 << 21) + 2));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyBytesAreReadOrRefusedInWords(long seed) {
    var random = new SplittableRandom(seed);
    String alphabet = "\t\t\t\n\n ab0191.e-\0\r\"é物😀\uFEFF";
    for (int round = 0; round < 300; round++) {
      byte[] bytes;
      if (random.nextBoolean()) {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
      } else {
        var text = new StringBuilder();
        int length = random.nextInt(300);
        for (int n = 0; n < length; n++) {
          text.appendCodePoint(alphabet.codePointAt(random.nextInt(alphabet.length())));
        }
        bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      }
      if (random.nextInt(4) == 0 && bytes.length > 2) {
        bytes[0] = 0x1F;
        bytes[1] = (byte) 0x8B;
      }
      try {
        var lists = RankedLists.read(new ByteArrayInputStream(bytes), "fuzz");
        assertThat(lists.rows()).isPositive();
        Candidates.read(new ByteArrayInputStream(bytes), "fuzz");
      } catch (CorruptFileException e) {
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).startsWith("fuzz: ");
      } catch (IOException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
  }

  @Test
  void fillingTakesThePopularThatTheUserDoesNotHave() {
    // popularity: C 3, B 2, A 2, D 1
    var history = Interests.of(Interactions.parse("ann A B; bob B C; cat A C; dan C D"), InterestRule.DEFAULT);
    var lists = RankedLists.of(
        history.users(), Vocabulary.of(List.of("A", "B", "C", "D")), Job.DEFAULT, () -> (user, target) -> {
          if (user == 0) {
            target.add(3, 5f); // ann: D
          }
        });
    var filled = lists.filled(2, history, Optional.empty());
    assertThat(listOf(filled, "ann")).containsExactly("D", "C");
    assertThat(listOf(filled, "dan")).containsExactlyInAnyOrder("A", "B");
    assertThat(listOf(filled, "cat")).containsExactly("B", "D");
    assertThat(filled.score(0, 0)).isEqualTo(5f);
    assertThat(filled.score(0, 1)).isEqualTo(RankedLists.PADDING);
    assertThat(filled.score(2, 1)).isLessThan(filled.score(2, 0));
    assertThat(listOf(lists.filled(2, history, Optional.of(Interactions.parse("cat B; bob D"))), "cat")).containsExactly("D");
  }

  @Test
  void whatIsSeenComesBackWhenKeptAndWhatIsExcludedNever() {
    var history = Interests.of(Interactions.parse("ann A B; bob B C"), InterestRule.DEFAULT);
    var model = FixedModel.of(Map.of("A", 4f, "B", 3f, "C", 2f, "D", 1f), history);
    var exclude = Optional.of(Interactions.parse("ann C; eve D"));
    assertThat(listOf(RankedLists.of(model, history, history.users(), 9, Job.DEFAULT), "ann")).containsExactly("C", "D");
    assertThat(listOf(RankedLists.of(model, history, history.users(), 9, RankedLists.Seen.LEFT_OUT, exclude, Job.DEFAULT), "ann")).containsExactly("D");
    assertThat(listOf(RankedLists.of(model, history, history.users(), 9, RankedLists.Seen.KEPT, exclude, Job.DEFAULT), "ann")).containsExactly("A", "B", "D");
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws IOException {
    var split = RandomSplit.of(9, 900, 70);
    var history = Interests.of(split.train(), InterestRule.DEFAULT);
    var model = FixedModel.of(split.scores(), history);
    String one = written(RankedLists.of(model, history, history.users(), 10, Job.DEFAULT.withThreads(1)));
    for (int threads : new int[] {2, 7}) {
      assertThat(written(RankedLists.of(model, history, history.users(), 10, Job.DEFAULT.withThreads(threads)))).isEqualTo(one);
    }
  }

  @Test
  void whatASourceMayNotAddIsNamed() {
    var items = Vocabulary.of(List.of("A"));
    var users = Vocabulary.of(List.of("ann"));
    assertThatThrownBy(() -> RankedLists.of(users, items, Job.DEFAULT, () -> (_, target) -> target.add(1, 0f))).hasMessageContaining("item 1 of 1 is listed");
    assertThatThrownBy(() -> RankedLists.of(users, items, Job.DEFAULT, () -> (_, target) -> target.add(0, Float.NaN))).hasMessageContaining("must be finite");
    var model = FixedModel.of(Map.of("A", 1f), Interests.of(Interactions.parse("ann A"), InterestRule.DEFAULT));
    assertThatThrownBy(() -> RankedLists.of(model, model.history(), users, 0, Job.DEFAULT)).hasMessageContaining("k is 0");
  }
}
