package dev.tributary.retrieval.transitions;

import dev.tributary.data.Interests;

/**
 * The users' interests end to end, oldest first, on the heap, and where each item occurs in them. Immutable.
 */
final class Sequences {
  final int[] items;
  final float[] likes;
  final long[] times;
  final int[] users; // of each entry
  final int[] starts; // by item: its first place in occurrences
  final int[] occurrences; // entries of each item, ascending

  Sequences(Interests interests) {
    int size = Math.toIntExact(interests.size());
    items = new int[size];
    likes = new float[size];
    times = new long[size];
    users = new int[size];
    starts = new int[interests.items().size() + 1];
    occurrences = new int[size];
    for (int user = 0; user < interests.users().size(); user++) {
      for (int entry = (int) interests.start(user); entry < interests.end(user); entry++) {
        items[entry] = interests.item(entry);
        likes[entry] = interests.like(entry);
        times[entry] = interests.time(entry);
        users[entry] = user;
        starts[items[entry] + 1]++;
      }
    }
    for (int item = 0; item + 1 < starts.length; item++) {
      starts[item + 1] += starts[item];
    }
    var next = starts.clone();
    for (int entry = 0; entry < size; entry++) {
      occurrences[next[items[entry]]++] = entry;
    }
  }

  /** |W_i|: how many users have an item. */
  int users(int item) {
    return starts[item + 1] - starts[item];
  }
}
