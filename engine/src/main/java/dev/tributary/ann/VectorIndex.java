package dev.tributary.ann;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import java.util.Map;

/**
 * Finds the vectors most similar to a query. Immutable; any number of threads may search at once. Memory lies off the heap and belongs
 * to the collector.
 *
 * <p>Rows are 0..rows-1 in the order of the vectors it was made of; a row that was deleted keeps its number and is never found. Better scores
 * come first ({@link Metric}); equal scores in the order of {@link Labels#tieRank}. An exact index answers the k best rows that a
 * filter allows, an approximate one most of them; neither answers fewer than k rows where so many are allowed and can be found.
 *
 * <p>An index whose vectors lie on another machine changes with what lies there, decides ties at the cut as that machine does, and may fail: then a search throws an unchecked exception that names the machine. It says so itself; the others cannot fail.
 *
 * <p>All searches throw {@link IllegalArgumentException} when a query has another length than the vectors or holds NaN or an infinity, and
 * when k is below 1; k above the number of rows answers all of them.
 */
public interface VectorIndex {
  Metric metric();

  /** Number of values of each vector. */
  int dimension();

  /** Number of vectors that can be found. */
  int size();

  /** Names of all rows, those of deleted vectors too. */
  Labels labels();

  /** Whether the vector of a row has been deleted. */
  default boolean isDeleted(int row) {
    return false;
  }

  /** Copies the vector of a row, as it is compared, into the first values of {@code target}; also of one that was deleted. */
  void copyVector(int row, float[] target);

  /** Bytes it holds, vectors and all. */
  long bytes();

  /**
   * The same index searched with other settings, by the names of the field ({@code ef} and so on); what is not named stays.
   *
   * @throws IllegalArgumentException on a name that it does not have or a value out of range
   */
  default VectorIndex withSearch(Map<String, ?> settings) {
    require(settings.isEmpty(), "a search in this index has no settings; given are %s", String.join(" ", settings.keySet()));
    return this;
  }

  /**
   * The best rows for one query. Allocates nothing for each candidate.
   *
   * @param query as it comes: under cosine its length does not matter
   * @param k how many rows, 1 or more
   * @param filter which rows may be answered
   * @param out becomes what was found, best first
   */
  void search(float[] query, int k, RowFilter filter, SearchResult out);

  /**
   * The best rows for each row of {@code queries}, in parallel: the answers of single searches, for an exact index up to rows whose scores
   * differ by less than rounding at the cut after k.
   *
   * @param filter may be asked by several threads at once
   * @param out has room for as many queries; its k is asked for
   * @param job threads, and who listens
   */
  default void search(Matrix queries, RowFilter filter, SearchResults out, Job job) {
    out.check(queries, dimension());
    job.shards(
        "searching",
        queries.rows(),
        (_, from, to) -> {
          var query = new float[dimension()];
          var found = new SearchResult();
          for (int n = from; n < to; n++) {
            queries.copyRow(n, query);
            search(query, out.k(), filter, found);
            out.set(n, found);
          }
        });
  }
}
