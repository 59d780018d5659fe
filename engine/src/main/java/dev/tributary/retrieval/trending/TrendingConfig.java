package dev.tributary.retrieval.trending;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.charts.ChartSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Trending}.
 *
 * @param halfLifeDays half-life of the short window; 0: relative to the log, see {@code relativeHalfLife}
 * @param relativeHalfLife half-life of the short window in units of the log's median age (the last time minus the median time)
 * @param background how many times as long the half-life of the long window is, above 1
 * @param smoothing m: likes of the short window that every item is given beforehand on both sides, so that a handful is no trend
 * @param topN items kept, those that rise most; 0: all that anybody liked
 * @param by attribute of users, for example city or age, whose every value has a list of its own; empty: one list for everybody
 * @param leastUsers a group of fewer users sees everybody's list
 */
public record TrendingConfig(
    @Setting(value = "half-life of the short window in days; 0: as relativeHalfLife says", min = 0, max = 1e6, search = {0.05, 30}, log = true, orZero = true) double halfLifeDays,
    @Setting(value = "half-life of the short window as a multiple of the median age of the log's interests", min = 1e-6, max = 1e6, search = {0.01, 1}, log = true) double relativeHalfLife,
    @Setting(value = "how many times as long the half-life of the long window is", min = 1.01, max = 1e6, search = {2, 50}, log = true) double background,
    @Setting(value = "likes given to every item beforehand, so that a handful is no trend", min = 1e-6, max = 1e9, search = {1, 100}, log = true) double smoothing,
    @Setting(value = "items kept, those that rise most; 0: all that anybody liked", min = 0, max = 1_000_000_000) int topN,
    @Setting("attribute of users whose every value has a list of its own, for example city or age; empty: one list for everybody") String by,
    @Setting(value = "a group of fewer users sees everybody's list", min = 1, max = 1_000_000_000) int leastUsers)
    implements ChartSettings {

  /** What serves best where nothing is known of the data. */
  public static final TrendingConfig DEFAULT = new TrendingConfig(0, 0.05, 10, 10, 0, "", 50);

  public TrendingConfig {
    require(halfLifeDays >= 0 && halfLifeDays <= 1e6, "halfLifeDays is %s, allowed 0..1000000", halfLifeDays);
    require(relativeHalfLife >= 1e-6 && relativeHalfLife <= 1e6, "relativeHalfLife is %s, allowed 1e-6..1000000", relativeHalfLife);
    require(background >= 1.01 && background <= 1e6, "background is %s, allowed 1.01..1000000", background);
    require(smoothing >= 1e-6 && smoothing <= 1e9, "smoothing is %s, allowed 1e-6..1e9", smoothing);
    require(topN >= 0, "topN is %d, must be 0 (all) or more", topN);
    require(leastUsers >= 1, "leastUsers is %d, must be 1 or more", leastUsers);
  }

  public TrendingConfig withHalfLifeDays(double halfLifeDays) {
    return new TrendingConfig(halfLifeDays, relativeHalfLife, background, smoothing, topN, by, leastUsers);
  }

  public TrendingConfig withBackground(double background) {
    return new TrendingConfig(halfLifeDays, relativeHalfLife, background, smoothing, topN, by, leastUsers);
  }

  public TrendingConfig withSmoothing(double smoothing) {
    return new TrendingConfig(halfLifeDays, relativeHalfLife, background, smoothing, topN, by, leastUsers);
  }

  public TrendingConfig withBy(String by) {
    return new TrendingConfig(halfLifeDays, relativeHalfLife, background, smoothing, topN, by, leastUsers);
  }

  public TrendingConfig withLeastUsers(int leastUsers) {
    return new TrendingConfig(halfLifeDays, relativeHalfLife, background, smoothing, topN, by, leastUsers);
  }
}
