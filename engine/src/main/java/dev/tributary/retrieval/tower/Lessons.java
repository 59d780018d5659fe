package dev.tributary.retrieval.tower;

import dev.tributary.data.Interests;
import dev.tributary.math.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What one epoch of a {@link Classifier} learns from: the interests of a user that follow a cut, and what may be known before them. In a log with times that is what came before; without, where order says
 * nothing, each user's interests are put in an order of chance, and all but the targets may be known. Immutable.
 */
final class Lessons {
  private final Samples samples;
  private final int[] items; // by entry
  private final int[] users; // by lesson
  private final int[] cuts; // by lesson: entry of the first target
  private final int[] ends; // by lesson: after the last target

  /**
   * Draws lessons.
   *
   * @param perUser most of a user, so that nobody who takes much decides for all; 0: every possible one
   * @param targets most targets of a lesson
   */
  Lessons(Samples samples, int perUser, int targets, long seed) {
    this.samples = samples;
    var random = Seeds.random(seed);
    items = items(samples, random);
    var lessons = new int[samples.size()]; // cuts, with the users that they belong to
    var owners = new int[samples.size()];
    int count = 0;
    for (int user = 0; user < samples.users; user++) {
      int start = samples.start(user);
      int end = samples.end(user);
      int first = samples.timed || targets > 1 ? start + 1 : start; // something must be left to know
      if (end - start < 2) {
        continue;
      }
      int possible = end - first;
      int wanted = perUser == 0 ? possible : Math.min(possible, perUser);
      for (int n = 0; n < possible; n++) {
        lessons[count + n] = first + n;
      }
      draw(lessons, count, count + wanted, count + possible, random);
      Arrays.fill(owners, count, count + wanted, user);
      count += wanted;
    }
    var order = new int[count];
    Arrays.setAll(order, n -> n);
    draw(order, 0, count, count, random);
    users = new int[count];
    cuts = new int[count];
    ends = new int[count];
    for (int n = 0; n < count; n++) {
      users[n] = owners[order[n]];
      cuts[n] = lessons[order[n]];
      ends[n] = Math.min(samples.end(users[n]), cuts[n] + targets);
    }
  }

  private static int[] items(Samples samples, SplittableRandom random) {
    if (samples.timed) {
      return samples.items(); // not a copy: caches then hold it once
    }
    int[] items = samples.items().clone();
    for (int user = 0; user < samples.users; user++) {
      draw(items, samples.start(user), samples.end(user), samples.end(user), random);
    }
    return items;
  }

  /** Puts values drawn from [from .. to) into [from .. drawn). */
  private static void draw(int[] values, int from, int drawn, int to, SplittableRandom random) {
    for (int n = from; n < drawn; n++) {
      int other = n + random.nextInt(to - n);
      int swapped = values[n];
      values[n] = values[other];
      values[other] = swapped;
    }
  }

  int size() {
    return users.length;
  }

  int user(int lesson) {
    return users[lesson];
  }

  /** How many interests are to be foretold, 1 or more. */
  int targets(int lesson) {
    return ends[lesson] - cuts[lesson];
  }

  int target(int lesson, int n) {
    return items[cuts[lesson] + n];
  }

  /** Adds what may be known to the last bag: at most so many items, the newest, oldest first. */
  void history(int lesson, int most, Bags bags) {
    int user = users[lesson];
    int after = samples.timed ? 0 : Math.min(most, samples.end(user) - ends[lesson]);
    int before = Math.min(most - after, cuts[lesson] - samples.start(user));
    bags.add(items, cuts[lesson] - before, before);
    bags.add(items, samples.end(user) - after, after);
  }

  /** Sets to −∞ what the user took among the logits of all items, but for the targets. */
  void hideTaken(int lesson, float[] logits, int at) {
    int user = users[lesson];
    for (int entry = samples.start(user); entry < samples.takenEnd(user); entry++) {
      if (entry < cuts[lesson] || entry >= ends[lesson]) {
        logits[at + items[entry]] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  /** How old a lesson is: from its first target to the log's end, over the log's span; 0 without times. */
  float age(int lesson, Interests interests, long firstTime, long lastTime) {
    return samples.timed && lastTime > firstTime ? (float) ((double) (lastTime - interests.time(cuts[lesson])) / (lastTime - firstTime)) : 0;
  }
}
