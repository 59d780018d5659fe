package dev.tributary.ann.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.ann.ivf.IvfConfig;
import dev.tributary.ann.ivf.IvfIndex;
import dev.tributary.data.SharedData;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FaissFileTest {
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

  private static Labels labels(int rows) {
    var labels = new long[rows];
    Arrays.setAll(labels, row -> 1_000_000_000_000L - row);
    return Labels.of(labels);
  }

  /** Files that faiss 1.15.1 wrote: exact kinds must answer exactly, coded ones what the library answers. */
  @Test
  void filesOfFaissGiveTheRightAnswers() throws IOException {
    Path samples = SharedData.path("index-samples/expected.json").getParent();
    int met = 0;
    for (JsonNode expected : JsonMapper.shared().readTree(samples.resolve("expected.json").toFile()).get("cases")) {
      String name = expected.get("file").asString();
      if (name.startsWith("faiss")) {
        met++;
        var metric = Metric.named(expected.get("metric").asString());
        var index = wide(IndexFiles.open(samples.resolve(name), Optional.of(metric)));
        boolean exact = name.contains("flat");
        check(index, samples, expected.get(exact ? "exact" : "answer_of_library"), name, metric == Metric.L2);
      }
    }
    assertThat(met).isEqualTo(11);
  }

  private static VectorIndex wide(VectorIndex index) {
    return switch (index) {
      case IvfIndex cells -> cells.with(1000, 1);
      case HnswIndex graph -> graph.withEf(1000);
      default -> index;
    };
  }

  private static void check(VectorIndex index, Path samples, JsonNode expected, String name, boolean negated) throws IOException {
    var queries = Matrix.of(20, 16, FloatColumn.copyOf(floats(samples.resolve("queries.f32"))));
    var query = new float[16];
    for (int n = 0; n < 20; n++) {
      queries.copyRow(n, query);
      index.search(query, 10, RowFilter.ALL, FOUND);
      double last = expected.get("values").get(n).get(9).asDouble();
      for (int rank = 0; rank < 10; rank++) {
        double value = expected.get("values").get(n).get(rank).asDouble();
        assertThat((double) FOUND.score(rank)).as("%s, query %d, rank %d", name, n, rank).isCloseTo(negated ? -value : value, within(1e-4 * Math.max(1, Math.abs(value))));
        long id = FOUND.label(rank);
        if (Math.abs(value - last) > 1e-3) { // a tie at the cut may fall either way
          assertThat(StreamSupport.stream(expected.get("ids").get(n).spliterator(), false).map(JsonNode::asLong)).as("%s, query %d", name, n).contains(id);
        }
      }
    }
  }

  private static float[] floats(Path path) throws IOException {
    var buffer = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    var values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  /** Files that annoy 1.17.3 wrote; its angular distance is √(2 − 2 cos), its euclidean one the root of ours. */
  @Test
  void filesOfAnnoyHoldTheirVectors() throws IOException {
    Path samples = SharedData.path("index-samples/expected.json").getParent();
    var vectors = floats(samples.resolve("vectors.f32"));
    for (var kind : new Object[][] {{"angular", Metric.COSINE}, {"euclidean", Metric.L2}, {"dot", Metric.INNER_PRODUCT}}) {
      Path path = samples.resolve("annoy-" + kind[0] + ".ann");
      var index = IndexFiles.openAnnoy(path, (Metric) kind[1], 16);
      assertThat(index.size()).isEqualTo(1000);
      if (kind[1] != Metric.COSINE) {
        assertThat(index.vectors().values().values().toArray()).isEqualTo(vectors);
      }
      for (JsonNode expected : JsonMapper.shared().readTree(samples.resolve("expected.json").toFile()).get("cases")) {
        if (expected.get("file").asString().equals("annoy-" + kind[0] + ".ann")) {
          for (int n = 0; n < 20; n++) {
            index.search(Arrays.copyOfRange(floats(samples.resolve("queries.f32")), 16 * n, 16 * n + 16), 10, RowFilter.ALL, FOUND);
            for (int rank = 0; rank < 10; rank++) {
              assertThat(FOUND.label(rank)).isEqualTo(expected.get("exact").get("ids").get(n).get(rank).asLong());
            }
          }
        }
      }
      assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> IndexFiles.openAnnoy(path, (Metric) kind[1], 15)).withMessageContaining("dimension 15");
    }
  }

  @Test
  void holesOfAnnoyAreLeftOut() throws IOException {
    // items 0 and 2 of two values, angular; item 1 is a hole; then two equal roots
    var bytes = ByteBuffer.allocate(5 * 20).order(ByteOrder.LITTLE_ENDIAN);
    for (int node : new int[] {1, 0, 1, 3, 3}) {
      bytes.putInt(node).putInt(0).putInt(2).putFloat(bytes.position()).putFloat(1);
    }
    Path path = folder.resolve("holes.ann");
    Files.write(path, bytes.array());
    var index = IndexFiles.openAnnoy(path, Metric.COSINE, 2);
    assertThat(index.size()).isEqualTo(2);
    assertThat(index.labels().label(1)).isEqualTo(2);
    index.search(new float[] {0, 1}, 5, RowFilter.ALL, FOUND);
    assertThat(FOUND.label(0)).as("(12, 1) points less up than (0, 1)").isIn(0L, 2L);
    for (int length = 1; length < 100; length++) {
      if (length % 20 != 0) {
        Files.write(path, Arrays.copyOf(bytes.array(), length));
        assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> IndexFiles.openAnnoy(path, Metric.COSINE, 2));
      }
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    for (Metric metric : new Metric[] {Metric.L2, Metric.INNER_PRODUCT}) {
      for (var names : new Labels[] {Labels.rows(200), labels(200)}) {
        var vectors = Vectors.of(metric, random(200, 5), names);
        Path path = folder.resolve("index.faiss");
        IndexFiles.write(FlatIndex.of(vectors), path);
        same(FlatIndex.of(vectors), IndexFiles.open(path, Optional.empty()));
        var cells = IvfIndex.build(vectors, IvfConfig.DEFAULT.withNlist(7), Job.DEFAULT).with(7, 200);
        IndexFiles.write(cells, path);
        var again = (IvfIndex) IndexFiles.open(path, Optional.of(metric));
        assertThat(again.config().nprobe()).isEqualTo(7);
        same(FlatIndex.of(vectors), again);
      }
    }
  }

  private static void same(VectorIndex expected, VectorIndex index) {
    var found = new SearchResult();
    var queries = random(17, 5);
    var query = new float[5];
    for (int n = 0; n < 17; n++) {
      queries.copyRow(n, query);
      expected.search(query, 9, RowFilter.ALL, FOUND);
      index.search(query, 9, RowFilter.ALL, found);
      for (int rank = 0; rank < 9; rank++) {
        assertThat(found.label(rank)).isEqualTo(FOUND.label(rank));
        assertThat(found.score(rank)).isEqualTo(FOUND.score(rank));
      }
    }
  }

  @Test
  void aPreTransformIsRefusedByName() throws IOException {
    Path path = folder.resolve("index.faiss");
    Files.write(path, "IxPT and more".getBytes(StandardCharsets.ISO_8859_1));
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> IndexFiles.open(path, Optional.empty()))
        .withMessageStartingWith("index.faiss: is a Faiss index of kind 'IxPT', which is not read: a pre-transform (IndexPreTransform)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          IndexFiles.write(FlatIndex.of(Vectors.of(Metric.L2, random(3, 2))), path);
          IndexFiles.open(path, Optional.of(Metric.COSINE));
        })
        .withMessage("index.faiss has the metric l2");
  }

  @Test
  void filesCutShortAnywhereAreRefused() throws IOException {
    for (Path whole : small()) {
      byte[] bytes = Files.readAllBytes(whole);
      Path cut = folder.resolve("cut.faiss");
      for (int length = 0; length < bytes.length; length++) {
        Files.write(cut, Arrays.copyOf(bytes, length));
        assertThatExceptionOfType(CorruptFileException.class)
            .as("%s cut to %d bytes", whole, length)
            .isThrownBy(() -> IndexFiles.open(cut, Optional.empty()))
            .withMessageStartingWith("cut.faiss: ");
      }
    }
  }

  /** Each 8 and 4 bytes replaced by numbers that hurt: refused with a reason, or an index that can be searched. */
  @Test
  void absurdNumbersAreRefusedOrHarmless() throws IOException {
    for (Path whole : small()) {
      byte[] bytes = Files.readAllBytes(whole);
      Path damaged = folder.resolve("damaged.faiss");
      for (int at = 4; at + 8 <= Math.min(bytes.length, 900); at++) {
        for (long number : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 40, 0}) {
          byte[] other = bytes.clone();
          ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putLong(at, number);
          Files.write(damaged, other);
          try {
            var index = IndexFiles.open(damaged, Optional.empty());
            index.search(new float[index.dimension()], 3, RowFilter.ALL, FOUND);
          } catch (CorruptFileException expected) {
            assertThat(expected).hasMessageStartingWith("damaged.faiss: ");
          }
        }
      }
    }
  }

  private Path[] small() throws IOException {
    Path flat = folder.resolve("flat.faiss");
    Path cells = folder.resolve("cells.faiss");
    var vectors = Vectors.of(Metric.L2, random(12, 3), labels(12));
    IndexFiles.write(FlatIndex.of(vectors), flat);
    IndexFiles.write(IvfIndex.build(vectors, IvfConfig.DEFAULT.withNlist(3), Job.DEFAULT), cells);
    return new Path[] {flat, cells};
  }
}
