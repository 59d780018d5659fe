package dev.tributary.retrieval.itemitem;

import java.util.Arrays;
import java.util.Optional;

/** One item's similarities to all others from its {@link RowSums}. */
final class CoOccurrenceRow implements RowSimilarity {
  private final LikeMatrix matrix;
  private final CoOccurrence factors;
  private final RowSums row;
  private final Optional<PairSums.Builder> kept;
  private final float[] similarities;
  private final boolean symmetric;
  private int rank;

  /** @param kept receives the sums, if anybody wants them */
  CoOccurrenceRow(CoOccurrence factors, RowSums row, Optional<PairSums.Builder> kept) {
    matrix = factors.matrix();
    this.factors = factors;
    this.row = row;
    this.kept = kept;
    similarities = new float[row.sums.length];
    symmetric = Arrays.equals(factors.interest(), factors.candidate());
  }

  @Override
  public void compute(int item, Neighbors neighbors) {
    rank = matrix.rankOf[item];
    row.compute(rank);
    row.sums[rank] = 0; // nothing is similar to itself
    divide(factors.interest()[rank], factors.candidate(), factors.shrinkage());
    neighbors.take(row.touched, matrix.tieRankOf, similarities, row.count);
    kept.ifPresent(builder -> keep(item, builder));
  }

  /** All of a row before any is offered: a loop that the processor can work ahead in. */
  private void divide(double interest, double[] candidate, double shrinkage) {
    for (int n = 0; n < row.count; n++) {
      int other = row.touched[n];
      double sum = row.sums[other];
      // an update leaves sums of 0 with items that nobody has any more, whose norms are 0 too
      similarities[n] = sum > 0 ? (float) (sum / (interest * candidate[other] + shrinkage)) : 0;
    }
  }

  private void keep(int item, PairSums.Builder builder) {
    int[] others = Arrays.stream(row.touched, 0, row.count).filter(other -> row.sums[other] > 0).map(other -> matrix.itemAt[other]).sorted().toArray();
    var sums = new float[others.length];
    for (int n = 0; n < sums.length; n++) {
      sums[n] = (float) row.sums[matrix.rankOf[others[n]]];
    }
    builder.put(item, others, sums);
  }

  @Override
  public boolean symmetric() {
    return symmetric;
  }

  @Override
  public float swapped(int other) {
    int otherRank = matrix.rankOf[other];
    return (float) (row.sums[otherRank] / (factors.interest()[otherRank] * factors.candidate()[rank] + factors.shrinkage()));
  }
}
