package dev.tributary.feature;

import java.util.Locale;

/** How a field becomes numbers. A value of another type than the encoding needs counts as missing. */
public enum Encoding {
  /**
   * A slot for each known value, of one or of many; what the training rows held less than twice is unknown. A dictionary of up to 4 values is
   * written as ones and zeros instead. Size: most values kept, the most frequent first.
   */
  CATEGORY(100_000, 1, 10_000_000),
  /** A slot by the hash of the value, of one or of many; two values may share one. Size: number of slots for values. */
  HASHED(1 << 18, 2, 1 << 26),
  /** A slot for each range of a number, with equally many training rows in each. Size: number of ranges. */
  BUCKETS(16, 2, 4096),
  /** A number less its mean, divided by its standard deviation, at most 5 either way; beside it 1 where it is missing. Size: none. */
  STANDARD(0, 0, 0),
  /** The logarithm of 1 + |x| with the sign of x, then as {@link #STANDARD}. Size: none. */
  LOG(0, 0, 0),
  /** Numbers that the row brings, as they are; zeros where they are missing. Size: how many. */
  VECTOR(0, 1, 65_536);

  final int usualSize;
  final int leastSize;
  final int mostSize;

  Encoding(int usualSize, int leastSize, int mostSize) {
    this.usualSize = usualSize;
    this.leastSize = leastSize;
    this.mostSize = mostSize;
  }

  /** The name in schemas. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it reads numbers of one value each. */
  boolean numeric() {
    return this == BUCKETS || this == STANDARD || this == LOG;
  }
}
