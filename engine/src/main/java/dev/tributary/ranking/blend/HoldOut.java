package dev.tributary.ranking.blend;

import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The newest part of a log, held out: the log without it, and what each user took in it for the first time. */
final class HoldOut {
  private static final double SHARE = 0.1;

  private final Interests all;
  private final boolean[] held; // by entry of all
  private final Interactions past;
  private final String what;

  private HoldOut(Interests all, boolean[] held, Interactions past, String what) {
    this.all = all;
    this.held = held;
    this.past = past;
    this.what = what;
  }

  /** The hold-out of a log; empty when no user has both a past and something new. */
  static Optional<HoldOut> of(TrainingData data, int enoughUsers) {
    var all = data.interests();
    if (all.timed()) {
      long cut = timeOfNewest(all);
      var byTime = make(data, heldSince(all, cut), "the newest 10 % by time");
      if (byTime.countUsersWithPast() >= enoughUsers) {
        return Optional.of(byTime);
      }
    }
    var byUser = make(data, heldOfEachUser(all), all.timed() ? "the newest 10 % of each user" : "the last item of each user");
    return byUser.countUsersWithPast() == 0 ? Optional.empty() : Optional.of(byUser);
  }

  private static long timeOfNewest(Interests all) {
    var times = new long[Math.toIntExact(all.size())];
    Arrays.setAll(times, n -> all.time(n));
    Arrays.sort(times);
    return times[(int) Math.min(times.length - 1, Math.round(times.length * (1 - SHARE)))];
  }

  private static boolean[] heldSince(Interests all, long cut) {
    var held = new boolean[Math.toIntExact(all.size())];
    for (int entry = 0; entry < held.length; entry++) {
      held[entry] = all.time(entry) >= cut;
    }
    return held;
  }

  private static boolean[] heldOfEachUser(Interests all) {
    var held = new boolean[Math.toIntExact(all.size())];
    for (int user = 0; user < all.users().size(); user++) {
      int count = (int) (all.end(user) - all.start(user));
      int newest = all.timed() ? (int) Math.ceil(count * SHARE) : 1;
      for (long entry = all.end(user) - newest; entry < all.end(user) && count > 1; entry++) {
        held[(int) entry] = true;
      }
    }
    return held;
  }

  /** Takes out every row of a held-out pair, and every row after the user's first held-out one: the past is the past. */
  private static HoldOut make(TrainingData data, boolean[] held, String what) {
    var all = data.interests();
    var log = data.interactions();
    var keep = new boolean[Math.toIntExact(log.size())];
    Arrays.fill(keep, true);
    for (int user = 0; user < all.users().size(); user++) {
      Set<Integer> heldItems = new HashSet<>();
      long since = Long.MAX_VALUE;
      for (long entry = all.start(user); entry < all.end(user); entry++) {
        if (held[(int) entry]) {
          heldItems.add(all.item(entry));
          since = Math.min(since, all.time(entry));
        }
      }
      for (long row = log.start(user); row < log.end(user) && !heldItems.isEmpty(); row++) {
        keep[(int) row] = !heldItems.contains(log.item(row)) && log.time(row) < since;
      }
    }
    return new HoldOut(all, held, log.where(row -> keep[(int) row]), what);
  }

  private int countUsersWithPast() {
    int count = 0;
    for (int user = 0; user < all.users().size(); user++) {
      count += hasBoth(user) ? 1 : 0;
    }
    return count;
  }

  private boolean hasBoth(int user) {
    boolean before = false;
    boolean after = false;
    for (long entry = all.start(user); entry < all.end(user); entry++) {
      before |= !held[(int) entry];
      after |= held[(int) entry];
    }
    return before && after;
  }

  /** The users of the whole log. */
  Vocabulary users() {
    return all.users();
  }

  /** The users who have a past with interest and something held out. */
  int[] usersWithPast(Interests pastInterests) {
    var users = new ArrayList<Integer>();
    for (int user = 0; user < all.users().size(); user++) {
      if (hasBoth(user)) {
        int there = pastInterests.users().indexOf(all.users().id(user));
        if (there >= 0 && pastInterests.end(there) > pastInterests.start(there)) {
          users.add(user);
        }
      }
    }
    return users.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The ids of what a user took in the held-out part. */
  List<String> taken(int user) {
    var ids = new ArrayList<String>();
    for (long entry = all.start(user); entry < all.end(user); entry++) {
      if (held[(int) entry]) {
        ids.add(all.items().id(all.item(entry)));
      }
    }
    return ids;
  }

  /** The log without what is held out. */
  Interactions past() {
    return past;
  }

  /** What is held out, in words. */
  String what() {
    return what;
  }
}
