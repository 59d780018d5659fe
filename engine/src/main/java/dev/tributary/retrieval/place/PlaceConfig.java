package dev.tributary.retrieval.place;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.shelves.ShelfSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Place}.
 *
 * @param halfLifeDays an item counts half as much for every so many days since it was published; 0: relative to the items, see {@code
 *     relativeHalfLife}
 * @param relativeHalfLife the half-life in units of the items' median age; 0: nothing ages
 * @param quality power of an item's quality; 0: freshness alone
 * @param prior average readers given to every item beforehand
 * @param letters of the geohash: 4 are cells of 39 km × 20 km, 5 of 4.9 km × 4.9 km, 6 of 1.2 km × 0.6 km
 * @param near how much the eight cells around the user's count; the user's own and the user's city count 1
 * @param cityField attribute of items and of users that names their city
 * @param historyUsed interests, the newest, that tell where a user is of whom nobody says it
 * @param halfLife of these an interest counts half as much for every so many newer ones; 0: all alike
 */
public record PlaceConfig(
    @Setting(value = "an item counts half as much for every so many days since it was published; 0: as relativeHalfLife says", min = 0, max = 1e6, search = {0.1, 365}, log = true, orZero = true) double halfLifeDays,
    @Setting(value = "half-life as a multiple of the median age of the items; 0: nothing ages", min = 0, max = 1e6, search = {0.01, 10}, log = true, orZero = true) double relativeHalfLife,
    @Setting(value = "power of an item's quality, which is the interest of those who met it over the average; 0: freshness alone", min = 0, max = 100, search = {0, 3}) double quality,
    @Setting(value = "average readers given to every item beforehand, so that the first one does not decide", min = 0, max = 1e9, search = {1, 100}, log = true) double prior,
    @Setting(value = "letters of the geohash; 4: 39 x 20 km, 5: 4.9 x 4.9 km, 6: 1.2 x 0.6 km", min = 1, max = 10) int letters,
    @Setting(value = "how much the eight cells around the user's count; the user's own and the user's city count 1", min = 0, max = 1) double near,
    @Setting("attribute of items and of users that names their city") String cityField,
    @Setting(value = "newest interests that tell where a user is of whom nobody says it; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "of these an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9) double halfLife)
    implements ShelfSettings {

  /** What serves best where nothing is known of the data. */
  public static final PlaceConfig DEFAULT = new PlaceConfig(0, 0.5, 1, 10, 5, 0.5, "city", 50, 10);

  public PlaceConfig {
    require(halfLifeDays >= 0 && halfLifeDays <= 1e6, "halfLifeDays is %s, allowed 0..1000000", halfLifeDays);
    require(relativeHalfLife >= 0 && relativeHalfLife <= 1e6, "relativeHalfLife is %s, allowed 0..1000000", relativeHalfLife);
    require(quality >= 0 && quality <= 100, "quality is %s, allowed 0..100", quality);
    require(prior >= 0 && prior <= 1e9, "prior is %s, allowed 0..1e9", prior);
    require(letters >= 1 && letters <= 10, "letters is %d, allowed 1..10; 5 are cells of 4.9 km", letters);
    require(near >= 0 && near <= 1, "near is %s, allowed 0..1", near);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
  }

  public PlaceConfig withHalfLifeDays(double halfLifeDays) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }

  public PlaceConfig withRelativeHalfLife(double relativeHalfLife) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }

  public PlaceConfig withQuality(double quality) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }

  public PlaceConfig withPrior(double prior) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }

  public PlaceConfig withLetters(int letters) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }

  public PlaceConfig withNear(double near) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }

  public PlaceConfig withCityField(String cityField) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }

  public PlaceConfig withHistoryUsed(int historyUsed) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }

  public PlaceConfig withHalfLife(double halfLife) {
    return new PlaceConfig(halfLifeDays, relativeHalfLife, quality, prior, letters, near, cityField, historyUsed, halfLife);
  }
}
