package dev.tributary.ann.ivf;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.math.Matrix;
import dev.tributary.math.TopK;

/**
 * Some queries at once through codes: after each has looked into its best cells, every other cell is scanned for all queries that want it, one
 * after another, while its codes are near. The rows found by estimate are those of single searches, since what is best among the same
 * rows does not depend on their order, and so are the scores. Confined: one group of queries.
 */
final class BatchProbe {
  /** Cells that each query scans first: a bound that is good from the start lets few rows of the others through. */
  private static final int FIRST = 3;

  private final IvfIndex.Parts parts;
  private final CodedCells codes;
  private final RowFilter filter;
  private final int probes;
  private final float[][] prepared;
  private final CodedCells.Estimates[] estimates;
  private final TopK[] best;
  /** Query after query its cells, best first, and their products with it. */
  private final int[] probed;
  private final float[] products;

  /**
   * A group.
   *
   * @param probes cells for each query
   */
  BatchProbe(IvfIndex.Parts parts, CodedCells codes, RowFilter filter, int probes, int queries) {
    this.parts = parts;
    this.codes = codes;
    this.filter = filter;
    this.probes = probes;
    prepared = new float[queries][parts.vectors().dimension()];
    estimates = new CodedCells.Estimates[queries];
    best = new TopK[queries];
    probed = new int[queries * probes];
    products = new float[probed.length];
  }

  /** Answers the queries from {@code first} on. */
  void search(Matrix queries, int first, SearchResults out, IvfIndex single) {
    chooseCells(queries, first, Math.min(parts.vectors().size(), Math.max(out.k(), parts.config().rerank())));
    scanOthers();
    var comparison = new Comparison(parts);
    var exact = new TopK(0);
    var found = new SearchResult();
    var query = new float[parts.vectors().dimension()];
    for (int n = 0; n < best.length; n++) {
      if (best[n].size() < Math.min(out.k(), parts.vectors().size())) { // more cells are needed than most queries need
        queries.copyRow(first + n, query);
        single.search(query, out.k(), filter, found);
      } else {
        comparison.rescore(prepared[n], out.k(), best[n], exact);
        found.take(exact, parts.labels());
      }
      out.set(first + n, found);
    }
  }

  private void chooseCells(Matrix queries, int first, int candidates) {
    var cells = parts.cells();
    var room = codes.room();
    var query = new float[parts.vectors().dimension()];
    var scratch = new float[query.length];
    var all = new float[cells.count()];
    var nearest = new TopK(0);
    for (int n = 0; n < best.length; n++) {
      queries.copyRow(first + n, query);
      System.arraycopy(parts.vectors().prepare(query, scratch), 0, prepared[n], 0, query.length);
      System.arraycopy(prepared[n], 0, query, 0, query.length);
      cells.center(query);
      cells.products(query, all);
      estimates[n] = codes.estimates(room);
      estimates[n].begin(query);
      best[n] = new TopK(candidates);
      nearest.reset(probes);
      cells.best(all, nearest);
      for (int rank = 0; rank < probes; rank++) {
        int cell = TopK.tieRank(nearest.best(rank));
        probed[n * probes + rank] = cell;
        products[n * probes + rank] = all[cell];
        if (rank < FIRST) {
          estimates[n].scan(cell, all[cell], filter, best[n]);
        }
      }
    }
  }

  private void scanOthers() {
    int[] byCell = byCell();
    for (int at : byCell) {
      estimates[at / probes].scan(probed[at], products[at], filter, best[at / probes]);
    }
  }

  /** The places in {@link #probed} that were not scanned first, cell after cell. */
  private int[] byCell() {
    var starts = new int[parts.cells().count() + 1];
    int count = 0;
    for (int at = 0; at < probed.length; at++) {
      if (at % probes >= FIRST) {
        starts[probed[at] + 1]++;
        count++;
      }
    }
    for (int cell = 1; cell < starts.length; cell++) {
      starts[cell] += starts[cell - 1];
    }
    var byCell = new int[count];
    for (int at = 0; at < probed.length; at++) {
      if (at % probes >= FIRST) {
        byCell[starts[probed[at]]++] = at;
      }
    }
    return byCell;
  }
}
