package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;

/** The lengths of list at which is measured. */
final class Cuts {
  private static final int MOST = 1_000_000;

  private Cuts() {}

  static void check(String option, int[] cuts) {
    for (int k : cuts) {
      if (k < 1 || k > MOST) {
        throw Failure.usage("%s names %d, allowed 1..%d", option, k, MOST);
      }
    }
    if (cuts.length == 0 || cuts.length > 50) {
      throw Failure.usage("%s names %d lengths, allowed 1..50, for example 5,10,20", option, cuts.length);
    }
  }

  /** The length that comparisons and charts are about: 10 when it is among them, else the first. */
  static int main(int[] cuts) {
    return java.util.Arrays.stream(cuts).filter(k -> k == 10).findFirst().orElse(cuts[0]);
  }
}
