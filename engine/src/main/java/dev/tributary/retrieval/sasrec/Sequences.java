package dev.tributary.retrieval.sasrec;

import dev.tributary.data.Interests;
import dev.tributary.math.Seeds;
import java.util.Arrays;

/**
 * The end of each user's history, oldest first, as it is learned from; and of a sample of users the last interest, held out. Immutable.
 */
final class Sequences {
  private static final int SAMPLE = 2000;
  /** Pairs of users and items that may be compared in a measurement: beyond, fewer users are held out. */
  private static final long PAIRS = 400_000_000L;

  final int[] items; // end to end
  final int[] starts; // of each sequence, and the end
  final int[] users; // whose each is
  final boolean[] held; // whether the sequence's last item is held out
  final int count;

  /**
   * @param length inputs of a sequence at most: it has one item more, which is only a target
   * @param holdOut whether anything is held out
   */
  Sequences(Interests interests, int length, boolean holdOut, long seed) {
    int most = interests.users().size();
    var first = new int[most + 1];
    var all = new int[(int) Math.min(interests.size(), most * (length + 2L))];
    users = new int[most];
    int at = 0;
    int found = 0;
    for (int user = 0; user < most; user++) {
      long end = interests.end(user);
      int size = (int) Math.min(end - interests.start(user), length + 2L); // the last may be held out
      if (size < 2) {
        continue; // nothing comes next
      }
      users[found] = user;
      first[found++] = at;
      for (long entry = end - size; entry < end; entry++) {
        all[at++] = interests.item(entry);
      }
    }
    first[found] = at;
    count = found;
    starts = Arrays.copyOf(first, found + 1);
    items = Arrays.copyOf(all, at);
    held = new boolean[count];
    if (holdOut) {
      choose(interests.items().size(), seed);
    }
  }

  /** A fifth of those who keep two items without it, at most {@link #SAMPLE}. */
  private void choose(int catalogue, long seed) {
    int able = 0;
    var order = new long[count];
    for (int n = 0; n < count; n++) {
      if (starts[n + 1] - starts[n] >= 3) {
        order[able++] = (Seeds.of(seed, users[n]) & ~0x7FFFFFFFL) | n;
      }
    }
    Arrays.sort(order, 0, able);
    int sample = (int) Math.min(Math.min(SAMPLE, (able + 4) / 5), Math.max(50, PAIRS / Math.max(1, catalogue)));
    for (int n = 0; n < Math.min(sample, able); n++) {
      held[(int) (order[n] & 0x7FFFFFFF)] = true;
    }
  }

  /** The end of what is learned from. */
  int end(int sequence) {
    return starts[sequence + 1] - (held[sequence] ? 1 : 0);
  }

  /** The first item that is learned from or used: at most {@code length} inputs and a target. */
  int start(int sequence, int length) {
    return Math.max(starts[sequence], end(sequence) - length - 1);
  }
}
