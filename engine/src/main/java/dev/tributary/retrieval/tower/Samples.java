package dev.tributary.retrieval.tower;

import dev.tributary.data.Interests;
import dev.tributary.math.Seeds;
import dev.tributary.nn.Columns;
import java.util.Arrays;

/**
 * The interests as training meets them, in the ints of the model's items. Of a seeded sample of users the last interest is held out, or, in a log without times, where
 * order may mean anything, one of chance. What a sample's user did is what came before it, or all else. Immutable.
 */
final class Samples {
  private static final int MOST_HELD_OUT = 2000;
  private static final int LEAST_HELD_OUT = 200; // fewer say nothing but chance
  private static final int LEAST_HISTORY = 3;
  private static final int LINE = 16; // ints of a cache line

  final boolean timed;
  final int users;
  private final int[] starts; // by user
  private final int[] items; // by entry
  private final int[] rows; // by entry: what the history gives for its item
  private final int[] sorted; // the items, ascending within a user
  private final int[] ends; // by user: where training ends
  final int[] sampleUsers; // by sample
  final int[] sampleEntries;
  final int[] heldOut; // users

  /**
   * Takes interests.
   *
   * @param numbers for each of their items the model's int
   * @param stops whether interests are held out
   */
  Samples(Interests interests, int[] numbers, boolean stops, long seed) {
    timed = interests.timed();
    users = interests.users().size();
    int size = Math.toIntExact(interests.size());
    items = new int[size];
    starts = new int[users + 1];
    for (int user = 0; user < users; user++) {
      starts[user + 1] = (int) interests.end(user);
    }
    for (int entry = 0; entry < size; entry++) {
      items[entry] = numbers[interests.item(entry)];
    }
    sorted = items.clone();
    for (int user = 0; user < users; user++) {
      Arrays.sort(sorted, starts[user], starts[user + 1]);
    }
    rows = items;
    heldOut = stops ? draw(seed) : new int[0];
    ends = Arrays.copyOfRange(starts, 1, users + 1);
    for (int user : heldOut) {
      ends[user]--;
      if (!timed) {
        int other = starts[user] + (int) (Seeds.unit(Seeds.of(seed, user)) * (starts[user + 1] - starts[user]));
        int swapped = items[other];
        items[other] = items[ends[user]];
        items[ends[user]] = swapped;
      }
    }
    int count = 0;
    sampleUsers = new int[size - heldOut.length];
    sampleEntries = new int[size - heldOut.length];
    for (int user = 0; user < users; user++) {
      for (int entry = starts[user]; entry < ends[user]; entry++) {
        sampleUsers[count] = user;
        sampleEntries[count++] = entry;
      }
    }
  }

  /** The same with other numbers in histories, see {@link #withRows}. */
  private Samples(Samples other, int[] rows) {
    timed = other.timed;
    users = other.users;
    starts = other.starts;
    items = other.items;
    this.rows = rows;
    sorted = other.sorted;
    ends = other.ends;
    sampleUsers = other.sampleUsers;
    sampleEntries = other.sampleEntries;
    heldOut = other.heldOut;
  }

  /**
   * The same with histories of rows of a table.
   *
   * @param rowOf by item
   */
  Samples withRows(int[] rowOf) {
    var rows = new int[items.length];
    Arrays.setAll(rows, entry -> rowOf[items[entry]]);
    return new Samples(this, rows);
  }

  /** Users with at least three interests, those of the least hashes; none when there are too few. */
  private int[] draw(long seed) {
    var keys = new long[users];
    int count = 0;
    for (int user = 0; user < users; user++) {
      if (starts[user + 1] - starts[user] >= LEAST_HISTORY) {
        keys[count++] = Seeds.of(seed, user) & 0xFFFF_FFFF_0000_0000L | user;
      }
    }
    if (count < LEAST_HELD_OUT) {
      return new int[0];
    }
    var sorted = Arrays.copyOf(keys, count);
    Arrays.sort(sorted);
    int[] drawn = Arrays.stream(sorted, 0, Math.min(count, MOST_HELD_OUT)).mapToInt(key -> (int) key).toArray();
    Arrays.sort(drawn);
    return drawn;
  }

  /** How many samples there are. */
  int size() {
    return sampleUsers.length;
  }

  /** The item of an entry. */
  int item(int entry) {
    return items[entry];
  }

  /** The items of all entries; not to be changed. */
  int[] items() {
    return items;
  }

  /** First entry of a user. */
  int start(int user) {
    return starts[user];
  }

  /** Entry after the last of a user that training knows. */
  int end(int user) {
    return ends[user];
  }

  /** Entry after the last of a user, the one held out included: all that the user took. */
  int takenEnd(int user) {
    return starts[user + 1];
  }

  /** Reads a part of each cache line of what a user took, so that many users' lines are on their way at once; the answer means nothing. */
  int touch(int user) {
    int sum = 0;
    for (int entry = starts[user]; entry < starts[user + 1]; entry += LINE) {
      sum += items[entry] + rows[entry];
    }
    return sum;
  }

  /** Whether a user took an item. O(log entries). */
  boolean took(int user, int item) {
    return Arrays.binarySearch(sorted, starts[user], starts[user + 1], item) >= 0;
  }

  /** Sets to −∞ what a user took among some columns, see {@link Columns#hide}. */
  void hideTaken(int user, Columns columns, int last, float[] logits, int at) {
    columns.hide(items, starts[user], starts[user + 1], last, logits, at);
  }

  /** Sets to −∞ what a user took among so many products of items from {@code first} on. */
  void hideTaken(int user, int first, float[] products, int at, int count) {
    int place = Arrays.binarySearch(sorted, starts[user], starts[user + 1], first);
    for (int entry = place < 0 ? -place - 1 : place; entry < starts[user + 1] && sorted[entry] < first + count; entry++) {
      products[at + sorted[entry] - first] = Float.NEGATIVE_INFINITY;
    }
  }

  /** The item held out of a user. */
  int target(int user) {
    return items[ends[user]];
  }

  /** Adds a sample's history to the last bag: at most so many items, the newest, oldest first. */
  void history(int sample, int most, Bags bags) {
    int user = sampleUsers[sample];
    int own = sampleEntries[sample];
    if (timed) {
      newest(starts[user], own, most, bags);
    } else {
      int after = Math.min(most, ends[user] - own - 1);
      newest(starts[user], own, most - after, bags);
      newest(own + 1, ends[user], after, bags);
    }
  }

  /** Adds all that training knows of a user to the last bag: at most so many items, the newest, oldest first. */
  void historyOf(int user, int most, Bags bags) {
    newest(starts[user], ends[user], most, bags);
  }

  private void newest(int from, int to, int most, Bags bags) {
    int size = Math.min(most, to - from);
    bags.add(rows, to - size, size);
  }

  /** How often each item is the positive of a sample. */
  int[] popularity(int itemCount) {
    var counts = new int[itemCount];
    for (int entry : sampleEntries) {
      counts[items[entry]]++;
    }
    return counts;
  }
}
