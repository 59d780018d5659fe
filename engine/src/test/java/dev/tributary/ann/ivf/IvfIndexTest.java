package dev.tributary.ann.ivf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.VectorIndexContract;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IvfIndexTest {
  @TempDir Path folder;

  @Nested
  class WithCodes extends VectorIndexContract {
    @Override
    protected VectorIndex index(Vectors vectors) {
      return IvfIndex.build(vectors, IvfConfig.DEFAULT, Job.DEFAULT);
    }

    @Override
    protected double recall() {
      return 0.95;
    }

    @Test
    void aPieceMayBeOfAnyLength() {
      var vectors = clustered(1500, 13, 1);
      var queries = clustered(30, 13, 2);
      for (int length : new int[] {1, 3, 5, 64}) {
        for (Metric metric : Metric.values()) {
          var index = IvfIndex.build(Vectors.of(metric, vectors), IvfConfig.DEFAULT.withCodeLength(length).withRerank(400), Job.DEFAULT);
          assertThat(recall(index, vectors, queries, 10, RowFilter.ALL)).as("%s, pieces of %d", metric, length).isGreaterThan(0.95);
        }
      }
    }

    @Test
    void codesAloneBringTheBestNear() {
      // with as many reranked as asked for, the codes decide alone: the share of the best ten that they find
      var vectors = clustered(3000, 24, 1);
      var queries = clustered(40, 24, 2);
      for (Metric metric : Metric.values()) {
        var index = IvfIndex.build(Vectors.of(metric, vectors), IvfConfig.DEFAULT, Job.DEFAULT).with(1000, 10);
        assertThat(recall(index, vectors, queries, 10, RowFilter.ALL)).as("%s", metric).isGreaterThan(0.6);
      }
    }

    @Test
    void whereFewRowsAreAllowedTheAnswerIsExact() {
      var vectors = clustered(5000, 12, 1);
      var queries = clustered(30, 12, 2);
      var few = new BitSet();
      for (int row = 3; row < 5000; row += 100) {
        few.set(row);
      }
      for (Metric metric : Metric.values()) {
        var index = IvfIndex.build(Vectors.of(metric, vectors), IvfConfig.DEFAULT, Job.DEFAULT).with(20, 10);
        assertThat(recall(index, vectors, queries, 10, RowFilter.only(few))).as("%s", metric).isEqualTo(1);
      }
    }

    @Test
    void distancesFromFarAwayAreStillTold() {
      var near = clustered(1000, 8, 1);
      var far = Matrix.zeros(1000, 8);
      for (int row = 0; row < 1000; row++) {
        for (int i = 0; i < 8; i++) {
          far.set(row, i, near.get(row, i) + 500);
        }
      }
      var queries = Matrix.zeros(20, 8);
      for (int row = 0; row < 20; row++) {
        queries.setRow(row, row(far, 37 * row));
      }
      var index = IvfIndex.build(Vectors.of(Metric.L2, far), IvfConfig.DEFAULT, Job.DEFAULT);
      assertThat(recall(index, far, queries, 10, RowFilter.ALL)).isGreaterThan(0.95);
    }

    @Test
    void theSameBytesOnAnyNumberOfThreadsAndWhenReadAgain(@TempDir Path place) throws IOException {
      for (Metric metric : Metric.values()) {
        var vectors = Vectors.of(metric, clustered(2500, 11, 1), names(2500));
        var one = place.resolve("one.safetensors");
        var three = place.resolve("three.safetensors");
        var index = IvfIndex.build(vectors, IvfConfig.DEFAULT, Job.DEFAULT.withThreads(1));
        index.write(one);
        IvfIndex.build(vectors, IvfConfig.DEFAULT, Job.DEFAULT.withThreads(3)).write(three);
        assertThat(one).hasSameBinaryContentAs(three);
        var again = IvfIndex.open(one);
        for (int n = 0; n < 20; n++) {
          var query = row(clustered(20, 11, 5), n);
          assertThat(search(again, query, 10, RowFilter.ALL)).isEqualTo(search(index, query, 10, RowFilter.ALL));
        }
        Files.delete(one);
        again.write(one);
        assertThat(one).hasSameBinaryContentAs(three);
      }
    }
  }

  @Nested
  class WithoutVectors {
    private final Matrix vectors = VectorIndexContract.clustered(4000, 20, 1);
    private final Matrix queries = VectorIndexContract.clustered(40, 20, 2);

    private IvfIndex index(Metric metric, int codeLength, int bits) {
      return IvfIndex.build(Vectors.of(metric, vectors, names(4000)), IvfConfig.DEFAULT.withCodeLength(codeLength).withBits(bits), Job.DEFAULT);
    }

    @Test
    void moreBitsFindMore() {
      for (Metric metric : Metric.values()) {
        double before = 0;
        for (int bits : new int[] {1, 2, 4, 6, 8}) {
          double recall = VectorIndexContract.recall(relabelled(index(metric, 2, bits)), vectors, queries, 10, RowFilter.ALL);
          assertThat(recall).as("%s, %d bits", metric, bits).isGreaterThan(before);
          before = recall;
        }
        assertThat(before).as("%s", metric).isGreaterThan(0.97);
      }
    }

    /** Rows in place of names. */
    private VectorIndex relabelled(IvfIndex index) {
      return IvfIndex.build(Vectors.of(index.metric(), vectors), index.config(), Job.DEFAULT);
    }

    @Test
    void scoresAreThoseOfWhatIsCopied() {
      var found = new SearchResult();
      var copied = new float[20];
      for (Metric metric : Metric.values()) {
        for (int codeLength : new int[] {0, 2}) {
          var index = index(metric, codeLength, 6);
          for (int n = 0; n < queries.rows(); n++) {
            var query = VectorIndexContract.row(queries, n);
            index.search(query, 10, RowFilter.ALL, found);
            var prepared = metric.prepare(query, 20, new float[20]);
            for (int rank = 0; rank < 10; rank++) {
              index.copyVector(index.labels().rowOf(found.label(rank)), copied);
              double expected = 0;
              for (int i = 0; i < 20; i++) {
                expected += metric == Metric.L2 ? -Math.pow(prepared[i] - copied[i], 2) : prepared[i] * copied[i];
              }
              assertThat((double) found.score(rank)).as("%s, %d", metric, codeLength).isCloseTo(expected, within(2e-4));
            }
          }
        }
      }
    }

    @Test
    void memoryIsThatOfCodes() {
      // 20 values: 4 bits and 2 bits of each, 10 + 5 bytes, and a scale; 10 codes for pairs in 12 places of half a byte; a row number; centroids
      var index = index(Metric.INNER_PRODUCT, 2, 6);
      long blocks = index.bytes() - index.centroids().rows() * 80L - 4000 * (19 + 4L) - 64;
      assertThat(blocks % (64 * 6)).isZero();
      assertThat(blocks).isBetween(4000 * 6L, 4000 * 6L + index.centroids().rows() * 64 * 6L);
      assertThat(index.bytes()).isLessThan(4000 * 80 / 2);
    }

    @Test
    void anUpdateKeepsCodesToTheBit() {
      for (Metric metric : Metric.values()) {
        var index = index(metric, 2, 4);
        var gone = new BitSet();
        for (int row = 0; row < 4000; row += 7) {
          gone.set(row);
        }
        var updated = index.updated(gone, Vectors.of(metric, VectorIndexContract.clustered(50, 20, 3), Labels.of(LongStream.range(90_000, 90_050).toArray())), Job.DEFAULT);
        assertThat(updated.size()).isEqualTo(4000 - 572 + 50);
        var before = new float[20];
        var after = new float[20];
        for (int row = 1; row < 4000; row += 7) {
          index.copyVector(row, before);
          updated.copyVector(updated.labels().rowOf(index.labels().label(row)), after);
          assertThat(after).isEqualTo(before);
        }
      }
    }

    @Test
    void filesAndBatchesGiveTheSameAnswers(@TempDir Path place) throws IOException {
      for (Metric metric : Metric.values()) {
        for (int codeLength : new int[] {0, 3}) {
          var index = index(metric, codeLength, 7);
          var path = place.resolve(metric + "-" + codeLength + ".safetensors");
          index.write(path);
          var again = IvfIndex.open(path);
          var batch = new SearchResults(queries.rows(), 10);
          again.search(queries, RowFilter.ALL, batch, Job.DEFAULT);
          for (int n = 0; n < queries.rows(); n++) {
            var alone = VectorIndexContract.search(index, VectorIndexContract.row(queries, n), 10, RowFilter.ALL);
            int query = n;
            assertThat(IntStream.range(0, 10).mapToObj(rank -> batch.label(query, rank)).toList()).isEqualTo(alone);
            assertThat(VectorIndexContract.search(again, VectorIndexContract.row(queries, n), 10, RowFilter.ALL)).isEqualTo(alone);
          }
        }
      }
    }

    @Test
    void aDamagedFileIsRefusedOrHarmless(@TempDir Path place) throws IOException {
      var few = Vectors.of(Metric.L2, VectorIndexContract.clustered(40, 3, 1));
      var path = place.resolve("index.safetensors");
      IvfIndex.build(few, IvfConfig.DEFAULT.withBits(5), Job.DEFAULT).write(path);
      byte[] whole = Files.readAllBytes(path);
      for (int at = 0; at < whole.length; at++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) 0x80;
        Files.write(path, damaged);
        try {
          IvfIndex.open(path).search(new float[] {1, 2, 3}, 3, RowFilter.ALL, new SearchResult());
        } catch (CorruptFileException expected) {
          assertThat(expected).hasMessageStartingWith("index.safetensors: ");
        }
        Files.write(path, Arrays.copyOf(whole, at));
        assertThatExceptionOfType(CorruptFileException.class).as("cut to %d bytes", at).isThrownBy(() -> IvfIndex.open(path));
      }
    }
  }

  @Test
  void waysToFindHundredsGrowMoreThorough() {
    var vectors = VectorIndexContract.clustered(6000, 16, 1);
    var queries = VectorIndexContract.clustered(20, 16, 2);
    var index = IvfIndex.build(Vectors.of(Metric.INNER_PRODUCT, vectors), IvfConfig.DEFAULT.withCodeLength(4), Job.DEFAULT);
    var ways = Ivf.KIND.searches(200);
    double before = 0;
    for (int step : new int[] {0, 5, 15}) {
      double recall = VectorIndexContract.recall(index.withSearch(ways.get(step)), vectors, queries, 200, RowFilter.ALL);
      assertThat(recall).as("%s", ways.get(step)).isGreaterThanOrEqualTo(before);
      before = recall;
    }
    assertThat(ways.getFirst()).isEqualTo(Map.of("nprobe", 32, "rerank", 260)); // 1.3 · 200
    assertThat(before).isGreaterThan(0.98);
  }

  @Test
  void whatLiesBesideTheVectorsMakesTheSameIndexAgain() throws IOException {
    for (Metric metric : Metric.values()) {
      var vectors = Vectors.of(metric, VectorIndexContract.clustered(2500, 11, 1), names(2500));
      var index = IvfIndex.build(vectors, IvfConfig.DEFAULT, Job.DEFAULT);
      assertThat(index.columns().names()).doesNotContain("vectors", "labels");
      var again = IvfIndex.over(vectors, index.columns(), Path.of("index"));
      for (int n = 0; n < 20; n++) {
        var query = VectorIndexContract.row(VectorIndexContract.clustered(20, 11, 5), n);
        assertThat(VectorIndexContract.search(again, query, 10, RowFilter.ALL)).isEqualTo(VectorIndexContract.search(index, query, 10, RowFilter.ALL));
      }
      var others = Vectors.of(metric, VectorIndexContract.clustered(2499, 11, 1));
      assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> IvfIndex.over(others, index.columns(), Path.of("index"))).withMessageContaining("index").withMessageContaining("2499");
    }
    var cells = IvfIndex.build(Vectors.of(Metric.L2, VectorIndexContract.clustered(50, 3, 1)), IvfConfig.DEFAULT.withCodeLength(0), Job.DEFAULT);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(cells::columns);
  }

  private static Labels names(int rows) {
    var labels = new long[rows];
    Arrays.setAll(labels, row -> 5_000_000_000L - row);
    return Labels.of(labels);
  }

  @Nested
  class WithoutCodes extends VectorIndexContract {
    @Override
    protected VectorIndex index(Vectors vectors) {
      return IvfIndex.build(vectors, IvfConfig.DEFAULT.withCodeLength(0), Job.DEFAULT);
    }

    @Override
    protected double recall() {
      return 0.95;
    }

    @Test
    void allCellsFindAll() {
      var vectors = clustered(2000, 9, 1);
      var queries = clustered(30, 9, 2);
      for (Metric metric : Metric.values()) {
        var index = IvfIndex.build(Vectors.of(metric, vectors), IvfConfig.DEFAULT.withCodeLength(0).withNlist(50).withNprobe(50), Job.DEFAULT);
        assertThat(recall(index, vectors, queries, 10, RowFilter.ALL)).isEqualTo(1);
      }
    }

    @Test
    void oneProbeFindsLessAndGoesOnUntilThereAreEnough() {
      var vectors = clustered(2000, 9, 1);
      var index = IvfIndex.build(Vectors.of(Metric.L2, vectors), IvfConfig.DEFAULT.withCodeLength(0).withNlist(100), Job.DEFAULT).with(1, 1);
      var queries = clustered(30, 9, 2);
      assertThat(recall(index, vectors, queries, 10, RowFilter.ALL)).isBetween(0.2, 0.99);
      assertThat(search(index, row(queries, 0), 1500, RowFilter.ALL)).hasSize(1500).doesNotHaveDuplicates();
      var one = new BitSet();
      one.set(1234);
      assertThat(search(index, row(queries, 0), 5, RowFilter.only(one))).containsExactly(1234L);
    }

    @Test
    void knownCellsAreKept() {
      // 0 and 1 in the cell of 0.5, 10 and 11 in that of 10.5, and 12 put where nobody would look first
      var index = IvfIndex.of(Vectors.of(Metric.L2, matrix(1, 0, 1, 10, 11, 12)), matrix(1, 0.5f, 10.5f), new int[] {0, 0, 1, 1, 0}, 1);
      assertThat(search(index, new float[] {12}, 2, RowFilter.ALL)).containsExactly(3L, 2L);
      assertThat(search(index.with(2, 1), new float[] {12}, 2, RowFilter.ALL)).containsExactly(4L, 3L);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IvfIndex.of(Vectors.of(Metric.L2, matrix(1, 0, 1)), matrix(1, 0), new int[] {0, 1}, 1))
          .withMessage("row 1 lies in cell 1 of 1");
    }
  }

  @Test
  void aFileCutShortAnywhereIsRefused() throws IOException {
    Path path = folder.resolve("index.safetensors");
    var vectors = Matrix.zeros(60, 3);
    for (int row = 0; row < 60; row++) {
      vectors.set(row, row % 3, row);
    }
    IvfIndex.build(Vectors.of(Metric.L2, vectors, names(60)), IvfConfig.DEFAULT, Job.DEFAULT).write(path);
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      Path cut = folder.resolve("cut.safetensors");
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(CorruptFileException.class).as("cut to %d bytes", length).isThrownBy(() -> IvfIndex.open(cut));
    }
  }

  @Test
  void damagedNumbersAreRefusedOrHarmless() throws IOException {
    Path path = folder.resolve("index.safetensors");
    var vectors = Matrix.zeros(40, 2);
    for (int row = 0; row < 40; row++) {
      vectors.set(row, row % 2, row);
    }
    IvfIndex.build(Vectors.of(Metric.INNER_PRODUCT, vectors), IvfConfig.DEFAULT, Job.DEFAULT).write(path);
    byte[] whole = Files.readAllBytes(path);
    var found = new SearchResult();
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] = (byte) (damaged[at] ^ 0x80);
      Files.write(path, damaged);
      try {
        IvfIndex.open(path).search(new float[] {1, 2}, 3, RowFilter.ALL, found);
      } catch (CorruptFileException expected) {
        assertThat(expected).hasMessageStartingWith("index.safetensors: ");
      }
    }
  }
}
