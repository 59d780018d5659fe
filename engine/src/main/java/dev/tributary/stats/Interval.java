package dev.tributary.stats;

import static dev.tributary.math.Require.require;

import java.util.Locale;

/**
 * An estimate and the range that holds the true value in a share {@code level} of repetitions. Immutable.
 *
 * @param estimate the value on the data at hand
 * @param low lower bound
 * @param high upper bound, not below {@code low}
 * @param level above 0, below 1; 0.95 unless asked otherwise
 */
public record Interval(double estimate, double low, double high, double level) {
  public Interval {
    require(Double.isFinite(estimate) && low <= high && Double.isFinite(high - low), "interval %s in [%s, %s] is not finite or ends before it begins", estimate, low, high);
    require(level > 0 && level < 1, "level is %s, allowed above 0 and below 1; 0.95 is usual", level);
  }

  /** Whether a value lies within the bounds. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** The same in percent: for relative differences. */
  public String percent() {
    return String.format(Locale.ROOT, "%+.2f %% [%+.2f, %+.2f]", estimate * 100, low * 100, high * 100);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", estimate, low, high);
  }
}
