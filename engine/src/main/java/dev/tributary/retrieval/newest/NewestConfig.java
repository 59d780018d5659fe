package dev.tributary.retrieval.newest;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.shelves.ShelfSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Newest}.
 *
 * @param halfLifeDays an item counts half as much for every so many days since it was published; 0: relative to the items, see {@code
 *     relativeHalfLife}
 * @param relativeHalfLife the half-life in units of the items' median age; 0: nothing ages
 * @param quality power of an item's quality; 0: freshness alone
 * @param prior average readers given to every item beforehand
 */
public record NewestConfig(
    @Setting(value = "an item counts half as much for every so many days since it was published; 0: as relativeHalfLife says", min = 0, max = 1e6, search = {0.1, 365}, log = true, orZero = true) double halfLifeDays,
    @Setting(value = "half-life as a multiple of the median age of the items; 0: nothing ages", min = 0, max = 1e6, search = {0.01, 10}, log = true, orZero = true) double relativeHalfLife,
    @Setting(value = "power of an item's quality, which is the interest of those who met it over the average; 0: freshness alone", min = 0, max = 100, search = {0, 3}) double quality,
    @Setting(value = "average readers given to every item beforehand, so that the first one does not decide", min = 0, max = 1e9, search = {1, 100}, log = true) double prior)
    implements ShelfSettings {

  /** What serves best where nothing is known of the data. */
  public static final NewestConfig DEFAULT = new NewestConfig(0, 0.1, 1, 10);

  public NewestConfig {
    require(halfLifeDays >= 0 && halfLifeDays <= 1e6, "halfLifeDays is %s, allowed 0..1000000", halfLifeDays);
    require(relativeHalfLife >= 0 && relativeHalfLife <= 1e6, "relativeHalfLife is %s, allowed 0..1000000", relativeHalfLife);
    require(quality >= 0 && quality <= 100, "quality is %s, allowed 0..100", quality);
    require(prior >= 0 && prior <= 1e9, "prior is %s, allowed 0..1e9", prior);
  }

  public NewestConfig withHalfLifeDays(double halfLifeDays) {
    return new NewestConfig(halfLifeDays, relativeHalfLife, quality, prior);
  }

  public NewestConfig withRelativeHalfLife(double relativeHalfLife) {
    return new NewestConfig(halfLifeDays, relativeHalfLife, quality, prior);
  }

  public NewestConfig withQuality(double quality) {
    return new NewestConfig(halfLifeDays, relativeHalfLife, quality, prior);
  }

  public NewestConfig withPrior(double prior) {
    return new NewestConfig(halfLifeDays, relativeHalfLife, quality, prior);
  }
}
