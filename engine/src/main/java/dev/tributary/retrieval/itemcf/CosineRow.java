package dev.tributary.retrieval.itemcf;

import dev.tributary.retrieval.itemitem.Neighbors;
import dev.tributary.retrieval.itemitem.RowSimilarity;

/**
 * One item's damped cosine to all others: adds up like(u,j)·like(u,i) over the users u of j and the other items i of u, in
 * the order of users, into one dense row. O(Σ_{u∈W_j} |J_u|). Both halves of a pair are computed: each sum runs over the same
 * users in the same order, so they agree to the bit, and no row waits for another.
 */
final class CosineRow implements RowSimilarity {
  private final LikeMatrix matrix;
  private final ItemCfTrainer.Factors factors;
  private final double[] sums;
  private final int[] touched;
  private int count;
  private int row;

  CosineRow(LikeMatrix matrix, ItemCfTrainer.Factors factors) {
    this.matrix = matrix;
    this.factors = factors;
    sums = new double[matrix.itemStarts.length - 1];
    touched = new int[sums.length + 1]; // one more: the next place is written before it is known whether it counts
  }

  @Override
  public void compute(int item, Neighbors neighbors) {
    clear();
    row = item;
    for (int entry = (int) matrix.itemStarts[item]; entry < matrix.itemStarts[item + 1]; entry++) {
      addUser(matrix.users[entry], matrix.likesByItem[entry]);
    }
    double interest = factors.interest()[item];
    for (int n = 0; n < count; n++) {
      int other = touched[n];
      if (other != item) {
        neighbors.offer(other, sums[other] / (interest * factors.candidate()[other] + factors.shrinkage()));
      }
    }
  }

  private void addUser(int user, double like) {
    int end = (int) matrix.userStarts[user + 1];
    int met = count;
    for (int at = (int) matrix.userStarts[user]; at < end; at++) {
      int other = matrix.items[at];
      double sum = sums[other];
      touched[met] = other; // without a branch: kept only when the sum was still 0
      met += sum == 0 ? 1 : 0;
      sums[other] = sum + like * matrix.likes[at];
    }
    count = met;
  }

  private void clear() {
    for (int n = 0; n < count; n++) {
      sums[touched[n]] = 0;
    }
    count = 0;
  }

  @Override
  public float swapped(int other) {
    return (float) (sums[other] / (factors.interest()[other] * factors.candidate()[row] + factors.shrinkage()));
  }
}
