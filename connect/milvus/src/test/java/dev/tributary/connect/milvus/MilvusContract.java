package dev.tributary.connect.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a collection on a real server promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class MilvusContract {
  private static final int DIMENSION = 24;
  private static final int ROWS = 3000;
  private static final Matrix VALUES = Samples.gaussian(ROWS, DIMENSION, 1);
  private static final Matrix QUERIES = Samples.gaussian(40, DIMENSION, 2);
  /** Labels that are no row numbers, and some below zero. */
  private static final Labels LABELS = Labels.of(LongStream.range(0, ROWS).map(row -> 3 * row - 500).toArray());

  private MilvusServer server;

  /** The Python module that holds the server. */
  protected abstract String module();

  protected abstract MilvusServer start(Path folder) throws IOException;

  @BeforeAll
  void startServer(@TempDir Path folder) throws IOException {
    assumeTrue(MilvusServer.isThere(module()), "MILVUS names no Python with " + module() + ": this server is not tried");
    server = start(folder);
  }

  @AfterAll
  void stopServer() {
    if (server != null) {
      server.kill();
    }
  }

  private MilvusConfig config() {
    return MilvusConfig.DEFAULT.withUri(server.uri()).withTimeoutMillis(20_000);
  }

  private MilvusCollection collection(String name, Metric metric) {
    return MilvusCollection.connect(config(), schema(name, metric));
  }

  private static MilvusSchema schema(String name, Metric metric) {
    return MilvusSchema.of(name, metric, DIMENSION).withIndex(MilvusIndexType.FLAT, Map.of());
  }

  private static Vectors vectors(Metric metric) {
    return Vectors.of(metric, VALUES, LABELS);
  }

  @Test
  void flatAnswersAsTheExactScanUnderEachMetricAndFilter() {
    for (Metric metric : Metric.values()) {
      try (var collection = collection("flat_" + metric.shortName(), metric)) {
        var vectors = vectors(metric);
        collection.put(vectors);
        var exact = FlatIndex.of(vectors);
        var index = collection.index();
        assertThat(index.size()).isEqualTo(ROWS);
        assertThat(collection.size()).isEqualTo(ROWS);
        Samples.assertAnswersLike(exact, index, QUERIES, 10, RowFilter.ALL, 1e-4f);
        for (double share : metric == Metric.L2 ? new double[] {0.9, 0.5, 0.1, 0.01, 0} : new double[] {0.5}) {
          var random = Seeds.random(7);
          var allowed = new BitSet();
          IntStream.range(0, ROWS).filter(_ -> random.nextDouble() < share).forEach(allowed::set);
          Samples.assertAnswersLike(exact, index, QUERIES, 10, allowed::get, 1e-4f);
        }
        collection.drop();
      }
    }
  }

  @Test
  void aSingleSearchAnswersAsABatchAndAllThereIs() {
    try (var collection = collection("single", Metric.COSINE)) {
      var vectors = vectors(Metric.COSINE);
      collection.put(vectors);
      var index = collection.index();
      var batch = new SearchResults(QUERIES.rows(), 7);
      index.search(QUERIES, RowFilter.ALL, batch, Job.DEFAULT);
      var found = new SearchResult();
      var byLabel = new SearchResult();
      for (int query = 0; query < 5; query++) {
        index.search(Samples.row(QUERIES, query), 7, RowFilter.ALL, found);
        collection.search(Samples.row(QUERIES, query), 7, byLabel);
        for (int rank = 0; rank < 7; rank++) {
          assertThat(found.label(rank)).isEqualTo(batch.label(query, rank)).isEqualTo(byLabel.label(rank));
          assertThat(found.row(rank)).isEqualTo(LABELS.rowOf(found.label(rank)));
        }
      }
      collection.search(Samples.row(QUERIES, 0), 4, label -> label < -400, byLabel);
      assertThat(Samples.labels(byLabel)).hasSize(4).allMatch(label -> label < -400);
      FlatIndex.of(vectors).search(Samples.row(QUERIES, 0), 4, row -> LABELS.label(row) < -400, found);
      assertThat(Samples.labels(byLabel)).isEqualTo(Samples.labels(found));
      index.search(Samples.row(QUERIES, 0), 1_000_000, RowFilter.ALL, found);
      assertThat(found.size()).isEqualTo(ROWS);
      collection.search(new float[DIMENSION], 3, found); // no direction: every score is 0
      assertThat(List.of(found.score(0), found.score(1), found.score(2))).containsOnly(0f);
      collection.drop();
    }
  }

  @Test
  void whatIsRemovedNeverComesBackAndWhatIsPutReplaces() {
    try (var collection = collection("changing", Metric.L2)) {
      collection.put(vectors(Metric.L2));
      var before = collection.index();
      var found = new SearchResult();
      long[] gone = LongStream.range(0, 600).map(n -> LABELS.label((int) (5 * n))).toArray();
      collection.remove(gone);
      collection.remove(gone[0], 77_777_777); // gone already, and never there
      for (int n = 0; n < 600; n += 12) {
        float[] vector = Samples.row(VALUES, 5 * n);
        collection.search(vector, 3, found);
        assertThat(Samples.labels(found)).hasSize(3).doesNotContain(gone[n]);
        before.search(vector, 3, RowFilter.ALL, found);
        assertThat(Samples.labels(found)).hasSize(3).doesNotContain(gone[n]);
      }
      assertThat(collection.size()).isEqualTo(2400);
      assertThat(collection.copyVector(gone[1], new float[DIMENSION])).isFalse();

      float[] elsewhere = Samples.row(QUERIES, 3);
      long label = LABELS.label(1);
      collection.put(label, elsewhere);
      collection.search(elsewhere, 1, found);
      assertThat(found.label(0)).isEqualTo(label);
      assertThat(found.score(0)).isZero();
      collection.search(Samples.row(VALUES, 1), 1, found);
      assertThat(found.label(0)).as("its old vector is gone").isNotEqualTo(label);
      var copy = new float[DIMENSION];
      before.copyVector(1, copy);
      assertThat(copy).containsExactly(elsewhere);
      assertThat(collection.size()).isEqualTo(2400);

      collection.put(gone[0], elsewhere);
      assertThat(collection.index().size()).isEqualTo(2401);
      collection.drop();
    }
  }

  @Test
  void anIndexThatIsNotExactTakesItsSettings() {
    var exact = FlatIndex.of(vectors(Metric.COSINE));
    for (var type : List.of(MilvusIndexType.HNSW, MilvusIndexType.IVF_FLAT)) {
      var schema = schema("kind_" + type.name().toLowerCase(java.util.Locale.ROOT), Metric.COSINE).withIndex(type, type == MilvusIndexType.IVF_FLAT ? Map.of("nlist", 32) : Map.of());
      try (var collection = MilvusCollection.connect(config(), schema)) {
        collection.put(vectors(Metric.COSINE));
        var index = collection.index().withSearch(type == MilvusIndexType.HNSW ? Map.of("ef", 128) : Map.of("nprobe", 24));
        assertThat(recall(exact, index)).as("%s", type).isGreaterThan(0.9);
        var found = new SearchResult();
        index.search(Samples.row(QUERIES, 1), 1000, RowFilter.ALL, found);
        assertThat(found.size()).as("%s", type).isEqualTo(1000);
        MilvusCollection.connect(config(), schema).close(); // its index is what was wanted
        collection.drop();
      }
    }
  }

  private static double recall(VectorIndex exact, VectorIndex index) {
    var truth = new SearchResults(QUERIES.rows(), 10);
    var found = new SearchResults(QUERIES.rows(), 10);
    exact.search(QUERIES, RowFilter.ALL, truth, Job.DEFAULT);
    index.search(QUERIES, RowFilter.ALL, found, Job.DEFAULT);
    int hits = 0;
    for (int query = 0; query < QUERIES.rows(); query++) {
      int at = query;
      hits += (int) IntStream.range(0, 10).filter(n -> IntStream.range(0, found.size(at)).anyMatch(m -> found.label(at, m) == truth.label(at, n))).count();
    }
    return hits / (10.0 * QUERIES.rows());
  }

  @Test
  void aCollectionThatIsThereAndDiffersIsRefused() {
    try (var collection = collection("there", Metric.L2)) {
      collection.put(5, Samples.row(VALUES, 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MilvusCollection.connect(config(), MilvusSchema.of("there", Metric.L2, 48)))
          .withMessage("collection 'there' is there and differs: its vectors have 24 values, wanted are 48; connect with what it has, or under another name");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MilvusCollection.connect(config(), schema("there", Metric.INNER_PRODUCT).withIndex(MilvusIndexType.HNSW, Map.of())))
          .withMessageContaining("its metric is L2, wanted is IP; its index is FLAT, wanted is HNSW");
      try (var again = collection("there", Metric.L2)) {
        assertThat(again.size()).isEqualTo(1);
      }
      collection.drop();
    }
  }

  /** What {@code docs/milvus.md} shows. */
  @Test
  void theWorkedExampleWorks() {
    var vectors = Vectors.of(Metric.COSINE, Samples.gaussian(100, 64, 5));
    float[] vector = Samples.row(vectors.values(), 42);
    float[] query = Samples.row(vectors.values(), 7);
    var seen = new BitSet();
    seen.set(7);
    var config = MilvusConfig.DEFAULT.withUri(server.uri());
    var schema = MilvusSchema.of("items", Metric.COSINE, 64).withIndex(MilvusIndexType.HNSW, Map.of("M", 16, "efConstruction", 200));
    try (var items = MilvusCollection.connect(config, schema)) {
      items.put(vectors);
      items.put(4711, vector);
      items.remove(42, 43);

      var found = new SearchResult();
      items.search(vector, 10, label -> label != 4711, found);
      assertThat(Samples.labels(found)).hasSize(10).doesNotContain(4711L, 42L, 43L);

      VectorIndex index = items.index().withSearch(Map.of("ef", 128));
      index.search(query, 10, RowFilter.except(seen), found);
      assertThat(Samples.labels(found)).hasSize(10).doesNotContain(7L);
      assertThat(index.size()).isEqualTo(99);
      items.drop();
    }
  }

  @Test
  void manyLabelsAreReadInPages() {
    int rows = 20_000;
    var labels = Labels.of(LongStream.range(0, rows).map(row -> row % 2 == 0 ? row : -row * 1_000_000_007L).toArray());
    try (var collection = MilvusCollection.connect(config(), MilvusSchema.of("pages", Metric.L2, 2).withIndex(MilvusIndexType.FLAT, Map.of()))) {
      var vectors = Vectors.of(Metric.L2, Samples.gaussian(rows, 2, 3), labels);
      collection.put(vectors);
      collection.put(Long.MAX_VALUE - 1, new float[] {100, 100});
      collection.put(-Long.MAX_VALUE + 1, new float[] {-100, -100});
      var index = collection.index();
      assertThat(index.size()).isEqualTo(rows + 2);
      for (int row = 0; row < rows; row++) {
        assertThat(index.labels().rowOf(labels.label(row))).isNotNegative();
      }
      var found = new SearchResult();
      index.search(new float[] {100, 100}, 1, row -> row >= rows, found);
      assertThat(Samples.labels(found)).containsExactly(Long.MAX_VALUE - 1);
      collection.remove(Long.MAX_VALUE - 1, -Long.MAX_VALUE + 1);
      assertThat(collection.index().size()).isEqualTo(rows);
      collection.drop();
    }
  }

  @Test
  void aCollectionThatSomebodyTookAwayIsNamed() {
    var collection = collection("dropped", Metric.L2);
    collection("dropped", Metric.L2).drop(); // by somebody else
    var problem = catchThrowableOfType(MilvusException.class, () -> collection.search(new float[DIMENSION], 1, new SearchResult()));
    assertThat(problem).hasMessage("Milvus at " + server.uri() + ", collection 'dropped': searching failed: the server has no such collection any more; connect again to set it up");
    assertThat(problem.isTemporary()).isFalse();
    collection.close();
    assertThatIllegalStateException().isThrownBy(collection::size).withMessage("Milvus at " + server.uri() + ", collection 'dropped' is closed; connect again");
  }

  @Test
  @Order(Integer.MAX_VALUE) // behind all others: the server is not the same afterwards
  void aServerThatDiesIsLeftAloneAndFoundAgain() throws Exception {
    var impatient = config().withTimeoutMillis(2000).withAttempts(2).withPauseMillis(50).withFailures(3).withRestMillis(1500);
    try (var patient = collection("dying", Metric.L2); var collection = MilvusCollection.connect(impatient, schema("dying", Metric.L2))) {
      patient.put(vectors(Metric.L2));
      patient.remove(LABELS.label(0));
      assertThat(patient.size()).isEqualTo(ROWS - 1);
      float[] query = Samples.row(VALUES, 0);
      var met = new AtomicReference<RuntimeException>();
      var asker =
          Thread.ofPlatform()
              .start(
                  () -> {
                    var found = new SearchResult();
                    while (met.get() == null) {
                      try {
                        collection.search(query, 3, found);
                      } catch (RuntimeException e) {
                        met.set(e);
                      }
                    }
                  });
      MilvusServer.sleep(200);
      server.kill();
      asker.join();
      assertThat(met.get()).isInstanceOf(MilvusException.class).hasMessageStartingWith("Milvus at " + server.uri() + ", collection 'dying': searching");

      long end = System.nanoTime() + 60_000_000_000L;
      String message = met.get().getMessage();
      while (!message.contains("was not tried") && System.nanoTime() < end) {
        message = catchThrowableOfType(MilvusException.class, () -> collection.search(query, 3, new SearchResult())).getMessage();
      }
      assertThat(message).contains("the server failed too often in a row; it is asked again in 1.").contains("The last failure: Milvus at");
      long start = System.nanoTime();
      for (int n = 0; n < 20; n++) {
        assertThatThrownBy(() -> collection.search(query, 3, new SearchResult())).hasMessageContaining("was not tried");
      }
      assertThat(System.nanoTime() - start).as("twenty refusals").isLessThan(500_000_000L);

      server.start();
      var found = new SearchResult();
      boolean back = false;
      for (end = System.nanoTime() + 60_000_000_000L; !back && System.nanoTime() < end; ) {
        try {
          collection.search(query, 3, found);
          back = true;
        } catch (MilvusException e) {
          assertThat(e.isTemporary()).as(e.getMessage()).isTrue();
          MilvusServer.sleep(100);
        }
      }
      assertThat(back).as("the server is found again").isTrue();
      assertThat(Samples.labels(found)).hasSize(3).doesNotContain(LABELS.label(0));
      assertThat(patient.size()).as("of one that noticed nothing").isEqualTo(ROWS - 1);
    }
  }
}
