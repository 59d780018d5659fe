package dev.tributary.retrieval.itemitem;

/** One item's similarities to all others from its {@link RowSums}. */
final class CoOccurrenceRow implements RowSimilarity {
  private final LikeMatrix matrix;
  private final CoOccurrence factors;
  private final RowSums row;
  private int rank;

  CoOccurrenceRow(CoOccurrence factors) {
    matrix = factors.matrix();
    this.factors = factors;
    row = new RowSums(matrix, factors.userWeights());
  }

  @Override
  public void compute(int item, Neighbors neighbors) {
    rank = matrix.rankOf[item];
    row.compute(rank);
    double interest = factors.interest()[rank];
    double shrinkage = factors.shrinkage();
    double[] candidate = factors.candidate();
    for (int n = 0; n < row.count; n++) {
      int other = row.touched[n];
      if (other != rank) {
        neighbors.offer(matrix.itemAt[other], row.sums[other] / (interest * candidate[other] + shrinkage));
      }
    }
  }

  @Override
  public float swapped(int other) {
    int otherRank = matrix.rankOf[other];
    return (float) (row.sums[otherRank] / (factors.interest()[otherRank] * factors.candidate()[rank] + factors.shrinkage()));
  }
}
