package dev.tributary.retrieval.itemcf;

import dev.tributary.data.Interests;
import java.util.Arrays;

/** Which users have other interests now than before: other items, likes or order of time; where it matters also other times. Immutable. */
final class HistoryChanges {
  private final boolean[] gone; // by user before
  private final boolean[] come; // by user now

  HistoryChanges(Interests before, Interests now, boolean timesMatter) {
    int[] userNow = before.users().indexesIn(now.users());
    int[] itemNow = before.items().indexesIn(now.items());
    gone = new boolean[userNow.length];
    come = new boolean[now.users().size()];
    Arrays.fill(come, true);
    for (int user = 0; user < gone.length; user++) {
      gone[user] = userNow[user] < 0 || !same(before, user, now, userNow[user], itemNow, timesMatter);
      if (userNow[user] >= 0) {
        come[userNow[user]] = gone[user];
      }
    }
  }

  private static boolean same(Interests before, int user, Interests now, int userNow, int[] itemNow, boolean timesMatter) {
    long offset = now.start(userNow) - before.start(user);
    boolean same = now.end(userNow) - before.end(user) == offset;
    for (long entry = before.start(user); same && entry < before.end(user); entry++) {
      same = itemNow[before.item(entry)] == now.item(entry + offset) && before.like(entry) == now.like(entry + offset) && (!timesMatter || before.time(entry) == now.time(entry + offset));
    }
    return same;
  }

  /** Whether what a user had before no longer holds. */
  boolean gone(int userBefore) {
    return gone[userBefore];
  }

  /** Whether what a user has now is to be added. */
  boolean come(int userNow) {
    return come[userNow];
  }
}
