package dev.tributary.retrieval.ease;

import dev.tributary.math.Matrix;
import dev.tributary.retrieval.itemitem.ColumnWeights;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import dev.tributary.retrieval.itemitem.Neighbors;

/** A candidate's weights from all interests, read off the inverse, which is symmetric: its column is its row. O(items). */
final class EaseColumn implements ColumnWeights {
  private final LikeMatrix likes;
  private final Matrix inverse;
  private final Penalties penalties;
  private final float[] row;

  EaseColumn(LikeMatrix likes, Matrix inverse, Penalties penalties) {
    this.likes = likes;
    this.inverse = inverse;
    this.penalties = penalties;
    row = new float[inverse.columns()];
  }

  @Override
  public void compute(int candidate, Neighbors interests) {
    int rank = likes.rank(candidate);
    inverse.copyRow(rank, row);
    double scale = penalties.scale(rank, row[rank]);
    for (int other = 0; other < row.length; other++) {
      if (other != rank) {
        interests.offer(likes.itemAt(other), scale * row[other]);
      }
    }
  }
}
