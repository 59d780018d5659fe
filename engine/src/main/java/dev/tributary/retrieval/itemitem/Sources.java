package dev.tributary.retrieval.itemitem;

import dev.tributary.math.TopK;
import java.util.Arrays;

/**
 * The items that a linear model may explain a candidate from: those taken together with it, all or the nearest by cosine. Confined: one
 * per thread; the next candidate overwrites what was found.
 */
public final class Sources {
  private final LikeMatrix matrix;
  private final Gram gram;
  private final double[] squares;
  private final int most;
  private final int[] tieRanks;
  private final TopK best = new TopK(0);
  private final int[] ranks;

  /**
   * For one thread.
   *
   * @param squares by rank: G(j,j)
   * @param most how many of the nearest; 0: all
   */
  public Sources(LikeMatrix matrix, Gram gram, double[] squares, int most) {
    this.matrix = matrix;
    this.gram = gram;
    this.squares = squares;
    this.most = most;
    tieRanks = most == 0 ? new int[0] : matrix.items().tieRanks().toArray();
    ranks = new int[gram.size()];
  }

  /** Finds the sources j ≠ i with G(j,i) above a bound and answers how many; equal cosines by the order of ties. */
  public int find(int candidate, double bound) {
    int count = gram.above(candidate, bound, ranks);
    if (most == 0 || count <= most) {
      return count;
    }
    best.reset(most);
    for (int n = 0; n < count; n++) {
      int source = ranks[n];
      double cosine = gram.get(source, candidate) / Math.sqrt(squares[source]); // times what all have alike
      best.offer(TopK.key((float) cosine, tieRanks[matrix.itemAt(source)]));
    }
    best.ascending();
    for (int n = 0; n < best.size(); n++) {
      ranks[n] = matrix.rank(matrix.items().atTieRank(TopK.tieRank(best.best(n))));
    }
    Arrays.sort(ranks, 0, best.size());
    return best.size();
  }

  /** The memory that {@link #find} writes: its first places hold the ranks found, ascending. */
  public int[] ranks() {
    return ranks;
  }
}
