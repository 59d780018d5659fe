package dev.tributary.ann.ivf;

import dev.tributary.ann.Labels;
import dev.tributary.ann.RowFilter;
import dev.tributary.math.TopK;

/** Compares rows with a query in the end. Confined: one thread. */
final class Comparison {
  /** Rows scored at once: their scores stay in the L1 cache. */
  private static final int BLOCK = 256;

  private final Labels labels;
  private final Cells cells;
  private final Rows.Scorer scorer;
  private final int[] positions = new int[BLOCK];
  private final float[] scores = new float[BLOCK];

  Comparison(IvfIndex.Parts parts) {
    labels = parts.labels();
    cells = parts.cells();
    scorer = parts.rows().scorer();
  }

  /** Prepares for a query; see {@link Rows.Scorer#begin}. */
  void begin(float[] prepared, float[] seen, float[] products) {
    scorer.begin(prepared, seen, products);
  }

  /** Offers the rows of a cell that a filter allows. */
  void compare(int cell, RowFilter filter, TopK best) {
    int count = 0;
    for (int position = cells.start(cell); position < cells.start(cell + 1); position++) {
      if (filter.allows(cells.row(position))) {
        positions[count++] = position;
        if (count == BLOCK) {
          offer(count, best);
          count = 0;
        }
      }
    }
    offer(count, best);
  }

  /** Offers all rows that a filter allows. */
  void compareAll(RowFilter filter, TopK best) {
    int rows = cells.size();
    int count = 0;
    for (int row = filter.next(0, rows); row < rows; row = filter.next(row + 1, rows)) {
      positions[count++] = cells.position(row);
      if (count == BLOCK) {
        offer(count, best);
        count = 0;
      }
    }
    offer(count, best);
  }

  /** Of some rows, named by their positions, the best k by score. */
  void rescore(int k, int[] candidates, int found, TopK best) {
    best.reset(Math.min(k, found));
    for (int from = 0; from < found; from += BLOCK) {
      int count = Math.min(BLOCK, found - from);
      System.arraycopy(candidates, from, positions, 0, count);
      offer(count, best);
    }
  }

  private void offer(int count, TopK best) {
    scorer.score(positions, count, scores);
    for (int n = 0; n < count; n++) {
      if (best.accepts(scores[n])) {
        best.offer(scores[n], labels.tieRank(cells.row(positions[n])));
      }
    }
  }
}
