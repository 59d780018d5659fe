package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuneCommandTest {
  @TempDir private Path folder;

  private Path log() throws IOException {
    var text = new StringBuilder("user,item\n");
    for (int n = 0; n < 900; n++) {
      text.append("u").append(n % 60).append(",i").append((n * 7 + n / 60 * 13) % 40).append('\n');
    }
    return Files.writeString(folder.resolve("log.csv"), text);
  }

  @Test
  void findsSettingsThatTrainReadsAndGoesOnWhereItWasStopped() throws IOException {
    var file = folder.resolve("best.yaml");
    var first = Run.of("tune", "itemcf", "--in", log(), "--budget", "2s", "--metric", "recall@5", "--out", file, "--json");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.jsonObject().get("channel")).isEqualTo("itemcf");
    assertThat(Files.readString(file)).startsWith("# recall@5 ").contains("channel: itemcf\nsettings:\n  topK: ");
    int trials = ((Number) first.jsonObject().get("trials")).intValue();
    var second = Run.of("tune", "itemcf", "--in", log(), "--budget", "1s", "--metric", "recall@5", "--out", file, "--json");
    assertThat(second.err()).contains("going on after " + trials + " trials");
    assertThat(((Number) second.jsonObject().get("trials")).intValue()).isGreaterThan(trials);
    var train = Run.of("train", "itemcf", "--in", log(), "--config", file, "--out", folder.resolve("model"));
    assertThat(train.exitCode()).as(train.err()).isZero();
    var other = Run.of("tune", "itemcf", "--in", log(), "--budget", "1s", "--metric", "ndcg@5", "--out", file);
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("belongs to another search");
  }

  @Test
  void severalChannelsGetAFileEach() throws IOException {
    var run = Run.of("tune", "popular", "rp3beta", "--in", log(), "--budget", "2s", "--out", folder.resolve("best"), "-q");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("best/popular.yaml")).isRegularFile();
    assertThat(folder.resolve("best/rp3beta.yaml")).isRegularFile();
  }

  @Test
  void wrongUsageIsNamed() throws IOException {
    var log = log();
    var out = folder.resolve("x.yaml");
    assertThat(Run.of("tune", "itemcf", "--in", log, "--budget", "soon", "--out", out).err()).contains("--budget 'soon' is no time such as 90s, 10m or 2h");
    assertThat(Run.of("tune", "itemcf", "--in", log, "--metric", "ndcg", "--out", out).err()).contains("--metric 'ndcg' is no metric and cut such as ndcg@10");
    assertThat(Run.of("tune", "itemfc", "--in", log, "--out", out).err()).contains("did you mean 'itemcf'?");
    assertThat(Run.of("tune", "itemcf", "--in", log).exitCode()).isEqualTo(2);
    assertThat(Run.of("tune", "--in", log, "--out", out).err()).contains("tune needs a channel: one of itemcf ");
    Files.writeString(folder.resolve("x.yaml.trail"), "nonsense");
    var run = Run.of("tune", "itemcf", "--in", log, "--budget", "1s", "--out", out);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is no trail of a search");
    assertThat(out).doesNotExist();
  }
}
