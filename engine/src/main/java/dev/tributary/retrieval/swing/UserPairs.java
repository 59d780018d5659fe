package dev.tributary.retrieval.swing;

import dev.tributary.retrieval.itemitem.LikeMatrix;

/**
 * What the rows of one training share: weights of users and of candidates, and which users of an item are paired. Immutable.
 */
final class UserPairs {
  final double alpha;
  final int maxUsers;
  final long seed;
  final float[] userWeights;
  final double[] candidate; // by rank: |W_i|^β

  private final int[] popularity; // by rank

  UserPairs(LikeMatrix matrix, SwingConfig config, long seed) {
    alpha = config.alpha();
    maxUsers = config.maxUsers() == 0 ? Integer.MAX_VALUE : config.maxUsers();
    this.seed = seed;
    userWeights = new float[matrix.users()];
    for (int user = 0; user < userWeights.length; user++) {
      userWeights[user] = (float) config.weighting().weight(matrix.historySize(user));
    }
    popularity = matrix.popularity();
    candidate = new double[popularity.length];
    for (int rank = 0; rank < candidate.length; rank++) {
      candidate[rank] = StrictMath.pow(Math.max(1, popularity[rank]), config.beta());
    }
  }

  /** By how much the sums over a sample's pairs stand for all pairs of an item's users. */
  double scale(int rank) {
    double users = popularity[rank];
    double counted = Math.min(popularity[rank], maxUsers);
    return counted < users ? users * (users - 1) / (counted * (counted - 1)) : 1;
  }

  /** Interests of users that no sample has. */
  long usersCut() {
    long cut = 0;
    for (int users : popularity) {
      cut += Math.max(0, users - maxUsers);
    }
    return cut;
  }

  /** Pairs of users of one item that no sample has. */
  long pairsCut() {
    long cut = 0;
    for (int users : popularity) {
      cut += pairs(users) - pairs(Math.min(users, maxUsers));
    }
    return cut;
  }

  private static long pairs(long users) {
    return users * (users - 1) / 2;
  }
}
