package dev.tributary.ranking.blend;

import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;
import dev.tributary.math.XxHash64;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The newest part of a log, held out: the log without it, and what each user took in it for the first time. */
final class HoldOut {
  private static final int TELLING = 3; // interests of a user whose order can tell something
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
      var byTime = make(data, heldSince(all, cut), true, "the newest 10 % by time");
      if (byTime.countUsersWithPast() >= enoughUsers) {
        return Optional.of(byTime);
      }
    }
    boolean ordered = all.timed() || !sortedByItem(all);
    var byUser =
        ordered
            ? make(data, heldOfEachUser(all), true, all.timed() ? "the newest 10 % of each user" : "the last item of each user")
            : make(data, drawn(all), false, "10 % of each user, drawn");
    return byUser.countUsersWithPast() == 0 ? Optional.empty() : Optional.of(byUser);
  }

  /**
   * Whether nearly every user's items come in the order of their ids: then the order of a log without times says nothing, and
   * the last item of a user is only the one with the largest id, often a rare one.
   */
  private static boolean sortedByItem(Interests all) {
    int sorted = 0;
    int users = 0;
    for (int user = 0; user < all.users().size(); user++) {
      if (all.end(user) - all.start(user) >= TELLING) {
        users++;
        sorted += isSorted(all, user) ? 1 : 0;
      }
    }
    return users > 0 && sorted >= 0.95 * users;
  }

  private static boolean isSorted(Interests all, int user) {
    boolean sorted = true;
    for (long entry = all.start(user) + 1; entry < all.end(user) && sorted; entry++) {
      var before = all.items().id(all.item(entry - 1));
      var id = all.items().id(all.item(entry));
      sorted = before.length() != id.length() ? before.length() < id.length() : before.compareTo(id) < 0; // as numbers
    }
    return sorted || inBytes(all, user);
  }

  private static boolean inBytes(Interests all, int user) {
    for (long entry = all.start(user) + 1; entry < all.end(user); entry++) {
      if (all.item(entry - 1) >= all.item(entry)) { // ints follow the bytes of the ids
        return false;
      }
    }
    return true;
  }

  /** A tenth of each user's interests, one at least, by a hash of both ids: the same whatever the order. */
  private static boolean[] drawn(Interests all) {
    var held = new boolean[Math.toIntExact(all.size())];
    for (int user = 0; user < all.users().size(); user++) {
      int count = (int) (all.end(user) - all.start(user));
      int wanted = count > 1 ? (int) Math.ceil(count * SHARE) : 0;
      var keys = new TopK(wanted);
      for (int n = 0; n < count; n++) {
        var pair = all.users().id(user) + '\0' + all.items().id(all.item(all.start(user) + n));
        keys.offer((XxHash64.hash(pair) >>> 33) << 32 | n);
      }
      for (int n = 0; n < keys.size(); n++) {
        held[(int) all.start(user) + (int) keys.best(n)] = true;
      }
    }
    return held;
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

  /**
   * Takes out every row of a held-out pair, and where there is an order every row after the user's first held-out one: the past is
   * the past.
   */
  private static HoldOut make(TrainingData data, boolean[] held, boolean ordered, String what) {
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
          since = ordered ? Math.min(since, all.time(entry)) : since;
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
