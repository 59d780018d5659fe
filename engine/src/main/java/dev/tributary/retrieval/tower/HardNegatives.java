package dev.tributary.retrieval.tower;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Hard negatives by user: items that stages cut, or that the towers of the moment rank in a window, none of which the user ever met. The easy ones of a batch are mixed
 * with them; they carry no correction. One writer between steps, else read alone.
 */
final class HardNegatives {
  private final int[][] cut; // by user, for ever
  private final int[][] ranked; // by user, renewed
  private static final int[] NONE = {};

  /** None yet. */
  HardNegatives(int users) {
    cut = new int[users][];
    ranked = new int[users][];
    Arrays.fill(cut, NONE);
    Arrays.fill(ranked, NONE);
  }

  /** Sets what stages cut of a user. */
  void cut(int user, int[] items) {
    cut[user] = items;
  }

  /** Sets what the towers rank in the window for a user. */
  void ranked(int user, int[] items) {
    ranked[user] = items;
  }

  /** One of a user's, each as likely as another, or -1. */
  int draw(int user, SplittableRandom random) {
    int count = cut[user].length + ranked[user].length;
    if (count == 0) {
      return -1;
    }
    int n = random.nextInt(count);
    return n < cut[user].length ? cut[user][n] : ranked[user][n - cut[user].length];
  }
}
