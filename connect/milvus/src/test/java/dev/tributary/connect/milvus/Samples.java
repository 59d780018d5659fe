package dev.tributary.connect.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.List;
import java.util.stream.IntStream;

/** Vectors to try an index with, and how its answers are held against the exact scan's. */
final class Samples {
  private Samples() {}

  static Matrix gaussian(int rows, int dimension, long seed) {
    var random = Seeds.random(seed);
    var values = Matrix.zeros(rows, dimension);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < dimension; i++) {
        values.set(row, i, (float) random.nextGaussian());
      }
    }
    return values;
  }

  static float[] row(Matrix matrix, int row) {
    var values = new float[matrix.columns()];
    matrix.copyRow(row, values);
    return values;
  }

  static List<Long> labels(SearchResult found) {
    return IntStream.range(0, found.size()).mapToObj(found::label).toList();
  }

  /** The same labels with the same scores, for all queries at once; labels whose scores are within the bound of each other may change places. */
  static void assertAnswersLike(VectorIndex exact, VectorIndex index, Matrix queries, int k, RowFilter filter, float bound) {
    var truth = new SearchResults(queries.rows(), k);
    var found = new SearchResults(queries.rows(), k);
    exact.search(queries, filter, truth, Job.DEFAULT);
    index.search(queries, filter, found, Job.DEFAULT.withThreads(2));
    for (int query = 0; query < queries.rows(); query++) {
      assertThat(found.size(query)).as("query %d", query).isEqualTo(truth.size(query));
      for (int rank = 0; rank < truth.size(query); rank++) {
        float score = truth.score(query, rank);
        assertThat(found.score(query, rank)).as("query %d, rank %d", query, rank).isCloseTo(score, within(bound * Math.max(1, Math.abs(score))));
        long label = found.label(query, rank);
        if (label != truth.label(query, rank)) {
          int at = query;
          assertThat(IntStream.range(0, truth.size(query)).filter(n -> truth.label(at, n) == label && Math.abs(truth.score(at, n) - score) <= 2 * bound * Math.max(1, Math.abs(score))).count())
              .as("query %d, rank %d: label %d", query, rank, label)
              .isEqualTo(1);
        }
      }
    }
  }
}
