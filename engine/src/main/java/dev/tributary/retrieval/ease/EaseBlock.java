package dev.tributary.retrieval.ease;

import dev.tributary.math.Cholesky;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;
import dev.tributary.retrieval.itemitem.ColumnWeights;
import dev.tributary.retrieval.itemitem.Gram;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import dev.tributary.retrieval.itemitem.Neighbors;
import dev.tributary.retrieval.itemitem.Sources;
import java.util.Arrays;

/**
 * A candidate's weights from its sources alone: the block of both out of the whole matrix, as if there were no other items. The candidate comes
 * last in the block, so that its column of the inverse is one substitution behind the triangle: with L·Lᵀ the block, Lᵀ·x = e / L[last,
 * last]. O(sources³ / 6). Confined: one thread.
 */
final class EaseBlock implements ColumnWeights {
  private static final Job ALONE = new Job(1, 0, Progress.NONE);

  private final LikeMatrix likes;
  private final Gram gram;
  private final Penalties penalties;
  private final Sources sources;
  private final int[] members; // ranks
  private final int[] places; // by rank: the place among the members, -1 for all others
  private final float[] row;
  private final float[] rest; // of the substitution; in the end the column of the inverse
  private final FloatColumn values; // of the block, row by row

  EaseBlock(LikeMatrix likes, Gram gram, double[] squares, Penalties penalties, int most) {
    this.likes = likes;
    this.gram = gram;
    this.penalties = penalties;
    sources = new Sources(likes, gram, squares, most);
    int largest = Math.min(most + 1, gram.size());
    members = new int[largest];
    places = new int[gram.size()];
    Arrays.fill(places, -1);
    row = new float[largest];
    rest = new float[largest];
    values = FloatColumn.allocate((long) largest * largest);
  }

  @Override
  public void compute(int candidate, Neighbors interests) {
    int rank = likes.rank(candidate);
    int last = sources.find(rank, 0);
    System.arraycopy(sources.ranks(), 0, members, 0, last);
    members[last] = rank;
    var block = fill(last + 1);
    Cholesky.factor(block, ALONE);
    substitute(block);
    double scale = penalties.scale(rank, rest[last]);
    for (int n = 0; n < last; n++) {
      interests.offer(likes.itemAt(members[n]), scale * rest[n]);
    }
  }

  private Matrix fill(int size) {
    for (int n = 0; n < size; n++) {
      places[members[n]] = n;
    }
    var block = Matrix.of(size, size, values.part(0, (long) size * size));
    for (int n = 0; n < size; n++) {
      gram.gather(members[n], members, places, size, row);
      row[n] += (float) penalties.get(members[n]);
      block.setRow(n, row);
    }
    for (int n = 0; n < size; n++) {
      places[members[n]] = -1;
    }
    return block;
  }

  /** The last column of the inverse, into {@link #rest}. */
  private void substitute(Matrix triangle) {
    int last = triangle.rows() - 1;
    Arrays.fill(rest, 0, last, 0f);
    rest[last] = 1 / triangle.get(last, last);
    for (int k = last; k >= 0; k--) {
      triangle.copyRow(k, row);
      float value = rest[k] / row[k];
      for (int j = 0; j < k; j++) {
        rest[j] -= value * row[j];
      }
      rest[k] = value;
    }
  }
}
