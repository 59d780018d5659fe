package dev.tributary.retrieval.ease;

import dev.tributary.retrieval.itemitem.LikeMatrix;

/**
 * Λ, what is added to the diagonal of the Gram matrix G: {@code Λ[i,i] = λ + p/(1−p) · G[i,i]}. Immutable.
 *
 * <p>λ by the data is {@code 13 · √(Σ n² / Σ n) · Σ G[i,i] / Σ n} with n the users of each item: the popularity that an interest's item has in
 * the mean, under a root, in the unit of squared likes. Too little on a dense log lets rare items explain by chance what they happen to share
 * users with; too much on a sparse log leaves popularity alone. {@code docs/decisions.md} has the measurement.
 */
final class Penalties {
  private static final double BY_DATA = 13;

  private final double[] values; // by rank
  private final boolean free;

  /** {@code squares} has G[i,i], by rank. */
  Penalties(EaseConfig config, LikeMatrix likes, double[] squares) {
    double lambda = config.lambda() == EaseConfig.BY_DATA ? byData(likes.popularity(), squares) : config.lambda();
    double share = config.dropout() / (1 - config.dropout());
    values = new double[squares.length];
    for (int rank = 0; rank < values.length; rank++) {
      values[rank] = lambda + share * squares[rank];
    }
    free = config.diagonal() == Diagonal.FREE;
  }

  private static double byData(int[] users, double[] squares) {
    double count = 0;
    double countSquares = 0;
    double likeSquares = 0;
    for (int rank = 0; rank < users.length; rank++) {
      count += users[rank];
      countSquares += (double) users[rank] * users[rank];
      likeSquares += squares[rank];
    }
    return count == 0 ? 1 : BY_DATA * Math.sqrt(countSquares / count) * likeSquares / count;
  }

  /** Λ[i,i]. */
  double get(int rank) {
    return values[rank];
  }

  /** What the candidate's column of the inverse P is multiplied with to become its weights: {@code −1 / P[i,i]}, or {@code −Λ[i,i]} with a free diagonal. */
  double scale(int rank, double own) {
    return free ? -values[rank] : -1 / own;
  }
}
