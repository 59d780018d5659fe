package dev.tributary.retrieval.fm;

import dev.tributary.data.Interests;
import dev.tributary.math.Seeds;
import java.util.Arrays;

/**
 * What an epoch foretells: every interest once, some of a user's at a time, out of some of the user's others, drawn anew in each epoch. Lessons come in a random order that
 * depends on the seed alone. Memory: 4 bytes an interest and 8 a lesson. Immutable.
 */
final class Lessons {
  /** A user's interests are foretold so many at a time, at most, and a quarter of them: the others stay to foretell from. */
  private static final int TARGETS = 16;

  private final int[] items; // by user, in the order of this epoch
  private final int[] starts; // of each user, and the end
  private final int[] users; // by lesson
  private final int[] firsts; // by lesson, the place of its first target

  /** @param numbers of each item of the interests among the machine's */
  Lessons(Interests interests, int[] numbers, long seed) {
    int userCount = interests.users().size();
    items = new int[Math.toIntExact(interests.size())];
    starts = new int[userCount + 1];
    int lessons = 0;
    for (int user = 0; user < userCount; user++) {
      int at = starts[user];
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        items[at++] = numbers[interests.item(entry)];
      }
      starts[user + 1] = at;
      Seeds.shuffle(items, starts[user], at, Seeds.random(Seeds.of(seed, user)));
      int size = at - starts[user];
      lessons += (size + together(size) - 1) / together(size);
    }
    users = new int[lessons];
    firsts = new int[lessons];
    int[] order = new int[lessons];
    Arrays.setAll(order, n -> n);
    Seeds.shuffle(order, Seeds.random(Seeds.of(seed, "order")));
    int lesson = 0;
    for (int user = 0; user < userCount; user++) {
      for (int first = starts[user]; first < starts[user + 1]; first += together(starts[user + 1] - starts[user])) {
        users[order[lesson]] = user;
        firsts[order[lesson++]] = first;
      }
    }
  }

  private static int together(int size) {
    return Math.clamp(size / 4, 1, TARGETS);
  }

  int size() {
    return users.length;
  }

  int user(int lesson) {
    return users[lesson];
  }

  int targets(int lesson) {
    int user = users[lesson];
    return Math.min(together(starts[user + 1] - starts[user]), starts[user + 1] - firsts[lesson]);
  }

  int target(int lesson, int n) {
    return items[firsts[lesson] + n];
  }

  /** How many interests are this share of all of a lesson's user, at least one, as far as there are others than the targets. */
  int bagSize(int lesson, double share) {
    int size = taken(lesson);
    return Math.min((int) Math.ceil(share * size), size - targets(lesson));
  }

  /** So many of the user's interests beside the targets. */
  void bag(int lesson, int count, int[] bag, int at) {
    int user = users[lesson];
    int size = taken(lesson);
    int place = firsts[lesson] + targets(lesson);
    for (int n = 0; n < count; n++, place++) { // the order is random, so those that follow are a random few
      bag[at + n] = items[place < starts[user + 1] ? place : place - size];
    }
  }

  /** All interests of a lesson's user. */
  int taken(int lesson) {
    return starts[users[lesson] + 1] - starts[users[lesson]];
  }

  int taken(int lesson, int n) {
    return items[starts[users[lesson]] + n];
  }
}
