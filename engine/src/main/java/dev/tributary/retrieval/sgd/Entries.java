package dev.tributary.retrieval.sgd;

import dev.tributary.data.Interests;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.ratings.Ratings;
import java.util.Arrays;

/**
 * What is learned from: users, items and values side by side, and for each user all items that the user has in train, which are never drawn
 * as negatives. Only the {@link Grid} changes any, its own copies.
 *
 * @param takenStarts first of each user's items in {@code taken}, and the end
 * @param taken ascending within a user
 */
record Entries(int[] users, int[] items, float[] values, int userCount, int itemCount, long[] takenStarts, int[] taken) {
  private static final double HELD_OUT = 0.05;

  /**
   * Interests with their likes; exposed items without interest are taken too, so that neither kind is ever a negative.
   *
   * @param drawTaken whether nothing is taken, so that all may be negatives
   */
  static Entries of(Interests interests, boolean drawTaken) {
    int size = Math.toIntExact(interests.size());
    var users = new int[size];
    var items = new int[size];
    var values = new float[size];
    int userCount = interests.users().size();
    var starts = new long[userCount + 1];
    var taken = new int[drawTaken ? 0 : Math.toIntExact(size + (userCount == 0 ? 0 : interests.metEnd(userCount - 1)))];
    int at = 0;
    for (int user = 0; user < userCount; user++) {
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        users[(int) entry] = user;
        items[(int) entry] = interests.item(entry);
        values[(int) entry] = interests.like(entry);
      }
      if (!drawTaken) {
        at = take(interests, user, taken, at);
        Arrays.sort(taken, (int) starts[user], at);
        starts[user + 1] = at;
      }
    }
    return new Entries(users, items, values, userCount, interests.items().size(), starts, taken);
  }

  private static int take(Interests interests, int user, int[] taken, int at) {
    int next = at;
    for (long entry = interests.start(user); entry < interests.end(user); entry++) {
      taken[next++] = interests.item(entry);
    }
    for (long entry = interests.metStart(user); entry < interests.metEnd(user); entry++) {
      taken[next++] = interests.met(entry);
    }
    return next;
  }

  /** Ratings, of which nothing is taken. */
  static Entries of(Ratings ratings) {
    int userCount = ratings.userIds().size();
    return new Entries(ratings.users(), ratings.items(), ratings.values(), userCount, ratings.itemIds().size(), new long[userCount + 1], new int[0]);
  }

  int size() {
    return users.length;
  }

  /** A twentieth of the entries, by chance, or all others. */
  Entries part(boolean heldOut, long seed) {
    var kept = new int[size()];
    int count = 0;
    for (int n = 0; n < size(); n++) {
      if (Seeds.unit(Seeds.of(seed, n)) < HELD_OUT == heldOut) {
        kept[count++] = n;
      }
    }
    var partUsers = new int[count];
    var partItems = new int[count];
    var partValues = new float[count];
    for (int n = 0; n < count; n++) {
      partUsers[n] = users[kept[n]];
      partItems[n] = items[kept[n]];
      partValues[n] = values[kept[n]];
    }
    return new Entries(partUsers, partItems, partValues, userCount, itemCount, takenStarts, taken);
  }

  /** A copy of those at [from .. to). */
  Entries range(int from, int to) {
    return new Entries(Arrays.copyOfRange(users, from, to), Arrays.copyOfRange(items, from, to), Arrays.copyOfRange(values, from, to), userCount, itemCount, takenStarts, taken);
  }

  /** Overwrites one with one of others. */
  void set(int n, Entries others, int m) {
    users[n] = others.users[m];
    items[n] = others.items[m];
    values[n] = others.values[m];
  }

  void swap(int n, int m) {
    int user = users[n];
    int item = items[n];
    float value = values[n];
    set(n, this, m);
    users[m] = user;
    items[m] = item;
    values[m] = value;
  }

  boolean hasTaken(int user, int item) {
    return Arrays.binarySearch(taken, (int) takenStarts[user], (int) takenStarts[user + 1], item) >= 0;
  }
}
