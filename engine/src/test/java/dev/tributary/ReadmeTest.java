package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.data.Interactions;
import dev.tributary.data.Split;
import dev.tributary.evaluation.Evaluation;
import dev.tributary.retrieval.itemcf.ItemCfConfig;
import dev.tributary.retrieval.itemcf.ItemCfTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first block of the README is this test's: compiled, run, and compared with what stands there. */
class ReadmeTest {
  @TempDir private Path folder;

  @Test
  void theFiveLinesWork() throws IOException {
    Path ratings = folder.resolve("ratings.csv");
    var rows = new StringBuilder("userId,movieId,rating,timestamp\n");
    for (int user = 0; user < 60; user++) { // even users like even items
      for (int n = 0; n < 8; n++) {
        rows.append("user-").append(user).append(',').append(2 * ((user / 2 + n * n) % 20) + user % 2).append(",4.0,").append(1_600_000_000 + user * 100 + n).append('\n');
      }
    }
    Files.writeString(ratings, rows);

    var log   = Interactions.read(ratings);
    var split = Split.leaveLastOut(log);
    var model = new ItemCfTrainer(ItemCfConfig.DEFAULT).train(split.train());
    var table = Evaluation.of(model, split).at(5, 10).toString();
    var items = model.recommend("user-42", 10);

    assertThat(table).contains("NDCG");
    assertThat(items).isNotEmpty().allMatch(scored -> Integer.parseInt(scored.item()) % 2 == 0);
  }

  @Test
  void theReadmeShowsTheseLines() throws IOException {
    var shown = new ArrayList<String>();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("../README.md"))) {
      if (line.equals("```java")) {
        inside = true;
      } else if (inside && line.equals("```")) {
        break;
      } else if (inside) {
        shown.add(line);
      }
    }
    assertThat(shown)
        .containsExactly(
            "var log   = Interactions.read(Path.of(\"ratings.csv\"));",
            "var split = Split.leaveLastOut(log);",
            "var model = new ItemCfTrainer(ItemCfConfig.DEFAULT).train(split.train());",
            "System.out.println(Evaluation.of(model, split).at(5, 10));",
            "model.recommend(\"user-42\", 10).forEach(System.out::println);");
  }
}
