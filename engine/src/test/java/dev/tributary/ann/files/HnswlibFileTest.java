package dev.tributary.ann.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.HnswConfig;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.data.SharedData;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HnswlibFileTest {
  private static final SearchResult FOUND = new SearchResult();

  @TempDir Path folder;

  private static Matrix random(int rows, int dimension) {
    var random = Seeds.random(rows);
    var values = new float[rows * dimension];
    for (int n = 0; n < values.length; n++) {
      values[n] = (float) random.nextGaussian();
    }
    return Matrix.of(rows, dimension, FloatColumn.copyOf(values));
  }

  private static HnswIndex build(int rows) {
    var labels = new long[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = 1_000_000_000_000L - row;
    }
    return HnswIndex.build(Vectors.of(Metric.L2, random(rows, 5), Labels.of(labels)), new HnswConfig(3, 20, 30, true), Job.DEFAULT);
  }

  private HnswIndex read(Path path) throws IOException {
    return (HnswIndex) IndexFiles.open(path, Optional.of(Metric.L2));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    for (int rows : new int[] {0, 1, 2, 300}) {
      var index = build(rows).without(rows > 2 ? new long[] {1_000_000_000_000L, 1_000_000_000_000L - 7} : new long[0]);
      Path path = folder.resolve("index.bin");
      IndexFiles.write(index, path);
      var again = read(path);
      assertThat(again.graph()).isEqualTo(index.graph());
      assertThat(again.size()).isEqualTo(index.size());
      for (int row = 0; row < rows; row++) {
        assertThat(again.labels().label(row)).isEqualTo(index.labels().label(row));
        assertThat(again.isDeleted(row)).isEqualTo(index.isDeleted(row));
      }
      assertThat(again.vectors().values().values().toArray()).isEqualTo(index.vectors().values().values().toArray());
      Path second = folder.resolve("second.bin");
      IndexFiles.write(again, second);
      assertThat(second).hasSameBinaryContentAs(path);
    }
    assertThat(Files.list(folder)).as("nothing else is left behind").hasSize(2);
  }

  /** Files that hnswlib 0.8.0 wrote, with the exact answers: see the data's own description. */
  @Test
  void filesOfHnswlibGiveTheRightAnswers() throws IOException {
    Path samples = SharedData.path("index-samples/expected.json").getParent();
    var queries = Matrix.of(20, 16, FloatColumn.copyOf(floats(samples.resolve("queries.f32"))));
    int met = 0;
    for (JsonNode expected : JsonMapper.shared().readTree(samples.resolve("expected.json").toFile()).get("cases")) {
      String name = expected.get("file").asString();
      if (name.startsWith("hnswlib")) {
        met++;
        var metric = Metric.named(expected.get("metric").asString());
        var index = (HnswIndex) IndexFiles.open(samples.resolve(name), Optional.of(metric));
        var exact = FlatIndex.of(index.vectors());
        var query = new float[16];
        for (int n = 0; n < 20; n++) {
          queries.copyRow(n, query);
          exact.search(query, 10, RowFilter.ALL, FOUND);
          checkAnswer(expected.get("exact"), n, metric);
          index.withEf(1000).search(query, 10, RowFilter.ALL, FOUND);
          checkAnswer(expected.get("exact"), n, metric);
        }
      }
    }
    assertThat(met).isEqualTo(3);
  }

  private static void checkAnswer(JsonNode exact, int query, Metric metric) {
    for (int rank = 0; rank < 10; rank++) {
      double value = exact.get("values").get(query).get(rank).asDouble();
      double score = metric == Metric.L2 ? -value : value;
      assertThat((double) FOUND.score(rank)).as("query %d, rank %d", query, rank).isCloseTo(score, within(1e-4 * Math.max(1, Math.abs(score))));
      assertThat(FOUND.label(rank)).isEqualTo(exact.get("ids").get(query).get(rank).asLong());
    }
  }

  private static float[] floats(Path path) throws IOException {
    var buffer = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    var values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  @Test
  void theMetricMustBeSaid() throws IOException {
    Path path = folder.resolve("index.bin");
    IndexFiles.write(build(20), path);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexFiles.open(path, Optional.empty()))
        .withMessage("index.bin is an index of hnswlib, which does not say its metric; give it: l2, ip or cosine");
  }

  @Test
  void aFileCutShortAnywhereIsRefused() throws IOException {
    Path path = folder.resolve("index.bin");
    IndexFiles.write(build(40), path);
    byte[] whole = Files.readAllBytes(path);
    Path cut = folder.resolve("cut.bin");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, java.util.Arrays.copyOf(whole, length));
      assertThatExceptionOfType(CorruptFileException.class).as("cut to %d bytes", length).isThrownBy(() -> read(cut)).withMessageStartingWith("cut.bin: ");
    }
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length + 1));
    assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> read(cut)).withMessageContaining("goes on where it should end");
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    Path path = folder.resolve("index.bin");
    IndexFiles.write(build(40), path);
    byte[] whole = Files.readAllBytes(path);
    refused(whole, 96 + 4, 40, "links row 0 to row 40 of 40 at byte 100");
    refused(whole, 96 + 4, -5, "links row 0 to row -5 of 40");
    refused(whole, 96, 7, "has 7 links of row 0 in layer 0, allowed 6 at byte 96");
    refused(whole, 96 + 28, 0x7FC00000, "vector 1000000000000 (row 0) has the value NaN at place 0");
    refused(whole, 52, 40, "begins its searches at row 40 of 40 at byte 52");
    refused(whole, 20, 1, "names 4294967336 vectors");
    refused(whole, 16, Integer.MAX_VALUE, "names 2147483647");
    refused(whole, 96 + 28 + 20, (int) (1_000_000_000_000L - 1), "have the same label");
  }

  private void refused(byte[] whole, int at, int value, String reason) throws IOException {
    byte[] damaged = whole.clone();
    ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    Path path = folder.resolve("damaged.bin");
    Files.write(path, damaged);
    assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> read(path)).withMessageContaining(reason);
  }

  /** Any damage is refused, or gives an index that can be searched. */
  @Test
  void noDamageCrashesOrTakesMemory() throws IOException {
    Path path = folder.resolve("index.bin");
    IndexFiles.write(build(60), path);
    byte[] whole = Files.readAllBytes(path);
    long[] absurd = {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31, 1L << 40, 0};
    for (int seed = 0; seed < 1000; seed++) {
      var random = Seeds.random(seed);
      byte[] damaged = whole.clone();
      for (int change = 0; change <= seed % 3; change++) {
        int at = random.nextInt(random.nextBoolean() ? 96 : damaged.length - 8);
        if (random.nextBoolean()) {
          ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(at, absurd[random.nextInt(absurd.length)]);
        } else {
          damaged[at] = (byte) random.nextInt();
        }
      }
      Files.write(path, damaged);
      try {
        read(path).search(new float[5], 5, RowFilter.ALL, FOUND);
      } catch (CorruptFileException e) {
        assertThat(e.getMessage()).as("seed %d", seed).startsWith("index.bin: ");
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).as("seed %d: only the dimension may be another", seed).contains("the query has 5 values");
      }
    }
  }
}
