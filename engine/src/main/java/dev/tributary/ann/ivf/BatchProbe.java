package dev.tributary.ann.ivf;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import dev.tributary.math.TopK;
import java.util.Arrays;

/**
 * Some queries at once through codes: after each has looked into its best cell, which gives it a bar, every other cell is scanned for all queries that want it, one
 * after another, while its codes are near. The rows found by estimate are those of single searches, since what is best among the same
 * rows does not depend on their order, and so are the scores. Confined: one group of queries.
 */
final class BatchProbe {
  /** What a group needs beside its cells, used again by the next: fresh memory would cost more than the scans of some cells. Confined. */
  static final class Desk {
    private final CodedCells codes;
    private final CodedCells.Room room;
    private CodedCells.Estimates[] estimates = {};
    private Shortlist[] lists = {};
    private float[][] prepared = {};
    private FloatColumn centered = FloatColumn.allocate(0);
    private FloatColumn products = FloatColumn.allocate(0);

    Desk(CodedCells codes) {
      this.codes = codes;
      room = codes.room();
    }

    private void ensure(int queries, int dimension, int cells) {
      int before = lists.length;
      if (before < queries) {
        lists = Arrays.copyOf(lists, queries);
        estimates = Arrays.copyOf(estimates, queries);
        prepared = new float[queries][dimension];
        centered = FloatColumn.allocate((long) queries * dimension);
        products = FloatColumn.allocate((long) queries * cells);
        for (int n = before; n < queries; n++) {
          lists[n] = new Shortlist();
          estimates[n] = codes.estimates(room);
        }
      }
    }
  }

  private final IvfIndex.Parts parts;
  private final RowFilter filter;
  private final int probes;
  private final int wanted;
  private final float[][] prepared;
  /** The queries as the cells see them, and their products with all centroids. */
  private final Matrix centered;
  private final Matrix all;
  private final CodedCells.Estimates[] estimates;
  private final Shortlist[] lists;
  private final int count;
  /** Query after query its cells, best first, and their products with it. */
  private final int[] probed;
  private final float[] products;

  /**
   * A group.
   *
   * @param probes cells for each query
   * @param wanted rows for each query to compare exactly
   */
  BatchProbe(IvfIndex.Parts parts, Desk desk, RowFilter filter, int probes, int wanted, int queries) {
    this.parts = parts;
    this.filter = filter;
    this.probes = probes;
    this.wanted = wanted;
    int dimension = parts.rows().dimension();
    int cells = parts.cells().count();
    desk.ensure(queries, dimension, cells);
    prepared = desk.prepared;
    centered = Matrix.of(queries, dimension, desk.centered.part(0, (long) queries * dimension));
    all = Matrix.of(queries, cells, desk.products.part(0, (long) queries * cells));
    estimates = desk.estimates;
    lists = desk.lists;
    count = queries;
    probed = new int[queries * probes];
    products = new float[probed.length];
  }

  /** Answers the queries from {@code first} on. */
  void search(Matrix queries, int first, SearchResults out, IvfIndex single) {
    prepare(queries, first);
    parts.cells().products(centered, all);
    chooseCells();
    scanOthers();
    var comparison = new Comparison(parts);
    var exact = new TopK(0);
    var found = new SearchResult();
    var query = new float[parts.rows().dimension()];
    var products = new float[parts.cells().room()];
    for (int n = 0; n < count; n++) {
      if (lists[n].found() < Math.min(out.k(), parts.rows().size())) { // more cells are needed than most queries need
        queries.copyRow(first + n, query);
        single.search(query, out.k(), filter, found);
      } else {
        int left = lists[n].settle();
        centered.copyRow(n, query);
        all.copyRow(n, products);
        comparison.begin(prepared[n], query, products);
        comparison.rescore(out.k(), lists[n].positions(), left, exact);
        found.take(exact, parts.labels());
      }
      out.set(first + n, found);
    }
  }

  private void prepare(Matrix queries, int first) {
    var query = new float[centered.columns()];
    var scratch = new float[query.length];
    for (int n = 0; n < count; n++) {
      queries.copyRow(first + n, query);
      System.arraycopy(parts.rows().metric().prepare(query, query.length, scratch), 0, prepared[n], 0, query.length);
      System.arraycopy(prepared[n], 0, query, 0, query.length);
      parts.cells().center(query);
      centered.setRow(n, query);
    }
  }

  private void chooseCells() {
    var cells = parts.cells();
    var query = new float[centered.columns()];
    var row = new float[cells.room()];
    var choice = cells.choice();
    for (int n = 0; n < count; n++) {
      all.copyRow(n, row);
      centered.copyRow(n, query);
      choice.choose(row, probes);
      estimates[n].begin(query, wanted, choice, lists[n]);
      for (int rank = 0; rank < probes; rank++) {
        int cell = choice.cell(rank);
        probed[n * probes + rank] = cell;
        products[n * probes + rank] = row[cell];
        if (rank == 0) {
          estimates[n].scan(cell, row[cell], filter, lists[n]);
        }
      }
    }
  }

  private void scanOthers() {
    int[] byCell = byCell();
    for (int at : byCell) {
      estimates[at / probes].scan(probed[at], products[at], filter, lists[at / probes]);
    }
  }

  /** The places in {@link #probed} that were not scanned first, cell after cell. */
  private int[] byCell() {
    var starts = new int[parts.cells().count() + 1];
    int count = 0;
    for (int at = 0; at < probed.length; at++) {
      if (at % probes > 0) {
        starts[probed[at] + 1]++;
        count++;
      }
    }
    for (int cell = 1; cell < starts.length; cell++) {
      starts[cell] += starts[cell - 1];
    }
    var byCell = new int[count];
    for (int at = 0; at < probed.length; at++) {
      if (at % probes > 0) {
        byCell[starts[probed[at]]++] = at;
      }
    }
    return byCell;
  }
}
