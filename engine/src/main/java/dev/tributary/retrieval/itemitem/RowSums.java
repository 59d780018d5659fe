package dev.tributary.retrieval.itemitem;

/**
 * One item's sums w(u)·like(u,j)·like(u,i)·near(u,j,i) over the users u of j, for all items i that they took: in the order of users, into one
 * dense row by rank. O(Σ_{u∈W_j} |J_u|). Both halves of a pair are computed: each sum runs over the same users in the same
 * order, so they agree to the bit, and no row waits for another. Confined: one per thread; the next row overwrites it.
 */
class RowSums {
  private static final double LN2 = 0.6931471805599453;
  private static final double LEAST = 1e-30; // above 0, so that a sum says whether its pair was met

  /** A row with so many likes for each item of the catalogue is summed without asking whether a pair is new. */
  private static final int DENSE = 2;

  private final LikeMatrix matrix;
  private final double[] userWeights;

  /** The sums by rank; 0 where no user took both. */
  final double[] sums;

  /** The ranks with a sum, the row's own among them, in any order: the first {@link #count}. */
  final int[] touched;

  int count;

  /**
   * For one thread.
   *
   * @param userWeights w, by user; empty: 1 for everyone
   */
  RowSums(LikeMatrix matrix, double[] userWeights) {
    this.matrix = matrix;
    this.userWeights = userWeights;
    sums = new double[matrix.itemAt.length];
    touched = new int[sums.length + 1]; // one more: the next place is written before it is known whether it counts
  }

  void compute(int row) {
    clear();
    if (matrix.times.length == 0 && steps(row) >= DENSE * sums.length) {
      computeDense(row);
      return;
    }
    for (int entry = (int) matrix.itemStarts[row]; entry < matrix.itemStarts[row + 1]; entry++) {
      int user = matrix.users[entry];
      int from = (int) matrix.userStarts[user];
      int to = (int) matrix.userStarts[user + 1];
      double weight = userWeights.length == 0 ? 1 : userWeights[user];
      if (matrix.times.length > 0) {
        addNear(from, to, weight * matrix.likesByItem[entry], matrix.timesByItem[entry]);
      } else if (matrix.binary) {
        count(from, to, weight);
      } else {
        add(from, to, weight * matrix.likesByItem[entry]);
      }
    }
  }

  /**
   * How many likes the users of an item have. One of each user's is read on the way: the rows lie far apart, and read alone they come from memory several at
   * once, which spares a catalogue of millions a quarter of the time.
   */
  private long steps(int row) {
    long steps = 0;
    int read = 0;
    for (int entry = (int) matrix.itemStarts[row]; entry < matrix.itemStarts[row + 1]; entry++) {
      int user = matrix.users[entry];
      long from = matrix.userStarts[user];
      read += matrix.ranks[(int) from];
      steps += matrix.userStarts[user + 1] - from;
    }
    touched[0] = read; // kept so that the reading is not taken for useless
    return steps;
  }

  /** A row that meets most items many times: which they are is found in the end. */
  private void computeDense(int row) {
    for (int entry = (int) matrix.itemStarts[row]; entry < matrix.itemStarts[row + 1]; entry++) {
      int user = matrix.users[entry];
      int from = (int) matrix.userStarts[user];
      int to = (int) matrix.userStarts[user + 1];
      double weight = userWeights.length == 0 ? 1 : userWeights[user];
      if (matrix.binary) {
        for (int at = from; at < to; at++) {
          sums[matrix.ranks[at]] += weight;
        }
      } else {
        double like = weight * matrix.likesByItem[entry];
        for (int at = from; at < to; at++) {
          sums[matrix.ranks[at]] += like * matrix.likes[at];
        }
      }
    }
    int met = 0;
    for (int other = 0; other < sums.length; other++) {
      touched[met] = other;
      met += sums[other] == 0 ? 0 : 1;
    }
    count = met;
  }

  private void add(int from, int to, double like) {
    int met = count;
    for (int at = from; at < to; at++) {
      int other = matrix.ranks[at];
      double sum = sums[other];
      touched[met] = other; // without a branch: kept only when the sum was still 0
      met += sum == 0 ? 1 : 0;
      sums[other] = sum + like * matrix.likes[at];
    }
    count = met;
  }

  /** {@link #add} where a pair counts half as much for every half-life between its two interests. */
  private void addNear(int from, int to, double like, float time) {
    int met = count;
    for (int at = from; at < to; at++) {
      int other = matrix.ranks[at];
      double sum = sums[other];
      touched[met] = other;
      met += sum == 0 ? 1 : 0;
      sums[other] = sum + like * matrix.likes[at] * Math.max(StrictMath.exp(LN2 * -Math.abs(time - matrix.times[at])), LEAST);
    }
    count = met;
  }

  /** {@link #add} where every like is 1. */
  private void count(int from, int to, double weight) {
    int met = count;
    for (int at = from; at < to; at++) {
      int other = matrix.ranks[at];
      double sum = sums[other];
      touched[met] = other;
      met += sum == 0 ? 1 : 0;
      sums[other] = sum + weight;
    }
    count = met;
  }

  void clear() {
    for (int n = 0; n < count; n++) {
      sums[touched[n]] = 0;
    }
    count = 0;
  }
}
