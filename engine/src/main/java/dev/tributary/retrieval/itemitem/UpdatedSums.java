package dev.tributary.retrieval.itemitem;

import java.util.Arrays;

/**
 * One item's sums, not counted anew: those of earlier likes, less what the users who changed since had then, and what they have now. Confined: one per
 * thread.
 */
final class UpdatedSums extends RowSums {
  private static final double LEAST = 1e-4; // less is what rounding left of a pair that is gone

  private final LikeMatrix matrix;
  private final PairSums before;
  private final LikeMatrix goneMatrix;
  private final LikeMatrix comeMatrix;
  private final RowSums gone;
  private final RowSums come;
  private final int[] rankOfBefore; // by earlier item; -1 for one that is no longer there
  private final int[] beforeOf; // by item; -1 for a new one
  private final boolean[] met; // by rank

  UpdatedSums(CoOccurrence now, PairSums before, CoOccurrence.Part gone, CoOccurrence.Part come) {
    super(now.matrix(), now.userWeights());
    matrix = now.matrix();
    this.before = before;
    goneMatrix = gone.matrix();
    comeMatrix = come.matrix();
    this.gone = new RowSums(goneMatrix, gone.userWeights());
    this.come = new RowSums(comeMatrix, come.userWeights());
    beforeOf = new int[matrix.itemAt.length];
    Arrays.fill(beforeOf, -1);
    rankOfBefore = goneMatrix.items().indexesIn(matrix.items());
    for (int item = 0; item < rankOfBefore.length; item++) {
      if (rankOfBefore[item] >= 0) {
        beforeOf[rankOfBefore[item]] = item;
        rankOfBefore[item] = matrix.rankOf[rankOfBefore[item]];
      }
    }
    met = new boolean[matrix.itemAt.length];
  }

  @Override
  void compute(int row) {
    for (int n = 0; n < count; n++) {
      met[touched[n]] = false;
    }
    clear();
    int item = matrix.itemAt[row];
    int earlier = beforeOf[item];
    if (earlier >= 0) {
      for (long entry = before.start(earlier); entry < before.end(earlier); entry++) {
        add(rankOfBefore[before.item(entry)], before.sum(entry));
      }
      gone.compute(goneMatrix.rankOf[earlier]);
      for (int n = 0; n < gone.count; n++) {
        add(rankOfBefore[goneMatrix.itemAt[gone.touched[n]]], -gone.sums[gone.touched[n]]);
      }
    }
    come.compute(comeMatrix.rankOf[item]);
    for (int n = 0; n < come.count; n++) {
      add(matrix.rankOf[comeMatrix.itemAt[come.touched[n]]], come.sums[come.touched[n]]);
    }
    for (int n = 0; n < count; n++) {
      sums[touched[n]] = sums[touched[n]] < LEAST ? 0 : sums[touched[n]];
    }
  }

  private void add(int rank, double value) {
    if (rank >= 0) {
      if (!met[rank]) {
        met[rank] = true;
        touched[count++] = rank;
      }
      sums[rank] += value;
    }
  }
}
