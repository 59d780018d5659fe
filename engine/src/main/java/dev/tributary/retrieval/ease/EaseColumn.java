package dev.tributary.retrieval.ease;

import dev.tributary.math.Matrix;
import dev.tributary.retrieval.itemitem.ColumnWeights;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import dev.tributary.retrieval.itemitem.Neighbors;

/** A candidate's weights from all interests, read off the inverse, which is symmetric: its column is its row. O(items). */
final class EaseColumn implements ColumnWeights {
  private final LikeMatrix likes;
  private final Matrix inverse;
  private final float[] row;

  EaseColumn(LikeMatrix likes, Matrix inverse) {
    this.likes = likes;
    this.inverse = inverse;
    row = new float[inverse.columns()];
  }

  @Override
  public void compute(int candidate, Neighbors interests) {
    int rank = likes.rank(candidate);
    inverse.copyRow(rank, row);
    float own = row[rank];
    for (int other = 0; other < row.length; other++) {
      if (other != rank) {
        interests.offer(likes.itemAt(other), -row[other] / own);
      }
    }
  }
}
