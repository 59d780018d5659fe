package dev.tributary.ann.hnsw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.VectorIndexContract;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class HnswIndexTest extends VectorIndexContract {
  private static final HnswConfig SMALL = new HnswConfig(8, 60, 50, true);

  @Override
  protected VectorIndex index(Vectors vectors) {
    return HnswIndex.build(vectors, SMALL, Job.DEFAULT);
  }

  @Override
  protected double recall() {
    return 0.9;
  }

  private static HnswIndex build(Matrix vectors, int threads) {
    return HnswIndex.build(Vectors.of(Metric.L2, vectors), SMALL, Job.DEFAULT.withThreads(threads));
  }

  @Test
  void theSameGraphOnAnyNumberOfThreadsAndAnotherFromAnotherSeed() {
    var vectors = clustered(3000, 12, 1);
    var one = build(vectors, 1).graph();
    assertThat(build(vectors, 3).graph()).isEqualTo(one);
    var other = HnswIndex.build(Vectors.of(Metric.L2, vectors), SMALL, Job.DEFAULT.withSeed(43)).graph();
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void linksLeadToOtherRowsOfTheirLayerAndNoRowTwice() {
    var graph = build(clustered(3000, 12, 1), 2).graph();
    var links = new int[graph.capacity(0)];
    long all = 0;
    for (int row = 0; row < graph.rows(); row++) {
      for (int level = 0; level <= graph.level(row); level++) {
        int count = graph.links(row, level, links);
        assertThat(count).isBetween(level == 0 ? 1 : 0, graph.capacity(level));
        int[] some = Arrays.copyOf(links, count);
        assertThat(some).doesNotHaveDuplicates().doesNotContain(row);
        for (int link : some) {
          assertThat(graph.level(link)).isGreaterThanOrEqualTo(level);
        }
        all += level == 0 ? count : 0;
      }
      assertThat(graph.level(row)).isLessThanOrEqualTo(graph.level(graph.entry()));
    }
    assertThat(all / 3000.0).isBetween(4.0, 16.0);
  }

  @Test
  void aWalkByCodesFindsWhatOneByVectorsFindsWithTheSameScores() {
    for (var metric : Metric.values()) {
      var vectors = clustered(6000, 24, 1);
      var queries = clustered(60, 24, 2);
      var coded = HnswIndex.build(Vectors.of(metric, vectors), SMALL, Job.DEFAULT).withEf(80);
      var plain = HnswIndex.build(Vectors.of(metric, vectors), SMALL.withCodes(false), Job.DEFAULT).withEf(80);
      double byVectors = recall(plain, vectors, queries, 10, RowFilter.ALL);
      assertThat(byVectors).isGreaterThan(0.9);
      assertThat(recall(coded, vectors, queries, 10, RowFilter.ALL)).isGreaterThan(byVectors - 0.01);
      assertThat(recall(plain.withCodes(true), vectors, queries, 10, RowFilter.ALL)).isGreaterThan(byVectors - 0.01);
      var found = new SearchResult();
      for (int n = 0; n < 60; n++) {
        float[] query = row(queries, n);
        coded.search(query, 10, RowFilter.ALL, found);
        var values = new float[24];
        for (int rank = 0; rank < 10; rank++) {
          coded.copyVector(found.row(rank), values);
          assertThat((double) found.score(rank)).isCloseTo(score(metric, query, values), within(1e-3));
        }
      }
    }
  }

  @Test
  void codesCanBeLeftOutAndMadeAgain() {
    var vectors = clustered(500, 12, 1);
    var index = build(vectors, 1);
    var without = index.withSearch(Map.of("codes", false));
    assertThat(index.bytes() - without.bytes()).isEqualTo(500 * 32); // 12 codes and under L2 a float, to a multiple of 32
    assertThat(without.withCodes(true).bytes()).isEqualTo(index.bytes());
    assertThat(without.withCodes(false)).isSameAs(without);
  }

  @Test
  void whereAllVectorsLieFarApartTheAnswerIsTheExactOne() {
    // a grid of steps of 1 in 4 directions, 1,296 points, each query a tenth beside one: the order of the five nearest is far from rounding
    var grid = Matrix.zeros(1296, 4);
    for (int row = 0; row < 1296; row++) {
      for (int i = 0, rest = row; i < 4; i++, rest /= 6) {
        grid.set(row, i, rest % 6);
      }
    }
    var index = HnswIndex.build(Vectors.of(Metric.L2, grid), SMALL.withEf(60), Job.DEFAULT);
    for (int row = 0; row < 1296; row += 7) {
      float[] query = row(grid, row);
      for (int i = 0; i < 4; i++) {
        query[i] += 0.1f + 0.04f * i;
      }
      assertThat(search(index, query, 1, RowFilter.ALL)).containsExactly((long) row);
    }
  }

  @Test
  void aWiderSearchFindsMore() {
    var vectors = clustered(8000, 24, 1);
    var queries = clustered(60, 24, 2);
    var index = HnswIndex.build(Vectors.of(Metric.INNER_PRODUCT, vectors), HnswConfig.DEFAULT.withM(6).withEfConstruction(40), Job.DEFAULT);
    double narrow = recall(index.withEf(10), vectors, queries, 10, RowFilter.ALL);
    double wide = recall(index.withEf(300), vectors, queries, 10, RowFilter.ALL);
    assertThat(narrow).isLessThan(wide);
    assertThat(wide).isGreaterThan(0.9);
  }

  @Test
  void theWalkItselfKeepsAFilter() {
    // 8,000 rows, ef 20, M 8, a half allowed: the walk is put at 20·8·2 comparisons, the scan at 4,000
    var vectors = clustered(8000, 12, 1);
    var queries = clustered(40, 12, 2);
    var half = new BitSet();
    IntStream.range(0, 8000).filter(row -> row % 2 == 0).forEach(half::set);
    var index = build(vectors, 2).withEf(60);
    assertThat(recall(index, vectors, queries, 10, RowFilter.only(half))).isGreaterThan(0.9).isLessThanOrEqualTo(1);
  }

  @Test
  void whatWasDeletedIsNeverFoundAndEverythingElseIs() {
    var vectors = clustered(4000, 12, 1);
    var queries = clustered(40, 12, 2);
    var full = build(vectors, 2);
    var index = full.without(LongStream.range(0, 4000).filter(label -> label % 5 == 0).toArray());
    assertThat(index.size()).isEqualTo(3200);
    assertThat(full.size()).isEqualTo(4000);
    assertThat(recall(index, vectors, queries, 10, row -> row % 5 != 0)).isGreaterThan(0.9);
    for (int n = 0; n < 40; n++) {
      assertThat(search(index, row(queries, n), 20, RowFilter.ALL)).hasSize(20).noneMatch(label -> label % 5 == 0);
    }
    var third = new BitSet();
    IntStream.range(0, 4000).filter(row -> row % 3 == 0).forEach(third::set);
    assertThat(search(index, row(queries, 0), 20, RowFilter.only(third))).hasSize(20).allMatch(label -> label % 3 == 0 && label % 5 != 0);
  }

  @Test
  void allDeletedAnswersNothing() {
    var index = build(clustered(300, 4, 1), 1).without(LongStream.range(0, 300).toArray());
    assertThat(index.size()).isZero();
    assertThat(search(index, new float[4], 10, RowFilter.ALL)).isEmpty();
  }

  @Test
  void onlyWhatIsThereCanBeDeleted() {
    var index = HnswIndex.build(Vectors.of(Metric.L2, matrix(1, 1, 2), Labels.of(5, 9)), SMALL, Job.DEFAULT);
    assertThatIllegalArgumentException().isThrownBy(() -> index.without(6)).withMessage("there is no vector 6");
    assertThat(index.without(5).without(5, 9).size()).isZero();
  }

  @Test
  void partsThatNoLinkLeadsToAreFoundAllTheSame() {
    // no links at all: a walk sees its entry alone
    var vectors = Vectors.of(Metric.L2, clustered(3000, 4, 1));
    var graph = new HnswGraph(2, new byte[3000]);
    graph.enterAt(7);
    var index = HnswIndex.of(vectors, graph, new BitSet(), 1);
    assertThat(search(index, row(vectors.values(), 2500), 3, RowFilter.ALL)).hasSize(3).startsWith(2500L);
  }

  @Test
  void manyEqualVectorsAreAllWithinReach() {
    var index = build(Matrix.zeros(5000, 3), 2);
    assertThat(search(index, new float[3], 100, RowFilter.ALL)).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void aBuildCanBeStopped() {
    var vectors = Vectors.of(Metric.L2, clustered(3000, 4, 1));
    Assertions.assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> HnswIndex.build(vectors, SMALL, Job.DEFAULT.withProgress((_, done, _) -> done < 1000)));
  }

  @Test
  void settingsHaveBounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> new HnswConfig(1, 100, 10, true)).withMessage("M is 1, allowed 2..1024; start with 16");
    assertThatIllegalArgumentException().isThrownBy(() -> index(Vectors.of(Metric.L2, matrix(1, 1))).search(new float[1], 0, RowFilter.ALL, new dev.tributary.ann.SearchResult()));
  }
}
