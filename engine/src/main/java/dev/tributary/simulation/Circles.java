package dev.tributary.simulation;

import dev.tributary.math.Seeds;

/**
 * The links that small circles of friends pass around: any item at all, which most members open because a friend sent it, not
 * because it suits them. Thread-safe: every answer follows from circle and day.
 */
final class Circles {
  private static final double OPENED = 0.8;
  private static final long MEAN_DELAY = 40L * 60_000;

  private final CommunityConfig config;
  private final Publications items;
  private final Population users;
  private final long seed;

  /** What a member makes of a link; {@code sender} is true for the one who found it. */
  interface Opening {
    void open(int item, long time, boolean sender);
  }

  Circles(CommunityConfig config, Publications items, Population users, long seed) {
    this.config = config;
    this.items = items;
    this.users = users;
    this.seed = Seeds.of(seed, "links");
  }

  /** Calls back for each link of a day that a user sends or opens; times lie before the day's end. */
  void openings(int user, long dayStart, long dayEnd, Dice dice, Opening opening) {
    int circle = users.circle[user];
    if (circle < 0) {
      return;
    }
    int[] members = users.circles[circle];
    var shared = new Dice(Seeds.of(Seeds.of(seed, dayStart), circle)); // every member draws the same
    int links = shared.poisson(config.circleLinksPerDay());
    for (int n = 0; n < links; n++) {
      long sent = dayStart + (long) (3_600_000 * shared.between(8, 22));
      int item = shared.below(items.publishedBy(sent));
      int sender = members[shared.below(members.length)];
      if (sender == user) {
        opening.open(item, sent, true);
      } else if (dice.chance(OPENED)) {
        opening.open(item, Math.min(dayEnd - 1, sent + 60_000 + (long) dice.exponential(MEAN_DELAY)), false);
      }
    }
  }
}
