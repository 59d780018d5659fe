package dev.tributary.math;

/**
 * Derives independent random streams from one seed, by name and by row: never by thread, so that the number of threads
 * changes nothing. The mixer is SplitMix64's (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", OOPSLA 2014).
 */
public final class Seeds {
  private Seeds() {}

  /** A seed for one named purpose. */
  public static long of(long seed, String purpose) {
    return mix(seed ^ XxHash64.hash(purpose));
  }

  /** A seed for one row, epoch or shard of a purpose. */
  public static long of(long seed, long row) {
    return mix(mix(seed) + row * 0x9E3779B97F4A7C15L);
  }

  /** The generator of one seed: fast, splittable by {@link #of}, not for secrets. */
  public static java.util.SplittableRandom random(long seed) {
    return new java.util.SplittableRandom(seed);
  }

  /** Puts values in an order of chance, each order as likely as any (Fisher, Yates). */
  public static void shuffle(int[] values, java.util.SplittableRandom random) {
    shuffle(values, 0, values.length, random);
  }

  /** The same with the values from {@code from} (inclusive) to {@code to} (exclusive) alone. */
  public static void shuffle(int[] values, int from, int to, java.util.SplittableRandom random) {
    for (int n = to - 1; n > from; n--) {
      int other = from + random.nextInt(n - from + 1);
      int swapped = values[n];
      values[n] = values[other];
      values[other] = swapped;
    }
  }

  /** Uniform in [0, 1) from a hash, with 53 bits. */
  public static double unit(long hash) {
    return (mix(hash) >>> 11) * 0x1.0p-53;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
