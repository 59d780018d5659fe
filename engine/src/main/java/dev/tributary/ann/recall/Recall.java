package dev.tributary.ann.recall;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.math.Matrix;
import dev.tributary.math.TopK;

/** Recall: the share of the true best k that was found. Stateless. */
public final class Recall {
  private static final int BLOCK = 256;

  private Recall() {}

  /**
   * The mean over all queries' true results; 1 where there are none.
   *
   * @param found for the same queries
   */
  public static double of(SearchResults found, SearchResults truth) {
    require(found.queries() == truth.queries(), "results of %d queries, the truth of %d", found.queries(), truth.queries());
    long hits = 0;
    long wanted = 0;
    for (int query = 0; query < truth.queries(); query++) {
      wanted += truth.size(query);
      for (int rank = 0; rank < truth.size(query); rank++) {
        for (int n = 0; n < found.size(query); n++) {
          hits += found.label(query, n) == truth.label(query, rank) ? 1 : 0;
        }
      }
    }
    return wanted == 0 ? 1 : (double) hits / wanted;
  }

  /**
   * The true best rows of an index of any kind: compares every vector. O(rows · dimension); for samples, where it is not worth to keep an
   * exact index beside.
   */
  public static void scan(VectorIndex index, float[] query, int k, RowFilter filter, SearchResult out) {
    require(k >= 1, "k is %d, must be 1 or more", k);
    var labels = index.labels();
    var best = new TopK(Math.min(k, labels.size()));
    float[] prepared = index.metric().prepare(query, index.dimension(), new float[query.length]);
    var block = Matrix.zeros(BLOCK, index.dimension());
    var vector = new float[index.dimension()];
    var rows = new int[BLOCK];
    var places = new int[BLOCK];
    var scores = new float[BLOCK];
    int count = 0;
    for (int row = 0; row < labels.size(); row++) {
      if (!index.isDeleted(row) && filter.allows(row)) {
        index.copyVector(row, vector);
        block.setRow(count, vector);
        places[count] = count;
        rows[count++] = row;
      }
      if (count == BLOCK || row == labels.size() - 1) {
        index.metric().score(prepared, block, places, count, scores);
        for (int n = 0; n < count; n++) {
          best.offer(scores[n], labels.tieRank(rows[n]));
        }
        count = 0;
      }
    }
    out.take(best, labels);
  }
}
