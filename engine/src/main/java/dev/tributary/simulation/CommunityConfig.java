package dev.tributary.simulation;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * The size and the habits of a simulated community. Every field changes the log; the seed is given beside it.
 *
 * <p>Immutable. Stable.
 */
public record CommunityConfig(
    @Setting(value = "people who read", min = 1, max = 1_000_000) int users,
    @Setting(value = "notes and videos, old stock and new ones together", min = 100, max = 1_000_000) int items,
    @Setting(value = "days of the log", min = 1, max = 365) int days,
    @Setting(value = "impressions of a user on a day, on average", min = 1, max = 500) double impressionsPerUserDay,
    @Setting(value = "items on a page", min = 1, max = 50) int pageSize,
    @Setting(value = "share of the items that were published before the first day", min = 0.05, max = 1) double stockShare,
    @Setting(value = "how far tastes move in the course of the log; 0 = not at all", min = 0, max = 1) double drift,
    @Setting(value = "share of the users who are in a small circle that passes links around", min = 0, max = 1) double circleShare,
    @Setting(value = "links that a circle passes around on a day, on average", min = 0, max = 20) double circleLinksPerDay) {
  /** 5,000 users, 20,000 items, 14 days, about 1.95 million impressions. */
  public static final CommunityConfig DEFAULT = new CommunityConfig(5_000, 20_000, 14, 27.5, 10, 0.6, 0.3, 0.3, 0.6);

  public CommunityConfig {
    require(users >= 1 && users <= 1_000_000, "users is %d, allowed 1..1000000", users);
    require(items >= 100 && items <= 1_000_000, "items is %d, allowed 100..1000000", items);
    require(days >= 1 && days <= 365, "days is %d, allowed 1..365", days);
    require(
        impressionsPerUserDay >= 1 && impressionsPerUserDay <= 500,
        "impressionsPerUserDay is %s, allowed 1..500",
        impressionsPerUserDay);
    require(pageSize >= 1 && pageSize <= 50, "pageSize is %d, allowed 1..50", pageSize);
    require(stockShare >= 0.05 && stockShare <= 1, "stockShare is %s, allowed 0.05..1", stockShare);
    require(drift >= 0 && drift <= 1, "drift is %s, allowed 0..1", drift);
    require(circleShare >= 0 && circleShare <= 1, "circleShare is %s, allowed 0..1", circleShare);
    require(circleLinksPerDay >= 0 && circleLinksPerDay <= 20, "circleLinksPerDay is %s, allowed 0..20", circleLinksPerDay);
  }

  /** The same habits in another size. */
  public CommunityConfig withSize(int users, int items, int days) {
    return new CommunityConfig(
        users, items, days, impressionsPerUserDay, pageSize, stockShare, drift, circleShare, circleLinksPerDay);
  }
}
