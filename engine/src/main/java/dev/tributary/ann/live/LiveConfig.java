package dev.tributary.ann.live;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * When a {@link LiveIndex} merges what came and what went into its base.
 *
 * @param mergeRows so many vectors that came, or went, are merged in any case
 * @param mergeShare of the base: a larger base waits for more
 * @param backlog times that many may wait; then whoever writes waits for the merge
 */
public record LiveConfig(
    @Setting(value = "so many vectors that came, or went, are merged in any case", min = 1, max = 1_000_000_000) int mergeRows,
    @Setting(value = "share of the base that comes or goes before it is merged", min = 0, max = 1) double mergeShare,
    @Setting(value = "times as many may wait before writers wait", min = 2, max = 1_000_000) int backlog) {

  /** A search looks through at most a few thousand new vectors beside the base. */
  public static final LiveConfig DEFAULT = new LiveConfig(4096, 0.005, 8);

  public LiveConfig {
    require(mergeRows >= 1 && mergeRows <= 1_000_000_000, "mergeRows is %d, allowed 1..1000000000; start with 4096", mergeRows);
    require(mergeShare >= 0 && mergeShare <= 1, "mergeShare is %s, allowed 0..1; start with 0.005", mergeShare);
    require(backlog >= 2 && backlog <= 1_000_000, "backlog is %d, allowed 2..1000000; start with 8", backlog);
  }

  public LiveConfig withMergeRows(int mergeRows) {
    return new LiveConfig(mergeRows, mergeShare, backlog);
  }

  public LiveConfig withMergeShare(double mergeShare) {
    return new LiveConfig(mergeRows, mergeShare, backlog);
  }

  public LiveConfig withBacklog(int backlog) {
    return new LiveConfig(mergeRows, mergeShare, backlog);
  }

  /** How many rows are merged over a base of so many. */
  int threshold(int base) {
    return (int) Math.max(mergeRows, mergeShare * base);
  }
}
