package dev.tributary.retrieval.transitions;

import dev.tributary.retrieval.itemitem.Neighbors;
import dev.tributary.retrieval.itemitem.RowSimilarity;

/** One item's followers, summed in the order of users. Confined: one per thread. */
final class FollowersRow implements RowSimilarity {
  private final Sequences sequences;
  private final TransitionsConfig config;
  private final double[] distanceWeights; // by distance - 1
  private final double maxGapMillis;
  private final double[] sums;
  private final int[] touched;
  private int count;

  FollowersRow(Sequences sequences, TransitionsConfig config, boolean timed) {
    this.sequences = sequences;
    this.config = config;
    maxGapMillis = timed && config.maxGapHours() > 0 ? config.maxGapHours() * 3_600_000 : Double.POSITIVE_INFINITY;
    distanceWeights = new double[config.window()];
    for (int n = 0; n < distanceWeights.length; n++) {
      distanceWeights[n] = StrictMath.pow(config.decay(), n);
    }
    sums = new double[sequences.starts.length - 1];
    touched = new int[sums.length];
  }

  @Override
  public void compute(int item, Neighbors neighbors) {
    clear();
    for (int n = sequences.starts[item]; n < sequences.starts[item + 1]; n++) {
      int entry = sequences.occurrences[n];
      add(entry, 1, 1);
      if (config.backward() > 0) {
        add(entry, -1, config.backward());
      }
    }
    double interest = sequences.users(item) + config.shrinkage();
    for (int n = 0; n < count; n++) {
      int other = touched[n];
      double candidate = config.beta() == 0 ? 1 : StrictMath.pow(sequences.users(other), config.beta());
      neighbors.offer(other, sums[other] / (interest * candidate));
    }
  }

  private void clear() {
    for (int n = 0; n < count; n++) {
      sums[touched[n]] = 0;
    }
    count = 0;
  }

  /** Adds what came in one direction within the window, the gap and the user's history. */
  private void add(int entry, int direction, double weight) {
    int user = sequences.users[entry];
    int other = entry + direction;
    for (int distance = 1; distance <= distanceWeights.length; distance++, other += direction) {
      if (other < 0 || other >= sequences.items.length || sequences.users[other] != user
          || Math.abs((double) sequences.times[other] - sequences.times[entry]) > maxGapMillis) {
        return; // times ascend within a user: what is further away is later still
      }
      int item = sequences.items[other];
      double share = weight * distanceWeights[distance - 1] * sequences.likes[other];
      if (share > 0) {
        if (sums[item] == 0) {
          touched[count++] = item;
        }
        sums[item] += share;
      }
    }
  }

  /** Followers are looked up in the interest's own list only. */
  @Override
  public float swapped(int other) {
    return 0;
  }
}
