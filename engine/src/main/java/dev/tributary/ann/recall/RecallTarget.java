package dev.tributary.ann.recall;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.List;
import java.util.Map;

/**
 * The cheapest way to search an index that finds as much as is wanted, chosen by measuring.
 *
 * @param settings of the search, for {@link VectorIndex#withSearch}; empty for an exact index
 * @param recall what they reached on the sample
 * @param reached whether that is enough; if not, these are the most thorough settings there are
 */
public record RecallTarget(Map<String, Integer> settings, double recall, boolean reached) {
  /**
   * Tries the ways of a kind ({@link dev.tributary.ann.IndexKind#searches}) by halving, since recall rises with effort. On a sample of n
   * queries the result is sure within about √(target·(1−target)/(k·n)).
   *
   * @param searches from the fastest to the most thorough
   * @param queries a sample of what will be asked, not the vectors that the settings were built on
   * @param truth of the same queries; its k is what is searched for
   * @param target 0..1
   */
  public static RecallTarget choose(VectorIndex index, List<Map<String, Integer>> searches, Matrix queries, SearchResults truth, double target, Job job) {
    require(target > 0 && target <= 1, "the target is a recall of %s, must be above 0 and at most 1", target);
    require(queries.rows() >= 1, "there are no queries to measure recall with");
    if (searches.isEmpty()) {
      double exact = measure(index, queries, truth, job);
      return new RecallTarget(Map.of(), exact, exact >= target);
    }
    int low = 0;
    int high = searches.size() - 1;
    double reached = measure(index.withSearch(searches.get(high)), queries, truth, job);
    if (reached < target) {
      return new RecallTarget(searches.get(high), reached, false);
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      double recall = measure(index.withSearch(searches.get(middle)), queries, truth, job);
      if (recall >= target) {
        high = middle;
        reached = recall;
      } else {
        low = middle + 1;
      }
    }
    return new RecallTarget(searches.get(high), reached, true);
  }

  /**
   * Queries for who has none: vectors of the base, each moved a third of the way towards another one. The vectors themselves are no questions:
   * each is its own best answer.
   */
  public static Matrix sample(Vectors vectors, int most, long seed) {
    int count = vectors.size() == 0 ? 0 : Math.min(most, vectors.size());
    var queries = Matrix.zeros(count, vectors.dimension());
    var random = Seeds.random(Seeds.of(seed, "recall queries"));
    var one = new float[vectors.dimension()];
    var other = new float[vectors.dimension()];
    for (int n = 0; n < count; n++) {
      vectors.copyRow((int) ((long) vectors.size() * n / count), one);
      vectors.copyRow(random.nextInt(vectors.size()), other);
      Kernels.blend(2f / 3, one, 1f / 3, other);
      queries.setRow(n, one);
    }
    return queries;
  }

  private static double measure(VectorIndex index, Matrix queries, SearchResults truth, Job job) {
    var found = new SearchResults(truth.queries(), truth.k());
    index.search(queries, RowFilter.ALL, found, job);
    return Recall.of(found, truth);
  }
}
