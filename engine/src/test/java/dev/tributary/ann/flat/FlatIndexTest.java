package dev.tributary.ann.flat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.VectorIndexContract;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FlatIndexTest extends VectorIndexContract {
  @Override
  protected VectorIndex index(Vectors vectors) {
    return FlatIndex.of(vectors);
  }

  @Override
  protected double recall() {
    return 1;
  }

  @Nested
  class ThroughCodes extends VectorIndexContract {
    @Override
    protected VectorIndex index(Vectors vectors) {
      return FlatIndex.of(vectors).withCodes(true, Job.DEFAULT);
    }

    @Override
    protected double recall() {
      return 1;
    }

    @Test
    void answersHaveTheBitsOfThoseWithoutCodes() {
      for (long seed = 0; seed < 12; seed++) {
        int dimension = 1 + (int) (seed * 9);
        var values = clustered(4000, dimension, seed);
        for (int row = 0; row < 4000; row++) { // one value far larger than the others, and all far from the origin
          values.set(row, 0, values.get(row, 0) * 50);
          values.set(row, dimension - 1, values.get(row, dimension - 1) + 30);
        }
        var queries = clustered(25, dimension, seed + 100);
        for (Metric metric : Metric.values()) {
          var plain = FlatIndex.of(Vectors.of(metric, values));
          var coded = plain.withSearch(Map.of("codes", true));
          var expected = new SearchResult();
          var found = new SearchResult();
          for (int n = 0; n < 25; n++) {
            plain.search(row(queries, n), 10, RowFilter.ALL, expected);
            coded.search(row(queries, n), 10, RowFilter.ALL, found);
            assertThat(labels(found)).as("%s, %d values, seed %d, query %d", metric, dimension, seed, n).isEqualTo(labels(expected));
            assertThat(found.score(9)).isEqualTo(expected.score(9));
          }
        }
      }
    }
  }

  @Test
  void aBatchLongerThanABlockOfQueriesAndOfRows() {
    var vectors = clustered(9000, 5, 1);
    var queries = clustered(1100, 5, 2);
    var index = FlatIndex.of(Vectors.of(Metric.L2, vectors));
    var results = new SearchResults(1100, 2);
    index.search(queries, RowFilter.ALL, results, Job.DEFAULT);
    for (int n = 0; n < 1100; n += 37) {
      assertThat(results.label(n, 0)).isEqualTo(best(Metric.L2, vectors, row(queries, n), 1, RowFilter.ALL).getFirst());
    }
  }

  @Test
  void aBatchWhoseScoresAreAboveOrBelowZeroOrBothFindsTheBest() {
    var values = new float[6000 * 3];
    for (int n = 0; n < values.length; n++) {
      values[n] = 1 + n * 7919 % 1009;
    }
    var vectors = matrix(3, values);
    var queries = matrix(3, 1, 1, 1, -1, -1, -1, 1, -2, 0.5f, 0, 0, 0);
    var index = FlatIndex.of(Vectors.of(Metric.INNER_PRODUCT, vectors));
    var results = new SearchResults(4, 50);
    index.search(queries, RowFilter.ALL, results, Job.DEFAULT);
    var single = new SearchResult();
    for (int n = 0; n < 4; n++) {
      index.search(row(queries, n), 50, RowFilter.ALL, single);
      for (int rank = 0; rank < 50; rank++) {
        assertThat(results.label(n, rank)).as("query %d, rank %d", n, rank).isEqualTo(single.label(rank));
      }
    }
  }

  @Test
  void aDistanceDoesNotSufferFromVectorsFarFromTheOrigin() {
    // 1000 + n/4 in one dimension: the squares differ by about 1e6, the distances by 1/16
    var values = new float[64];
    for (int n = 0; n < 64; n++) {
      values[n] = 1000 + n / 4f;
    }
    var results = new SearchResults(1, 3);
    FlatIndex.of(Vectors.of(Metric.L2, matrix(1, values))).search(matrix(1, 1002.05f), RowFilter.ALL, results, Job.DEFAULT);
    assertThat(results.label(0, 0)).isEqualTo(8L); // 1002
    assertThat(results.label(0, 1)).isEqualTo(9L); // 1002.25
    assertThat(results.score(0, 0)).isEqualTo(-(1002.05f - 1002) * (1002.05f - 1002));
  }

  @Test
  void eachRowIsAskedForOnceAndForbiddenOnesCostNoMore() {
    var index = FlatIndex.of(Vectors.of(Metric.L2, clustered(700, 4, 1)));
    var asked = new AtomicInteger();
    search(
        index,
        new float[4],
        5,
        _ -> {
          asked.incrementAndGet();
          return false;
        });
    assertThat(asked).hasValue(700);
  }
}
