package dev.tributary.ann.flat;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.Vectors;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.MatrixProduct;
import dev.tributary.math.Progress;
import dev.tributary.math.Threshold;
import dev.tributary.math.TopK;
import java.util.Arrays;
import java.util.Optional;

/**
 * The exact scan for many queries at once. Confined: one batch.
 *
 * <ol>
 *   <li>Up to 512 queries are prepared.
 *   <li>For each block of 2,048 allowed rows a matrix product gives all scores, under {@link Metric#L2} as 2·q·x − |x|² − |q|².
 *   <li>Each query keeps its best k rows and a few more.
 *   <li>These few are scored again as a single search does it, row by row, and the best k of them are the answer: so scores have the
 *       same bits as there, and a distance does not suffer from the difference of large numbers.
 * </ol>
 */
final class BatchScan {
  private static final int QUERIES = 512;
  private static final int ROWS = 2048; // the scores of a block stay in the second cache or near it

  private final Vectors vectors;
  private final RowFilter filter;
  private final Job job;

  BatchScan(Vectors vectors, RowFilter filter, Job job) {
    this.vectors = vectors;
    this.filter = filter;
    this.job = job;
  }

  void search(Matrix queries, SearchResults out) {
    out.check(queries, vectors.dimension());
    int[] allowed = allowed();
    int width = Math.min(ROWS, allowed.length);
    var products = FloatColumn.allocate((long) Math.min(QUERIES, queries.rows()) * width);
    var gathered = FloatColumn.allocate((long) width * vectors.dimension());
    for (int from = 0; from < queries.rows(); from += QUERIES) {
      job.progress().step("searching", from, queries.rows());
      scan(queries, from, Math.min(queries.rows(), from + QUERIES), allowed, products, gathered, out);
    }
  }

  /** All rows that the filter allows, ascending. */
  private int[] allowed() {
    var rows = new int[vectors.size()];
    int count = 0;
    for (int row = filter.next(0, rows.length); row < rows.length; row = filter.next(row + 1, rows.length)) {
      rows[count++] = row;
    }
    return Arrays.copyOf(rows, count);
  }

  private void scan(Matrix queries, int from, int to, int[] allowed, FloatColumn products, FloatColumn gathered, SearchResults out) {
    int count = to - from;
    var quiet = job.withProgress(Progress.NONE);
    var prepared = Matrix.zeros(count, vectors.dimension());
    var best = new TopK[count];
    var query = new float[vectors.dimension()];
    var scratch = new float[vectors.dimension()];
    for (int n = 0; n < count; n++) {
      queries.copyRow(from + n, query);
      prepared.setRow(n, vectors.prepare(query, scratch));
      best[n] = new TopK((int) Math.min(allowed.length, out.k() + 16L + out.k() / 8));
    }
    for (int first = 0; first < allowed.length; first += ROWS) {
      int rows = Math.min(ROWS, allowed.length - first);
      var squares = new float[vectors.metric() == Metric.L2 ? rows : 0];
      var block = block(allowed, first, rows, gathered, squares);
      var scores = Matrix.of(count, rows, products.part(0, (long) count * rows));
      MatrixProduct.multiplyTransposed(vectors.metric() == Metric.L2 ? 2 : 1, prepared, block, 0, scores, quiet);
      select(scores, squares, allowed, first, best, quiet);
    }
    quiet.shards("ordering", count, (_, start, end) -> order(prepared, start, end, best, from, out));
  }

  /** Some allowed rows as a matrix, where they lie when they lie together; and their |x|² when these are asked for. */
  private Matrix block(int[] allowed, int first, int rows, FloatColumn gathered, float[] squares) {
    int dimension = vectors.dimension();
    boolean together = allowed[first + rows - 1] - allowed[first] == rows - 1;
    long start = (long) allowed[first] * dimension;
    long values = (long) rows * dimension;
    var block = Matrix.of(rows, dimension, together ? vectors.values().values().part(start, start + values) : gathered.part(0, values));
    if (!together || squares.length > 0) {
      var row = new float[dimension];
      for (int n = 0; n < rows; n++) {
        vectors.copyRow(allowed[first + n], row);
        if (squares.length > 0) {
          squares[n] = Kernels.dot(row, row);
        }
        if (!together) {
          block.setRow(n, row);
        }
      }
    }
    return block;
  }

  private void select(Matrix scores, float[] squares, int[] allowed, int first, TopK[] best, Job quiet) {
    quiet.shards(
        "selecting",
        scores.rows(),
        (_, start, end) -> {
          var row = new float[scores.columns()];
          var places = new int[scores.columns()];
          Optional<Threshold> threshold = first == 0 ? Optional.of(new Threshold()) : Optional.empty(); // no bar is known before the first block
          for (int n = start; n < end; n++) {
            scores.copyRow(n, row);
            if (squares.length > 0) {
              Kernels.addScaled(-1, squares, row);
            }
            if (threshold.isEmpty() || !begin(row, threshold.get(), allowed, places, best[n])) {
              FlatIndex.offer(row, row.length, allowed, first, vectors.labels(), places, best[n]);
            }
          }
        });
  }

  /** Offers what may be among the best of the first rows, before any bar is known; false where too few scores are above 0 to tell. */
  private boolean begin(float[] scores, Threshold threshold, int[] rows, int[] places, TopK best) {
    int found = threshold.select(scores, scores.length, Float.MIN_VALUE, best.most(), places);
    if (found < Math.min(best.most(), scores.length)) {
      return false;
    }
    for (int n = 0; n < found; n++) {
      best.offer(scores[places[n]], vectors.labels().tieRank(rows[places[n]]));
    }
    best.size(); // which sets the bar
    return true;
  }

  private void order(Matrix prepared, int start, int end, TopK[] best, int from, SearchResults out) {
    var query = new float[vectors.dimension()];
    var found = new SearchResult();
    var exact = new TopK(0);
    for (int n = start; n < end; n++) {
      int count = best[n].size();
      var rows = new int[count];
      var scores = new float[count];
      for (int i = 0; i < count; i++) {
        rows[i] = vectors.labels().rowOfTieRank(TopK.tieRank(best[n].best(i)));
      }
      prepared.copyRow(n, query);
      vectors.score(query, rows, count, scores);
      exact.reset(Math.min(out.k(), count));
      for (int i = 0; i < count; i++) {
        exact.offer(scores[i], vectors.labels().tieRank(rows[i]));
      }
      found.take(exact, vectors.labels());
      out.set(from + n, found);
    }
  }
}
