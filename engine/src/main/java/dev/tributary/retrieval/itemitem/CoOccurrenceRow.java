package dev.tributary.retrieval.itemitem;


/**
 * One item's similarities to all others: adds up w(u)·like(u,j)·like(u,i) over the users u of j and the other items i of u, in
 * the order of users, into one dense row by rank. O(Σ_{u∈W_j} |J_u|). Both halves of a pair are computed: each sum runs over
 * the same users in the same order, so they agree to the bit, and no row waits for another.
 */
final class CoOccurrenceRow implements RowSimilarity {
  private final LikeMatrix matrix;
  private final CoOccurrence factors;
  private final double[] sums;
  private final int[] touched;
  private int count;
  private int row;

  CoOccurrenceRow(CoOccurrence factors) {
    matrix = factors.matrix();
    this.factors = factors;
    sums = new double[matrix.itemAt.length];
    touched = new int[sums.length + 1]; // one more: the next place is written before it is known whether it counts
  }

  @Override
  public void compute(int item, Neighbors neighbors) {
    clear();
    row = matrix.rankOf[item];
    double[] userWeights = factors.userWeights();
    for (int entry = (int) matrix.itemStarts[row]; entry < matrix.itemStarts[row + 1]; entry++) {
      int user = matrix.users[entry];
      int from = (int) matrix.userStarts[user];
      int to = (int) matrix.userStarts[user + 1];
      double weight = userWeights.length == 0 ? 1 : userWeights[user];
      if (matrix.binary) {
        count(from, to, weight);
      } else {
        add(from, to, weight * matrix.likesByItem[entry]);
      }
    }
    double interest = factors.interest()[row];
    double shrinkage = factors.shrinkage();
    double[] candidate = factors.candidate();
    for (int n = 0; n < count; n++) {
      int other = touched[n];
      if (other != row) {
        neighbors.offer(matrix.itemAt[other], sums[other] / (interest * candidate[other] + shrinkage));
      }
    }
  }

  private void add(int from, int to, double like) {
    int met = count;
    for (int at = from; at < to; at++) {
      int other = matrix.ranks[at];
      double sum = sums[other];
      touched[met] = other; // without a branch: kept only when the sum was still 0
      met += sum == 0 ? 1 : 0;
      sums[other] = sum + like * matrix.likes[at];
    }
    count = met;
  }

  /** {@link #add} where every like is 1. */
  private void count(int from, int to, double weight) {
    int met = count;
    for (int at = from; at < to; at++) {
      int other = matrix.ranks[at];
      double sum = sums[other];
      touched[met] = other;
      met += sum == 0 ? 1 : 0;
      sums[other] = sum + weight;
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
    int rank = matrix.rankOf[other];
    return (float) (sums[rank] / (factors.interest()[rank] * factors.candidate()[row] + factors.shrinkage()));
  }
}
