package dev.tributary.retrieval.popular;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.charts.ChartSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Popular}.
 *
 * @param halfLifeDays an interest counts half as much for every so many days of age; 0: relative to the log, see {@code
 *     relativeHalfLife}
 * @param relativeHalfLife the half-life in units of the log's median age (the last time minus the median time); 0: no decay
 * @param windowDays only the interests of the last so many days count; 0: all; ignored where the log has no times
 * @param topN items kept, the most popular; 0: all that anybody liked
 * @param by attribute of users, for example city or age, whose every value has a list of its own; empty: one list for everybody
 * @param leastUsers a group of fewer users sees everybody's list
 */
public record PopularConfig(
    @Setting(value = "an interest counts half as much for every so many days of age; 0: as relativeHalfLife says", min = 0, max = 1e6, search = {0.1, 365}, log = true, orZero = true) double halfLifeDays,
    @Setting(value = "half-life as a multiple of the median age of the log's interests; 0: no decay", min = 0, max = 1e6, search = {0.05, 10}, log = true, orZero = true) double relativeHalfLife,
    @Setting(value = "only the interests of the last so many days count; 0: all", min = 0, max = 1e6) double windowDays,
    @Setting(value = "most popular items kept; 0: all that anybody liked", min = 0, max = 1_000_000_000) int topN,
    @Setting("attribute of users whose every value has a list of its own, for example city or age; empty: one list for everybody") String by,
    @Setting(value = "a group of fewer users sees everybody's list", min = 1, max = 1_000_000_000) int leastUsers)
    implements ChartSettings {

  /** What serves best where nothing is known of the data. */
  public static final PopularConfig DEFAULT = new PopularConfig(0, 0.1, 0, 0, "", 50);

  public PopularConfig {
    require(halfLifeDays >= 0 && halfLifeDays <= 1e6, "halfLifeDays is %s, allowed 0..1000000", halfLifeDays);
    require(relativeHalfLife >= 0 && relativeHalfLife <= 1e6, "relativeHalfLife is %s, allowed 0..1000000", relativeHalfLife);
    require(windowDays >= 0 && windowDays <= 1e6, "windowDays is %s, allowed 0 (all)..1000000", windowDays);
    require(topN >= 0, "topN is %d, must be 0 (all) or more", topN);
    require(leastUsers >= 1, "leastUsers is %d, must be 1 or more", leastUsers);
  }

  public PopularConfig withHalfLifeDays(double halfLifeDays) {
    return new PopularConfig(halfLifeDays, relativeHalfLife, windowDays, topN, by, leastUsers);
  }

  public PopularConfig withRelativeHalfLife(double relativeHalfLife) {
    return new PopularConfig(halfLifeDays, relativeHalfLife, windowDays, topN, by, leastUsers);
  }

  public PopularConfig withWindowDays(double windowDays) {
    return new PopularConfig(halfLifeDays, relativeHalfLife, windowDays, topN, by, leastUsers);
  }

  public PopularConfig withTopN(int topN) {
    return new PopularConfig(halfLifeDays, relativeHalfLife, windowDays, topN, by, leastUsers);
  }

  public PopularConfig withBy(String by) {
    return new PopularConfig(halfLifeDays, relativeHalfLife, windowDays, topN, by, leastUsers);
  }

  public PopularConfig withLeastUsers(int leastUsers) {
    return new PopularConfig(halfLifeDays, relativeHalfLife, windowDays, topN, by, leastUsers);
  }
}
