package dev.tributary.retrieval.tower;

/**
 * How likely each item is met in a step, from the steps alone: the mean number of steps between two meetings moves a tenth of the way to each new gap
 * (Yi and others: "Sampling-bias-corrected neural modeling for large corpus item recommendations", RecSys 2019, algorithm 2, without hashing since ids are ints here). Confined.
 */
final class StreamingFrequency {
  private static final double RATE = 0.1;

  private final long[] last; // step by item; 0: never met
  private final double[] gap;

  /**
   * Starts.
   *
   * @param startGap what is believed of an item before its second meeting, in steps, 1 or more
   */
  StreamingFrequency(int items, double startGap) {
    last = new long[items];
    gap = new double[items];
    java.util.Arrays.fill(gap, startGap);
  }

  /** Meets an item in a step; steps count from 1. Twice in one step is once. */
  void meet(int item, long step) {
    if (last[item] > 0 && last[item] < step) {
      gap[item] += RATE * (step - last[item] - gap[item]);
    }
    last[item] = step;
  }

  /** The share of steps in which it is met, above 0 and at most 1. */
  double probability(int item) {
    return 1 / Math.max(1, gap[item]);
  }
}
