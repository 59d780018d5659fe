package dev.tributary.ann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every index promises. A new one extends this. */
public abstract class VectorIndexContract {
  /** An index of the kind under test. */
  protected abstract VectorIndex index(Vectors vectors);

  /** The least share of the true best ten that it finds among {@link #clustered} vectors; 1 for an exact index. */
  protected abstract double recall();

  protected static Matrix matrix(int dimension, float... values) {
    return Matrix.of(values.length / dimension, dimension, FloatColumn.copyOf(values));
  }

  /** Vectors around 30 centres, of lengths between .5 and 1.5 times a centre's. */
  public static Matrix clustered(int rows, int dimension, long seed) {
    var centres = Seeds.random(4);
    var centre = new float[30][dimension];
    for (var values : centre) {
      for (int i = 0; i < dimension; i++) {
        values[i] = (float) centres.nextGaussian();
      }
    }
    var random = Seeds.random(seed);
    var matrix = Matrix.zeros(rows, dimension);
    for (int row = 0; row < rows; row++) {
      var own = centre[random.nextInt(30)];
      float length = 0.5f + (float) random.nextDouble();
      for (int i = 0; i < dimension; i++) {
        matrix.set(row, i, length * (own[i] + 0.4f * (float) random.nextGaussian()));
      }
    }
    return matrix;
  }

  public static float[] row(Matrix matrix, int row) {
    var values = new float[matrix.columns()];
    matrix.copyRow(row, values);
    return values;
  }

  /** The definition of each score, in double. */
  protected static double score(Metric metric, float[] a, float[] b) {
    double dot = 0;
    double squares = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return switch (metric) {
      case L2 -> -squares;
      case INNER_PRODUCT -> dot;
      case COSINE -> aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
    };
  }

  /** The best k labels by sorting all. */
  protected static List<Long> best(Metric metric, Matrix vectors, float[] query, int k, RowFilter filter) {
    return IntStream.range(0, vectors.rows())
        .filter(filter::allows)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer row) -> -score(metric, query, row(vectors, row))).thenComparing(row -> row))
        .limit(k)
        .map(row -> (long) row)
        .toList();
  }

  public static List<Long> labels(SearchResult found) {
    return IntStream.range(0, found.size()).mapToObj(found::label).toList();
  }

  public static List<Long> search(VectorIndex index, float[] query, int k, RowFilter filter) {
    var found = new SearchResult();
    index.search(query, k, filter, found);
    return labels(found);
  }

  /** Mean share of the true best k found over many queries. */
  public static double recall(VectorIndex index, Matrix vectors, Matrix queries, int k, RowFilter filter) {
    double sum = 0;
    for (int n = 0; n < queries.rows(); n++) {
      var truth = best(index.metric(), vectors, row(queries, n), k, filter);
      var found = search(index, row(queries, n), k, filter);
      assertThat(found).as("query %d", n).hasSameSizeAs(truth).doesNotHaveDuplicates();
      sum += truth.isEmpty() ? 1 : found.stream().filter(truth::contains).count() / (double) truth.size();
    }
    return sum / queries.rows();
  }

  // three vectors in the plane: east (2, 0), north (0, 1), north-east (3, 3)
  private static final float[] PLANE = {2, 0, 0, 1, 3, 3};

  @Test
  void eachMetricHasItsOrderAndItsScores() {
    var found = new SearchResult();
    index(Vectors.of(Metric.L2, matrix(2, PLANE))).search(new float[] {1, 1}, 3, RowFilter.ALL, found);
    assertThat(labels(found)).containsExactly(1L, 0L, 2L);
    assertThat(found.score(0)).isEqualTo(-1f); // 1² + 0²
    assertThat(found.score(1)).isEqualTo(-2f); // 1² + 1²
    assertThat(found.score(2)).isEqualTo(-8f); // 2² + 2²

    index(Vectors.of(Metric.INNER_PRODUCT, matrix(2, PLANE))).search(new float[] {1, 1}, 3, RowFilter.ALL, found);
    assertThat(labels(found)).containsExactly(2L, 0L, 1L);
    assertThat(List.of(found.score(0), found.score(1), found.score(2))).containsExactly(6f, 2f, 1f);

    index(Vectors.of(Metric.COSINE, matrix(2, PLANE))).search(new float[] {3, 0}, 3, RowFilter.ALL, found);
    assertThat(labels(found)).containsExactly(0L, 2L, 1L);
    assertThat(found.score(0)).isCloseTo(1f, within(1e-6f));
    assertThat(found.score(1)).isCloseTo(0.70711f, within(1e-5f)); // 9 / (3 · √18)
    assertThat(found.score(2)).isCloseTo(0f, within(1e-6f));
  }

  @Test
  void aZeroVectorUnderCosineScoresZero() {
    var found = new SearchResult();
    var index = index(Vectors.of(Metric.COSINE, matrix(2, 1, 0, 0, 0, -1, 0)));
    index.search(new float[] {5, 0}, 3, RowFilter.ALL, found);
    assertThat(labels(found)).containsExactly(0L, 1L, 2L);
    assertThat(found.score(1)).isZero();
    index.search(new float[] {0, 0}, 3, RowFilter.ALL, found);
    assertThat(labels(found)).as("all score 0, the smaller label first").containsExactly(0L, 1L, 2L);
  }

  @Test
  void equalScoresFollowTheLabelsOrTheTieRanksGiven() {
    var values = matrix(2, 1, 1, 1, 1, 1, 1, 1, 1);
    var labels = Labels.of(40, -7, 30, 20);
    assertThat(search(index(Vectors.of(Metric.L2, values, labels)), new float[] {1, 1}, 3, RowFilter.ALL)).containsExactly(-7L, 20L, 30L);
    var ranked = labels.withTieRanks(IntColumn.copyOf(new int[] {0, 3, 2, 1}));
    assertThat(search(index(Vectors.of(Metric.L2, values, ranked)), new float[] {1, 1}, 3, RowFilter.ALL)).containsExactly(40L, 20L, 30L);
  }

  @Test
  void aTieAtTheCutIsBrokenByTheSameOrder() {
    var index = index(Vectors.of(Metric.L2, Matrix.zeros(200, 3)));
    assertThat(search(index, new float[3], 4, RowFilter.ALL)).hasSize(4).isSorted();
    if (recall() == 1) {
      assertThat(search(index, new float[3], 4, RowFilter.ALL)).containsExactly(0L, 1L, 2L, 3L);
    }
  }

  @Test
  void labelsAreAnyLongs() {
    var index = index(Vectors.of(Metric.L2, matrix(1, 1, 2, 3), Labels.of(Long.MAX_VALUE, Long.MIN_VALUE, 5)));
    assertThat(search(index, new float[] {1.9f}, 2, RowFilter.ALL)).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Test
  void moreThanThereAreAnswersAll() {
    var index = index(Vectors.of(Metric.L2, matrix(2, PLANE)));
    assertThat(search(index, new float[] {1, 1}, 1000, RowFilter.ALL)).containsExactly(1L, 0L, 2L);
    assertThat(search(index, new float[] {1, 1}, Integer.MAX_VALUE, RowFilter.ALL)).hasSize(3);
  }

  @Test
  void anEmptyIndexAnswersNothing() {
    var index = index(Vectors.of(Metric.COSINE, Matrix.zeros(0, 4)));
    assertThat(index.size()).isZero();
    assertThat(index.dimension()).isEqualTo(4);
    assertThat(search(index, new float[4], 10, RowFilter.ALL)).isEmpty();
    var results = new SearchResults(2, 3);
    index.search(Matrix.zeros(2, 4), RowFilter.ALL, results, Job.DEFAULT);
    assertThat(results.size(0) + results.size(1)).isZero();
  }

  @Test
  void whatNobodyCanAnswerIsRefused() {
    var index = index(Vectors.of(Metric.COSINE, matrix(2, PLANE)));
    var found = new SearchResult();
    assertThatIllegalArgumentException().isThrownBy(() -> index.search(new float[2], 0, RowFilter.ALL, found)).withMessage("k is 0, must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(new float[3], 1, RowFilter.ALL, found))
        .withMessage("the query has 3 values, the vectors have 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(new float[] {1, Float.NaN}, 1, RowFilter.ALL, found))
        .withMessage("the query has the value NaN at place 1, must be finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(Matrix.zeros(1, 3), RowFilter.ALL, new SearchResults(1, 1), Job.DEFAULT))
        .withMessage("the queries have 3 values, the vectors have 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(Matrix.zeros(1, 2), RowFilter.ALL, new SearchResults(2, 1), Job.DEFAULT))
        .withMessage("1 queries, room for the results of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(matrix(2, 1, Float.NEGATIVE_INFINITY), RowFilter.ALL, new SearchResults(1, 1), Job.DEFAULT))
        .withMessageContaining("-Infinity at place 1");
  }

  @Test
  void theBestOfManyAreFound() {
    var vectors = clustered(2000, 19, 1);
    var queries = clustered(40, 19, 2);
    for (Metric metric : Metric.values()) {
      var index = index(Vectors.of(metric, vectors));
      assertThat(recall(index, vectors, queries, 10, RowFilter.ALL)).as("recall under %s", metric).isGreaterThanOrEqualTo(recall());
    }
  }

  @Test
  void scoresAreThoseOfTheDefinition() {
    var vectors = clustered(500, 21, 3);
    var found = new SearchResult();
    for (Metric metric : Metric.values()) {
      var query = row(clustered(1, 21, 9), 0);
      index(Vectors.of(metric, vectors)).search(query, 20, RowFilter.ALL, found);
      for (int rank = 0; rank < found.size(); rank++) {
        double expected = score(metric, query, row(vectors, found.row(rank)));
        assertThat((double) found.score(rank)).isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
        assertThat(rank == 0 || found.score(rank) <= found.score(rank - 1)).isTrue();
      }
    }
  }

  @Test
  void aFilterIsKeptAtEverySelectivity() {
    var vectors = clustered(2000, 8, 5);
    var queries = clustered(15, 8, 6);
    var index = index(Vectors.of(Metric.INNER_PRODUCT, vectors));
    for (double share : new double[] {0.9, 0.5, 0.1, 0.01, 0.002, 0}) {
      var random = Seeds.random(7);
      var allowed = new BitSet();
      IntStream.range(0, 2000).filter(_ -> random.nextDouble() < share).forEach(allowed::set);
      for (RowFilter filter : List.of(RowFilter.only(allowed), (RowFilter) allowed::get)) {
        assertThat(recall(index, vectors, queries, 10, filter)).as("share %s", share).isGreaterThanOrEqualTo(recall());
        assertThat(search(index, row(queries, 0), 30, filter)).allMatch(label -> allowed.get((int) (long) label));
      }
    }
    var forbidden = new BitSet();
    forbidden.set(0, 1999);
    assertThat(search(index, row(queries, 0), 5, RowFilter.except(forbidden))).containsExactly(1999L);
  }

  @Test
  void aBatchAnswersWhatSingleSearchesAnswer() {
    var vectors = clustered(3000, 17, 11);
    var queries = clustered(150, 17, 12);
    var allowed = new BitSet();
    IntStream.range(0, 3000).filter(row -> row % 3 != 0).forEach(allowed::set);
    for (Metric metric : Metric.values()) {
      var index = index(Vectors.of(metric, vectors));
      for (RowFilter filter : List.of(RowFilter.ALL, RowFilter.only(allowed))) {
        for (int threads : new int[] {1, 3}) {
          var results = new SearchResults(150, 7);
          index.search(queries, filter, results, Job.DEFAULT.withThreads(threads));
          var found = new SearchResult();
          for (int n = 0; n < 150; n++) {
            index.search(row(queries, n), 7, filter, found);
            assertThat(results.size(n)).isEqualTo(7);
            for (int rank = 0; rank < 7; rank++) {
              assertThat(results.label(n, rank)).as("%s, query %d, rank %d", metric, n, rank).isEqualTo(found.label(rank));
              assertThat(results.score(n, rank)).isEqualTo(found.score(rank));
            }
          }
        }
      }
    }
  }

  @Test
  void manyThreadsSearchAtOnce() throws InterruptedException {
    var index = index(Vectors.of(Metric.L2, clustered(1000, 6, 21)));
    var queries = clustered(60, 6, 22);
    var alone = IntStream.range(0, 60).mapToObj(n -> search(index, row(queries, n), 5, RowFilter.ALL)).toList();
    var together = new ArrayList<List<List<Long>>>();
    var threads =
        IntStream.range(0, 4)
            .mapToObj(
                _ ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              var all = IntStream.range(0, 60).mapToObj(n -> search(index, row(queries, n), 5, RowFilter.ALL)).toList();
                              synchronized (together) {
                                together.add(all);
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(together).hasSize(4).allMatch(alone::equals);
  }

  @Test
  void aFilterThatThrowsHarmsNoLaterSearch() {
    var index = index(Vectors.of(Metric.L2, matrix(2, PLANE)));
    RowFilter broken =
        row -> {
          throw new IllegalStateException("broken at " + row);
        };
    org.assertj.core.api.Assertions.assertThatIllegalStateException().isThrownBy(() -> search(index, new float[2], 1, broken));
    assertThat(search(index, new float[] {1, 1}, 3, RowFilter.ALL)).containsExactly(1L, 0L, 2L);
  }
}
