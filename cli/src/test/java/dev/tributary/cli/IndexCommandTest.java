package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexCommandTest {
  @TempDir Path folder;

  private Path vectors() throws IOException {
    return Files.writeString(folder.resolve("vectors.txt"), "east 2 0\nnorth 0 1\nnortheast 3 3\n");
  }

  private Path build(String type, String name) throws IOException {
    Path index = folder.resolve(name);
    var run = Run.of("index", "build", "--vectors", vectors(), "--metric", "l2", "--type", type, "--out", index, "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.jsonObject().get("vectors")).isEqualTo(3);
    assertThat(run.jsonObject().get("dimension")).isEqualTo(2);
    return index;
  }

  @Test
  void fromVectorsToNeighbors() throws IOException {
    var query = Files.writeString(folder.resolve("query.txt"), "q 1 1\n");
    for (String type : List.of("flat", "hnsw")) {
      Path index = build(type, type + ".index");
      var run = Run.of("index", "search", "--index", index, "--metric", "l2", "--queries", query, "-k", 2);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.jsonObject().get("ids")).isEqualTo(List.of(List.of(1, 0)));
      assertThat(run.jsonObject().get("scores")).isEqualTo(List.of(List.of(-1.0, -2.0)));
      assertThat(Run.of("index", "info", "--index", index, "--metric", "l2").out()).contains("vectors    3").contains("metric     l2");
    }
  }

  @Test
  void labelsComeFromAFileAndGoIntoAFile() throws IOException {
    var ids = Files.writeString(folder.resolve("ids.txt"), "30\n10\n20\n");
    var index = folder.resolve("index.bin");
    assertThat(Run.of("index", "build", "--vectors", vectors(), "--ids", ids, "--metric", "ip", "--out", index).exitCode()).isZero();
    var found = folder.resolve("found.npy");
    var run = Run.of("index", "search", "--index", index, "--metric", "ip", "--queries", vectors(), "-k", 1, "--set", "ef=7", "--out", found);
    assertThat(run.exitCode()).as(run.err()).isZero();
    byte[] bytes = Files.readAllBytes(found);
    assertThat(bytes.length).isEqualTo(128 + 3 * 8);
    assertThat(List.of(bytes[128], bytes[136], bytes[144])).containsExactly((byte) 20, (byte) 20, (byte) 20);
  }

  @Test
  void checkMeasuresEverySettingOfASweep() throws IOException {
    var run = Run.of("index", "check", "--index", build("hnsw", "index.bin"), "--metric", "l2", "--vectors", vectors(), "--queries", vectors(), "-k", 2, "--sweep", "ef=5,9", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    var rows = (List<?>) run.json();
    assertThat(rows).hasSize(2);
    assertThat(((Map<?, ?>) rows.get(1)).get("setting")).isEqualTo("ef=9");
    assertThat(((Map<?, ?>) rows.get(1)).get("recall")).isEqualTo(1.0);
  }

  /** 600 vectors around 20 centres. */
  private Path many() throws IOException {
    var random = new Random(3);
    var lines = new StringBuilder();
    for (int row = 0; row < 600; row++) {
      lines.append('v').append(row);
      for (int i = 0; i < 8; i++) {
        lines.append(' ').append(row % 20 * (i + 1) % 7 + random.nextGaussian() / 3);
      }
      lines.append('\n');
    }
    return Files.writeString(folder.resolve("many.txt"), lines);
  }

  @Test
  void aTargetOfRecallChoosesTheSearch() throws IOException {
    for (String type : List.of("hnsw", "ivf")) {
      var index = folder.resolve(type + ".index");
      var run = Run.of("index", "build", "--vectors", many(), "--metric", "l2", "--type", type, "--target-recall", ".95", "-k", 10, "--out", index, "--json");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.jsonObject().get("targetReached")).isEqualTo(true);
      assertThat((Double) run.jsonObject().get("recall")).isBetween(0.95, 1.0);
      assertThat(run.jsonObject().get("search").toString()).contains(type.equals("hnsw") ? "ef" : "nprobe");
    }
    var wrong = Run.of("index", "build", "--vectors", many(), "--metric", "l2", "--target-recall", "95", "--out", folder.resolve("x"));
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("--target-recall is 95");
  }

  @Test
  void anIndexIsConvertedToAnotherFormatWithTheSameAnswers() throws IOException {
    var before = Run.of("index", "search", "--index", build("ivf", "a.safetensors"), "--queries", vectors(), "-k", 3);
    var faiss = folder.resolve("a.faiss");
    var run = Run.of("index", "convert", "--index", folder.resolve("a.safetensors"), "--out", faiss);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Run.of("index", "search", "--index", faiss, "--queries", vectors(), "-k", 3).jsonObject()).isEqualTo(before.jsonObject());
    var wrong = Run.of("index", "convert", "--index", faiss, "--out", folder.resolve("a.bin"));
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("holds graphs of HNSW");
    assertThat(folder.resolve("a.bin")).doesNotExist();
    assertThat(Run.of("index", "convert", "--index", build("hnsw", "b.bin"), "--metric", "l2", "--out", faiss).err()).contains("hnswlib's .bin");
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    Path index = build("hnsw", "index.bin");
    assertThat(Run.of("index", "info", "--index", index).err()).contains("does not say its metric");
    assertThat(Run.of("index", "info", "--index", index, "--dim", 2).err()).contains("needs --metric too");
    assertThat(Run.of("index", "build", "--vectors", vectors(), "--metric", "dot", "--out", folder.resolve("x")).err()).contains("must be one of l2 ip cosine");
    assertThat(Run.of("index", "build", "--vectors", vectors(), "--metric", "l2", "--type", "tree", "--out", folder.resolve("x")).err()).contains("must be one of flat hnsw");
    assertThat(Run.of("index", "build", "--vectors", vectors(), "--metric", "l2", "--set", "m=3", "--out", folder.resolve("x")).err()).contains("did you mean 'M'");
    var broken = Run.of("index", "info", "--index", vectors());
    assertThat(broken.exitCode()).isEqualTo(3);
    assertThat(broken.err()).contains("is no index of a known format");
    assertThat(folder.resolve("x")).doesNotExist();
  }
}
