package dev.tributary.ann.ivf;

import dev.tributary.ann.RowFilter;
import dev.tributary.math.TopK;

/** Compares rows with a query exactly. Confined: one thread. */
final class Comparison {
  /** Rows scored at once: their scores stay in the L1 cache. */
  private static final int BLOCK = 256;

  private final IvfIndex.Parts parts;
  private final int[] positions = new int[BLOCK];
  /** Those at the positions. */
  private final int[] rows = new int[BLOCK];
  private final float[] scores = new float[BLOCK];

  Comparison(IvfIndex.Parts parts) {
    this.parts = parts;
  }

  /** Offers the rows of a cell that a filter allows. */
  void compare(int cell, float[] prepared, RowFilter filter, TopK best) {
    var cells = parts.cells();
    int count = 0;
    for (int position = cells.start(cell); position < cells.start(cell + 1); position++) {
      if (filter.allows(cells.row(position))) {
        positions[count++] = position;
        if (count == BLOCK) {
          offer(prepared, count, best);
          count = 0;
        }
      }
    }
    offer(prepared, count, best);
  }

  /** Offers all rows that a filter allows. */
  void compareAll(float[] prepared, RowFilter filter, TopK best) {
    int rows = parts.vectors().size();
    int count = 0;
    for (int row = filter.next(0, rows); row < rows; row = filter.next(row + 1, rows)) {
      positions[count++] = parts.cells().position(row);
      if (count == BLOCK) {
        offer(prepared, count, best);
        count = 0;
      }
    }
    offer(prepared, count, best);
  }

  /** Of some rows, named by their positions, the best k by score. */
  void rescore(float[] prepared, int k, int[] candidates, int found, TopK best) {
    best.reset(Math.min(k, found));
    for (int from = 0; from < found; from += BLOCK) {
      int count = Math.min(BLOCK, found - from);
      System.arraycopy(candidates, from, positions, 0, count);
      offer(prepared, count, best);
    }
  }

  private void offer(float[] prepared, int count, TopK best) {
    for (int n = 0; n < count; n++) {
      rows[n] = parts.cells().row(positions[n]);
    }
    parts.vectors().score(prepared, parts.byRow() ? rows : positions, count, scores);
    for (int n = 0; n < count; n++) {
      if (best.accepts(scores[n])) {
        best.offer(scores[n], parts.labels().tieRank(rows[n]));
      }
    }
  }
}
