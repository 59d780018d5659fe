package dev.tributary.evaluation;

import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Split;
import java.util.Arrays;

/**
 * How a log without a given split is split for an offline table, and what to call it.
 *
 * <p>The newest tenth of the interests by time is the test, as the future is to a running service, when it can be judged:
 * when at least half of its users have a past. Otherwise, and where there are no times, each user's last interest.
 *
 * @param name for the table
 */
public record Protocol(Split split, String name) {
  private static final double NEWEST = 0.1;

  /** Chooses for a log. */
  public static Protocol of(Interactions log, InterestRule rule) {
    var interests = Interests.of(log, rule);
    if (interests.timed() && interests.size() >= 100) {
      var times = new long[Math.toIntExact(interests.size())];
      Arrays.setAll(times, interests::time);
      Arrays.sort(times);
      long at = times[(int) (times.length * (1 - NEWEST))];
      if (shareWithPast(interests, at) >= 0.5) {
        return new Protocol(Split.byTime(log, at), "the newest tenth by time held out, from " + java.time.Instant.ofEpochMilli(at));
      }
    }
    return new Protocol(Split.leaveLastOut(log, rule, false), "the last interest of each user held out");
  }

  private static double shareWithPast(Interests interests, long at) {
    int tested = 0;
    int withPast = 0;
    for (int user = 0; user < interests.users().size(); user++) {
      boolean past = false;
      boolean future = false;
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        past |= interests.time(entry) < at;
        future |= interests.time(entry) >= at;
      }
      tested += future ? 1 : 0;
      withPast += future && past ? 1 : 0;
    }
    return tested == 0 ? 0 : (double) withPast / tested;
  }
}
