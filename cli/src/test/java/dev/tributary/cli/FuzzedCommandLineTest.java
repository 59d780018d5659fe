package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzedCommandLineTest {
  @TempDir Path folder;

  @Test
  void anyWordsEndWithAKnownExitCodeAndNoStackTrace() throws IOException {
    Path good = Files.writeString(folder.resolve("good.csv"), "user,item\nann,A\nann,B\nbob,A\nbob,B\nbob,C\n");
    Path bad = Files.write(folder.resolve("bad.csv"), new byte[] {0, 1, 2, (byte) 0xff, 10, 13, 0});
    List<String> words =
        List.of(
            "train", "recommend", "similar", "evaluate", "split", "leaderboard", "models", "log", "list", "show", "verify",
                "itemcf", "popular", "content", "doctorr", "", "-", "--",
            "--in", "--out", "--model", "--train", "--test", "--run", "--at", "--count", "-k", "--user", "--users", "--set",
                "--config", "--preset", "--format", "--columns", "--weights",
            "--positive", "--by", "--ratio", "--json", "--quiet", "--seed", "--threads", "--debugg", "--set=topK=5", "topK=-1",
                "topK=1e99", "=", "rating >= 4", "click=-1", "csv", "0", "-1",
            "99999999999999999999", "NaN", "1,2,x", "\u0000", "\ud83d\ude00", "\ud800", "é".repeat(10_000), "x".repeat(10_000),
                "%s%n%d", "@argfile", "${sys:user.home}",
            good.toString(), bad.toString(), folder.toString(), folder.resolve("out").toString(), folder.resolve("missing").toString());
    for (long seed = 1; seed <= 400; seed++) {
      var random = new Random(seed);
      var line = new ArrayList<Object>(List.of("--home", folder.resolve("home").toString()));
      for (int n = random.nextInt(8); n >= 0; n--) {
        line.add(words.get(random.nextInt(words.size())));
      }
      var run = Run.of(line.toArray());
      assertThat(run.exitCode()).as("seed %d: %s", seed, shown(line)).isIn(0, 1, 2, 3);
      assertThat(run.err()).as("seed %d: %s", seed, shown(line)).doesNotContain("\tat ", "internal error", "Exception:");
      assertThat(run.exitCode() != 0 && run.err().isBlank()).as("seed %d fails without a word: %s", seed, shown(line)).isFalse();
      assertThat(run.err().length()).as("seed %d: %s", seed, shown(line)).isLessThan(8000);
    }
  }

  private static String shown(List<Object> line) {
    return line.stream().map(word -> word.toString().length() > 60 ? word.toString().substring(0, 60) + "…"
        : word.toString()).toList().toString();
  }
}
