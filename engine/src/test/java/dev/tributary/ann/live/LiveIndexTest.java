package dev.tributary.ann.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.VectorIndexContract;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.Flat;
import dev.tributary.ann.flat.FlatConfig;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.Hnsw;
import dev.tributary.ann.hnsw.HnswConfig;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.ann.ivf.Ivf;
import dev.tributary.ann.ivf.IvfConfig;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class LiveIndexTest {
  private static final LiveConfig RARE = LiveConfig.DEFAULT.withMergeRows(1_000_000);
  private static final HnswConfig LINKS = new HnswConfig(8, 60, 60, true);

  /** Vectors of the contract's test data. */
  private static final class Data extends VectorIndexContract {
    @Override
    protected VectorIndex index(Vectors vectors) {
      return FlatIndex.of(vectors);
    }

    @Override
    protected double recall() {
      return 1;
    }

    static Matrix rows(int rows, int dimension, long seed) {
      return clustered(rows, dimension, seed);
    }

    static double truth(Metric metric, float[] a, float[] b) {
      return score(metric, a, b);
    }
  }

  private static float[] row(Matrix matrix, int row) {
    var values = new float[matrix.columns()];
    matrix.copyRow(row, values);
    return values;
  }

  private static LiveIndex flat(Metric metric, Matrix vectors, LiveConfig config) {
    return LiveIndex.build(Vectors.of(metric, vectors), Flat.KIND, Flat.KIND.defaults(), config, Job.DEFAULT);
  }

  private static List<Long> search(LiveIndex index, float[] query, int k) {
    var found = new SearchResult();
    index.search(query, k, found);
    return IntStream.range(0, found.size()).mapToObj(found::label).toList();
  }

  private static List<Long> best(Metric metric, Map<Long, float[]> vectors, float[] query, int k) {
    return vectors.keySet().stream()
        .sorted(Comparator.comparingDouble((Long label) -> -(float) Data.truth(metric, query, vectors.get(label))).thenComparing(label -> label))
        .limit(k)
        .toList();
  }

  @Test
  void whatIsPutIsFoundAndWhatIsRemovedIsNot() {
    try (var index = flat(Metric.L2, Data.rows(0, 2, 1), RARE)) {
      assertThat(search(index, new float[] {0, 0}, 3)).isEmpty();
      assertThat(index.put(7, new float[] {1, 0})).isTrue();
      assertThat(index.put(-3, new float[] {2, 0})).isTrue();
      assertThat(search(index, new float[] {0, 0}, 3)).containsExactly(7L, -3L);
      assertThat(index.put(7, new float[] {9, 0})).isFalse();
      assertThat(search(index, new float[] {0, 0}, 3)).containsExactly(-3L, 7L);
      assertThat(index.remove(-3)).isTrue();
      assertThat(index.remove(-3)).isFalse();
      assertThat(search(index, new float[] {0, 0}, 3)).containsExactly(7L);
      assertThat(index.size()).isEqualTo(1);
      var vector = new float[2];
      assertThat(index.copyVector(7, vector)).isTrue();
      assertThat(vector).containsExactly(9, 0);
      assertThat(index.copyVector(-3, vector)).isFalse();
    }
  }

  @Test
  void aWriteKeepsWhatAnEarlierSearchFound() {
    try (var index = flat(Metric.INNER_PRODUCT, Data.rows(300, 4, 1), RARE)) {
      var before = index.frozen();
      index.remove(5);
      index.put(6, new float[] {100, 100, 100, 100});
      assertThat(before.size()).isEqualTo(300);
      assertThat(index.size()).isEqualTo(299);
      assertThat(index.frozen().size()).isEqualTo(299);
      assertThat(index.frozen().labels().rowOf(5)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void anExactBaseAnswersWhatSortingAllAnswersThroughAnyChange(Metric metric) {
    var random = Seeds.random(11);
    var pool = Data.rows(2000, 6, 3);
    var truth = new TreeMap<Long, float[]>();
    var start = Data.rows(200, 6, 4);
    for (int row = 0; row < 200; row++) {
      truth.put((long) row, row(start, row));
    }
    try (var index = flat(metric, start, new LiveConfig(40, 0, 3))) {
      for (int step = 0; step < 1500; step++) {
        long label = random.nextInt(400) - 50;
        if (random.nextInt(3) == 0) {
          assertThat(index.remove(label)).isEqualTo(truth.remove(label) != null);
        } else {
          float[] vector = row(pool, random.nextInt(2000));
          assertThat(index.put(label, vector)).isEqualTo(truth.put(label, vector) == null);
        }
        if (step % 10 == 0) {
          assertThat(index.size()).isEqualTo(truth.size());
          float[] query = row(pool, random.nextInt(2000));
          var found = new SearchResult();
          index.search(query, 7, l -> l % 2 == 0, found);
          var even = new HashMap<Long, float[]>();
          truth.forEach((l, vector) -> {
            if (l % 2 == 0) {
              even.put(l, vector);
            }
          });
          var expected = best(metric, even, query, 7);
          assertThat(found.size()).isEqualTo(expected.size());
          for (int rank = 0; rank < found.size(); rank++) {
            assertThat((double) found.score(rank)).isCloseTo(Data.truth(metric, query, even.get(expected.get(rank))), within(1e-4));
            assertThat((double) found.score(rank)).isCloseTo(Data.truth(metric, query, even.get(found.label(rank))), within(1e-4));
          }
        }
      }
      index.merge();
      assertThat(index.merges()).isGreaterThan(5);
      assertThat(index.waiting()).isZero();
      assertThat(index.size()).isEqualTo(truth.size());
    }
  }

  private static double recall(VectorIndex index, Map<Long, float[]> truth, Matrix queries) {
    int found = 0;
    var result = new SearchResult();
    for (int query = 0; query < queries.rows(); query++) {
      index.search(row(queries, query), 10, RowFilter.ALL, result);
      var expected = best(index.metric(), truth, row(queries, query), 10);
      for (int rank = 0; rank < result.size(); rank++) {
        found += expected.contains(result.label(rank)) ? 1 : 0;
      }
    }
    return found / (10.0 * queries.rows());
  }

  private static Vectors vectors(Metric metric, Map<Long, float[]> truth, int dimension) {
    var matrix = Matrix.zeros(truth.size(), dimension);
    int row = 0;
    for (float[] vector : truth.values()) {
      matrix.setRow(row++, vector);
    }
    return Vectors.of(metric, matrix, Labels.of(truth.keySet().stream().mapToLong(label -> label).toArray()));
  }

  /** A fifth is deleted and as many come, five times, at random: the index finds about as much as one built anew. */
  private static <C extends Record> void churn(IndexKind<C> kind, C settings, Metric metric) {
    int rows = 3000;
    var pool = Data.rows(2 * rows + 100, 12, 5);
    var queries = Data.rows(100, 12, 6);
    var random = Seeds.random(2);
    var truth = new TreeMap<Long, float[]>();
    for (int row = 0; row < rows; row++) {
      truth.put((long) row, row(pool, row));
    }
    VectorIndex index = kind.build(vectors(metric, truth, 12), settings, Job.DEFAULT);
    for (int round = 0; round < 5; round++) {
      try (var live = LiveIndex.of(index, kind, settings, RARE, Job.DEFAULT)) {
        var labels = new ArrayList<>(truth.keySet());
        for (int n = 0; n < rows / 5; n++) {
          long label = labels.remove(random.nextInt(labels.size()));
          truth.remove(label);
          live.remove(label);
          long next = rows + (long) round * rows / 5 + n;
          truth.put(next, row(pool, (int) next));
          live.put(next, row(pool, (int) next));
        }
        index = live.frozen();
        assertThat(index.size()).isEqualTo(rows);
        assertThat(index.labels().size()).isEqualTo(rows);
      }
    }
    double fresh = recall(kind.build(vectors(metric, truth, 12), settings, Job.DEFAULT), truth, queries);
    assertThat(recall(index, truth, queries)).isGreaterThan(fresh - 0.015);
    assertThat(fresh).isGreaterThan(0.85);
  }

  @Test
  void anHnswBaseKeepsItsRecallUnderChurn() {
    churn(Hnsw.KIND, LINKS, Metric.L2);
    churn(Hnsw.KIND, LINKS, Metric.COSINE);
  }

  @Test
  void anInvertedFileKeepsItsRecallUnderChurn() {
    churn(Ivf.KIND, IvfConfig.DEFAULT.withNlist(50).withNprobe(15), Metric.L2);
    churn(Ivf.KIND, IvfConfig.DEFAULT.withNprobe(30).withCodeLength(0), Metric.INNER_PRODUCT);
  }

  @Test
  void anUpdateIsTheSameOnAnyNumberOfThreads() {
    var index = HnswIndex.build(Vectors.of(Metric.L2, Data.rows(1500, 8, 1)), LINKS, Job.DEFAULT);
    var gone = new BitSet();
    IntStream.range(0, 1500).filter(row -> row % 3 == 0).forEach(gone::set);
    var added = Vectors.of(Metric.L2, Data.rows(400, 8, 2), Labels.of(IntStream.range(5000, 5400).asLongStream().toArray()));
    var one = Hnsw.KIND.update(index, gone, added, LINKS, Job.DEFAULT.withThreads(1));
    var three = Hnsw.KIND.update(index, gone, added, LINKS, Job.DEFAULT.withThreads(3));
    assertThat(three.graph()).isEqualTo(one.graph());
    var links = new int[16];
    for (int row = 0; row < one.graph().rows(); row++) {
      for (int level = 0; level <= one.graph().level(row); level++) {
        int count = one.graph().links(row, level, links);
        var some = java.util.Arrays.copyOf(links, count);
        assertThat(some).doesNotHaveDuplicates().doesNotContain(row);
        assertThat(count).isGreaterThan(level == 0 ? 0 : -1);
      }
    }
  }

  @Test
  void whatLosesAllItsNeighboursIsLinkedAnew() {
    // two clusters far apart; all but one row of the first go
    var matrix = Matrix.zeros(120, 2);
    for (int row = 0; row < 120; row++) {
      matrix.setRow(row, new float[] {(row < 60 ? 0 : 1000) + row % 7, row % 11});
    }
    var index = HnswIndex.build(Vectors.of(Metric.L2, matrix), new HnswConfig(2, 8, 20, true), Job.DEFAULT);
    var gone = new BitSet();
    gone.set(1, 60);
    var left = Hnsw.KIND.update(index, gone, Vectors.of(Metric.L2, Matrix.zeros(0, 2)), new HnswConfig(2, 8, 20, true), Job.DEFAULT);
    var found = new SearchResult();
    left.search(new float[] {0, 0}, 1, RowFilter.ALL, found);
    assertThat(found.label(0)).isZero();
    var links = new int[4];
    assertThat(left.graph().links(0, 0, links)).isPositive();
  }

  @Test
  void deletedRowsOfABaseStayDeleted() {
    var base = HnswIndex.build(Vectors.of(Metric.L2, Data.rows(200, 4, 1)), LINKS, Job.DEFAULT).without(3, 4);
    try (var index = LiveIndex.of(base, Hnsw.KIND, LINKS, RARE, Job.DEFAULT)) {
      assertThat(index.size()).isEqualTo(198);
      assertThat(index.remove(3)).isFalse();
      assertThat(index.put(4, row(Data.rows(1, 4, 9), 0))).isTrue();
      index.merge();
      assertThat(index.size()).isEqualTo(199);
      assertThat(index.frozen().labels().rowOf(3)).isEqualTo(-1);
    }
  }

  /** An exact index whose updates wait, or fail, when told to. */
  private static final class Held implements IndexKind<FlatConfig> {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    volatile boolean fails;

    @Override
    public String name() {
      return "held";
    }

    @Override
    public String summary() {
      return "waits";
    }

    @Override
    public FlatConfig defaults() {
      return FlatConfig.DEFAULT;
    }

    @Override
    public VectorIndex build(Vectors vectors, FlatConfig settings, Job job) {
      return FlatIndex.of(vectors);
    }

    @Override
    public VectorIndex update(VectorIndex index, BitSet gone, Vectors added, FlatConfig settings, Job job) {
      begun.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (fails) {
        throw new IllegalStateException("no room");
      }
      return Flat.KIND.update(index, gone, added, settings, job);
    }
  }

  @Test
  void whatIsWrittenDuringAMergeOutlivesIt() throws Exception {
    var kind = new Held();
    try (var index = LiveIndex.build(Vectors.of(Metric.L2, Data.rows(50, 2, 1)), kind, kind.defaults(), new LiveConfig(4, 0, 100), Job.DEFAULT)) {
      index.put(100, new float[] {500, 0});
      index.put(101, new float[] {501, 0});
      index.put(102, new float[] {502, 0});
      index.put(0, new float[] {503, 0}); // the fourth: a merge begins
      assertThat(kind.begun.await(20, TimeUnit.SECONDS)).isTrue();
      index.remove(100); // waits beside the base
      index.put(101, new float[] {601, 0});
      index.remove(1); // of the base
      index.put(2, new float[] {602, 0});
      index.put(103, new float[] {603, 0});
      index.remove(0);
      index.put(0, new float[] {604, 0});
      var far = new float[] {600, 0};
      var before = search(index, far, 6);
      assertThat(before).contains(101L, 2L, 103L, 0L, 102L).doesNotContain(100L);
      int size = index.size();
      assertThat(size).isEqualTo(52); // 50 + 100..103 less 100 and 1
      kind.go.countDown();
      while (index.merges() == 0) {
        Thread.sleep(1);
      }
      assertThat(search(index, far, 6)).isEqualTo(before);
      assertThat(index.size()).isEqualTo(size);
      index.merge();
      assertThat(search(index, far, 6)).isEqualTo(before);
      assertThat(index.waiting()).isZero();
    }
  }

  @Test
  void whereMergesFailNothingIsLostAndWritersHearOfIt() {
    var kind = new Held();
    kind.fails = true;
    kind.go.countDown();
    try (var index = LiveIndex.build(Vectors.of(Metric.L2, Data.rows(10, 2, 1)), kind, kind.defaults(), new LiveConfig(2, 0, 3), Job.DEFAULT)) {
      assertThatIllegalStateException()
          .isThrownBy(
              () -> {
                for (int n = 0; n < 100; n++) {
                  index.put(100 + n, new float[] {n, n});
                }
              })
          .withMessageContaining("no room");
      assertThat(index.size()).isGreaterThanOrEqualTo(16);
      kind.fails = false;
      index.merge();
      assertThat(index.put(1000, new float[] {1, 1})).isTrue();
    }
  }

  @Test
  void aClosedIndexIsSearchedButNotWritten() {
    var index = flat(Metric.L2, Data.rows(10, 2, 1), RARE);
    index.close();
    assertThat(search(index, new float[] {0, 0}, 2)).hasSize(2);
    assertThatIllegalStateException().isThrownBy(() -> index.put(1, new float[] {1, 1})).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> index.remove(1)).withMessageContaining("closed");
  }

  @Test
  void badInputIsRefusedAndChangesNothing() {
    try (var index = flat(Metric.COSINE, Data.rows(10, 2, 1), RARE)) {
      assertThatIllegalArgumentException().isThrownBy(() -> index.put(1, new float[3])).withMessageContaining("3 values");
      assertThatIllegalArgumentException().isThrownBy(() -> index.put(1, new float[] {Float.NaN, 0})).withMessageContaining("NaN");
      assertThatIllegalArgumentException().isThrownBy(() -> search(index, new float[] {0, 0}, 0)).withMessageContaining("k is 0");
      assertThatIllegalArgumentException().isThrownBy(() -> search(index, new float[] {0, Float.POSITIVE_INFINITY}, 1));
      assertThat(index.size()).isEqualTo(10);
      assertThat(index.waiting()).isZero();
      index.put(77, new float[2]); // a zero vector has cosine 0
      var found = new SearchResult();
      index.search(new float[] {1, 1}, 20, label -> label == 77, found);
      assertThat(found.size()).isEqualTo(1);
      assertThat(found.score(0)).isZero();
      assertThat(found.row(0)).isEqualTo(-1);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new LiveConfig(0, 0, 2)).withMessageContaining("mergeRows");
    assertThatIllegalArgumentException().isThrownBy(() -> new LiveConfig(1, Double.NaN, 2)).withMessageContaining("mergeShare");
    assertThatIllegalArgumentException().isThrownBy(() -> new LiveConfig(1, 0, 1)).withMessageContaining("backlog");
  }

  @Test
  void everythingMayGoAndComeBack() {
    try (var index = LiveIndex.build(Vectors.of(Metric.L2, Data.rows(40, 3, 1)), Hnsw.KIND, LINKS, RARE, Job.DEFAULT)) {
      IntStream.range(0, 40).forEach(index::remove);
      assertThat(index.size()).isZero();
      assertThat(search(index, new float[3], 5)).isEmpty();
      index.merge();
      assertThat(search(index, new float[3], 5)).isEmpty();
      index.put(1, new float[] {1, 1, 1});
      index.merge();
      assertThat(search(index, new float[3], 5)).containsExactly(1L);
    }
  }

  /**
   * Two writers, three readers, merges all the while. A reader that begins after a label is removed for good never finds it; a label that is
   * only replaced is always found; every score is that of a vector that the label has had.
   */
  @Test
  void searchesAreRightWhileWritersWriteAndMergesRun() throws Exception {
    int rows = 600;
    var pool = Data.rows(4 * rows, 8, 7);
    var removed = ConcurrentHashMap.<Long>newKeySet();
    var stop = new AtomicBoolean();
    try (var index = LiveIndex.build(Vectors.of(Metric.INNER_PRODUCT, Data.rows(rows, 8, 7)), Hnsw.KIND, LINKS, new LiveConfig(64, 0, 8), Job.DEFAULT.withThreads(1));
        var threads = Executors.newCachedThreadPool()) {
      var tasks = new ArrayList<Future<?>>();
      tasks.add(threads.submit(() -> {
        for (int n = 0; n < 1500; n++) {
          index.put(rows + n, row(pool, rows + n));
          if (n % 3 == 0) {
            long label = n / 3;
            if (label >= 10 && label < rows) {
              index.remove(label);
              removed.add(label);
            }
          }
        }
      }));
      tasks.add(threads.submit(() -> {
        for (int n = 0; n < 3000; n++) {
          index.put(n % 10, row(pool, n % 10)); // the same vector again
        }
      }));
      for (int reader = 0; reader < 3; reader++) {
        int seed = reader;
        tasks.add(threads.submit(() -> {
          var random = Seeds.random(seed);
          var found = new SearchResult();
          while (!stop.get()) {
            var gone = List.copyOf(removed);
            float[] query = row(pool, random.nextInt(pool.rows()));
            index.search(query, 10, found);
            assertThat(found.size()).isEqualTo(10);
            for (int rank = 0; rank < 10; rank++) {
              assertThat(gone).doesNotContain(found.label(rank));
              double score = Data.truth(Metric.INNER_PRODUCT, query, row(pool, (int) found.label(rank)));
              assertThat((double) found.score(rank)).isCloseTo(score, within(1e-3));
              assertThat(rank == 0 || found.score(rank) <= found.score(rank - 1)).isTrue();
            }
            long label = random.nextInt(10);
            index.search(query, 1, l -> l == label, found);
            assertThat(found.size()).isEqualTo(1);
          }
        }));
      }
      tasks.get(0).get();
      tasks.get(1).get();
      stop.set(true);
      for (var task : tasks) {
        task.get();
      }
      assertThat(index.merges()).isPositive();
      index.merge();
      assertThat(index.size()).isEqualTo(rows + 1500 - removed.size());
    }
  }
}
