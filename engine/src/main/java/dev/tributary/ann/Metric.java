package dev.tributary.ann;

import static dev.tributary.math.Require.require;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How alike two vectors are. Scores are finite, and higher is better. */
public enum Metric {
  /** The negated squared Euclidean distance: 0 for the vector itself, below 0 for all others. */
  L2("l2"),
  /** The inner product. A vector need not be its own best match. */
  INNER_PRODUCT("ip"),
  /** The cosine of the angle, −1..1 up to rounding; 0 where one of the vectors is zero. */
  COSINE("cosine");

  private final String shortName;

  Metric(String shortName) {
    this.shortName = shortName;
  }

  /** {@code l2}, {@code ip} or {@code cosine}: the name on command lines and in files. */
  public String shortName() {
    return shortName;
  }

  /**
   * The metric of a short name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Metric named(String shortName) {
    var found = Arrays.stream(values()).filter(metric -> metric.shortName.equals(shortName)).findFirst();
    require(found.isPresent(), "metric is '%s', must be one of %s", shortName,
        Arrays.stream(values()).map(Metric::shortName).collect(Collectors.joining(" ")));
    return found.orElseThrow();
  }
}
