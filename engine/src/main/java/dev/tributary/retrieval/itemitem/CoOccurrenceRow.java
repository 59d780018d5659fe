package dev.tributary.retrieval.itemitem;

import java.util.Arrays;
import java.util.Optional;

/** One item's similarities to all others from its {@link RowSums}. */
final class CoOccurrenceRow implements RowSimilarity {
  private final LikeMatrix matrix;
  private final CoOccurrence factors;
  private final RowSums row;
  private final Optional<PairSums.Builder> kept;
  private int rank;

  /** @param kept receives the sums, if anybody wants them */
  CoOccurrenceRow(CoOccurrence factors, RowSums row, Optional<PairSums.Builder> kept) {
    matrix = factors.matrix();
    this.factors = factors;
    this.row = row;
    this.kept = kept;
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
    kept.ifPresent(builder -> keep(item, builder));
  }

  private void keep(int item, PairSums.Builder builder) {
    int[] others = Arrays.stream(row.touched, 0, row.count).filter(other -> other != rank && row.sums[other] > 0).map(other -> matrix.itemAt[other]).sorted().toArray();
    var sums = new float[others.length];
    for (int n = 0; n < sums.length; n++) {
      sums[n] = (float) row.sums[matrix.rankOf[others[n]]];
    }
    builder.put(item, others, sums);
  }

  @Override
  public float swapped(int other) {
    int otherRank = matrix.rankOf[other];
    return (float) (row.sums[otherRank] / (factors.interest()[otherRank] * factors.candidate()[rank] + factors.shrinkage()));
  }
}
