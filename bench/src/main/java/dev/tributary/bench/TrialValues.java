package dev.tributary.bench;

import java.util.Arrays;

/** What trials measured, a number for each user or question. */
final class TrialValues {
  private TrialValues() {}

  /** 0 of none. */
  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** The second behind the first. */
  static double[] joined(double[] first, double[] second) {
    double[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
