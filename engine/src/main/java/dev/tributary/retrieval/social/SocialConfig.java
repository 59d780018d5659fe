package dev.tributary.retrieval.social;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.shelves.ShelfSettings;
import dev.tributary.settings.Setting;

/**
 * Settings of {@link Social}.
 *
 * @param halfLifeDays an item counts half as much for every so many days since it was published; 0: relative to the items, see {@code
 *     relativeHalfLife}
 * @param relativeHalfLife the half-life in units of the items' median age; 0: nothing ages
 * @param quality power of an item's quality; 0: freshness alone
 * @param prior average readers given to every item beforehand
 * @param followed how many likes the following of an author is worth
 * @param similar what an author like one that the user likes is worth, times their likeness; 0: no similar authors
 * @param similarAuthors similar authors kept for each author
 * @param shrinkage added to the denominator of the likeness of authors, in the unit of squared likes
 * @param historyUsed interests that say which authors the user likes, the newest; 0: all
 * @param halfLife of these an interest counts half as much for every so many newer ones; 0: all alike
 */
public record SocialConfig(
    @Setting(value = "an item counts half as much for every so many days since it was published; 0: as relativeHalfLife says", min = 0, max = 1e6, search = {0.1, 365}, log = true, orZero = true) double halfLifeDays,
    @Setting(value = "half-life as a multiple of the median age of the items; 0: nothing ages", min = 0, max = 1e6, search = {0.01, 10}, log = true, orZero = true) double relativeHalfLife,
    @Setting(value = "power of an item's quality, which is the interest of those who met it over the average; 0: freshness alone", min = 0, max = 100, search = {0, 3}) double quality,
    @Setting(value = "average readers given to every item beforehand, so that the first one does not decide", min = 0, max = 1e9, search = {1, 100}, log = true) double prior,
    @Setting(value = "how many likes the following of an author is worth", min = 0, max = 1e6, search = {0.5, 20}, log = true) double followed,
    @Setting(value = "what an author like one that the user likes is worth, times their likeness; 0: none", min = 0, max = 100, search = {0.01, 1}, log = true, orZero = true) double similar,
    @Setting(value = "similar authors kept for each author", min = 1, max = 10_000) int similarAuthors,
    @Setting(value = "added to the denominator of the likeness of authors, in the unit of squared likes", min = 0, max = 1e9) double shrinkage,
    @Setting(value = "newest interests that say which authors the user likes; 0: all", min = 0, max = 1_000_000_000) int historyUsed,
    @Setting(value = "of these an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9, search = {1, 200}, log = true, orZero = true) double halfLife)
    implements ShelfSettings {

  /** What serves best where nothing is known of the data: of an author the newest first, whatever others thought of it. */
  public static final SocialConfig DEFAULT = new SocialConfig(0, 0.2, 0, 10, 4, 0.3, 20, 10, 200, 20);

  public SocialConfig {
    require(halfLifeDays >= 0 && halfLifeDays <= 1e6, "halfLifeDays is %s, allowed 0..1000000", halfLifeDays);
    require(relativeHalfLife >= 0 && relativeHalfLife <= 1e6, "relativeHalfLife is %s, allowed 0..1000000", relativeHalfLife);
    require(quality >= 0 && quality <= 100, "quality is %s, allowed 0..100", quality);
    require(prior >= 0 && prior <= 1e9, "prior is %s, allowed 0..1e9", prior);
    require(followed >= 0 && followed <= 1e6, "followed is %s, allowed 0..1000000", followed);
    require(similar >= 0 && similar <= 100, "similar is %s, allowed 0 (none)..100", similar);
    require(similarAuthors >= 1 && similarAuthors <= 10_000, "similarAuthors is %d, allowed 1..10000; similar=0 leaves them out", similarAuthors);
    require(shrinkage >= 0 && shrinkage <= 1e9, "shrinkage is %s, allowed 0..1e9", shrinkage);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
  }

  public SocialConfig withHalfLifeDays(double halfLifeDays) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withRelativeHalfLife(double relativeHalfLife) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withQuality(double quality) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withPrior(double prior) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withFollowed(double followed) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withSimilar(double similar) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withSimilarAuthors(int similarAuthors) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withShrinkage(double shrinkage) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withHistoryUsed(int historyUsed) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }

  public SocialConfig withHalfLife(double halfLife) {
    return new SocialConfig(halfLifeDays, relativeHalfLife, quality, prior, followed, similar, similarAuthors, shrinkage, historyUsed, halfLife);
  }
}
