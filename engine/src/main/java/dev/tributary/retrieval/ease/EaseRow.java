package dev.tributary.retrieval.ease;

import dev.tributary.math.Matrix;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import dev.tributary.retrieval.itemitem.Neighbors;
import dev.tributary.retrieval.itemitem.RowSimilarity;

/** One item's weights on all others, read off the inverse. O(items). */
final class EaseRow implements RowSimilarity {
  private final LikeMatrix likes;
  private final Matrix inverse;
  private final float[] diagonal;
  private final float[] row;
  private int rank;

  EaseRow(LikeMatrix likes, Matrix inverse) {
    this.likes = likes;
    this.inverse = inverse;
    row = new float[inverse.columns()];
    diagonal = new float[row.length];
    for (int n = 0; n < row.length; n++) {
      diagonal[n] = inverse.get(n, n);
    }
  }

  @Override
  public void compute(int item, Neighbors neighbors) {
    rank = likes.rank(item);
    inverse.copyRow(rank, row);
    for (int other = 0; other < row.length; other++) {
      if (row[other] < 0 && other != rank) {
        neighbors.offer(likes.itemAt(other), -row[other] / diagonal[other]);
      }
    }
  }

  @Override
  public float swapped(int other) {
    return -row[likes.rank(other)] / diagonal[rank];
  }
}
