package dev.tributary.retrieval.sgd;

import dev.tributary.math.AliasTable;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Stochastic gradient descent on several threads with one result (Gemulla, Nijkamp, Haas, Sismanis: "Large-scale matrix factorization with
 * distributed stochastic gradient descent", KDD 2011): users and items are cut into P parts each, and in round r of an epoch part k of the users
 * meets part (k + r) mod P of the items. The P blocks of a round share no user and no item, so it does not matter whether they run one after
 * another or at once. Within a block the entries come in a random order, one step each.
 *
 * <p>P depends on the data alone. The parts of the items are drawn anew in each epoch, so that over the epochs any item can be the
 * negative of any other though both must lie in one block. The price: at most P threads, and P waits an epoch.
 *
 * <p>Memory: 8 bytes an entry and 16 an item. Confined: one descent.
 */
final class Grid {
  private static final int MOST_PARTS = 64;
  /** Entries of a block and items of a part that are worth a thread's wake-up. */
  private static final int ENTRIES_OF_BLOCK = 4096;

  private static final int ITEMS_OF_PART = 64;

  private final Entries entries;
  private final float[] itemWeights;
  private final int parts;
  private final int[] starts; // of each part of the users in grouped
  private final int[] grouped; // entries by part of their user
  private final int[] order; // of an epoch: within a part of the users, by part of the item
  private final int[] places; // of each block in order: user part · (parts + 1) + item part

  /** @param itemWeights how likely each item is drawn as a negative */
  Grid(Entries entries, float[] itemWeights, long seed) {
    this.entries = entries;
    this.itemWeights = itemWeights;
    int rooms = Math.min(entries.itemCount(), entries.userCount()) / ITEMS_OF_PART;
    parts = Math.clamp((int) Math.sqrt(entries.size() / (double) ENTRIES_OF_BLOCK), 1, Math.clamp(rooms, 1, MOST_PARTS));
    starts = new int[parts + 1];
    var partOf = new byte[entries.userCount()];
    for (int user = 0; user < partOf.length; user++) {
      partOf[user] = (byte) part(seed, user);
    }
    grouped = sorted(IntStream.range(0, entries.size()).toArray(), 0, entries.size(), n -> partOf[entries.users()[n]], starts, 0);
    order = new int[grouped.length];
    places = new int[parts * (parts + 1)];
  }

  private interface PartOf {
    int part(int n);
  }

  private int part(long seed, int row) {
    return (int) (Seeds.unit(Seeds.of(seed, row)) * parts);
  }

  /** values[from..to) by part, those of one part in the order they came; their places go to placed[at..at + parts]. */
  private int[] sorted(int[] values, int from, int to, PartOf partOf, int[] placed, int at) {
    var next = new int[parts + 1];
    for (int n = from; n < to; n++) {
      next[partOf.part(values[n]) + 1]++;
    }
    placed[at] = from;
    for (int part = 0; part < parts; part++) {
      next[part + 1] += next[part];
      placed[at + part + 1] = from + next[part + 1];
    }
    var sorted = new int[to - from];
    for (int n = from; n < to; n++) {
      sorted[next[partOf.part(values[n])]++] = values[n];
    }
    return sorted;
  }

  /**
   * Meets every entry once.
   *
   * @param seed of this epoch's order and draws
   * @param rate of its steps
   * @return the mean of the losses
   */
  double epoch(String phase, long seed, double rate, Lesson lesson, Job job) {
    var quiet = job.withProgress(Progress.NONE);
    long itemSeed = Seeds.of(seed, "items");
    var itemPart = new byte[entries.itemCount()];
    for (int item = 0; item < itemPart.length; item++) {
      itemPart[item] = (byte) part(itemSeed, item);
    }
    var itemPlaces = new int[parts + 1];
    var items = sorted(IntStream.range(0, itemPart.length).toArray(), 0, itemPart.length, item -> itemPart[item], itemPlaces, 0);
    var negatives = new AliasTable[parts];
    quiet.tasks(
        phase,
        parts,
        part -> {
          negatives[part] = new AliasTable(items, itemPlaces[part], itemPlaces[part + 1], itemWeights);
          shuffle(part, itemPart, Seeds.random(Seeds.of(Seeds.of(seed, "order"), part)));
        });
    double loss = 0;
    long losses = 0;
    long drawSeed = Seeds.of(seed, "draws");
    for (int round = 0; round < parts; round++) {
      int shift = round;
      var blocks = new Block[parts];
      quiet.tasks(
          phase,
          parts,
          part -> {
            int other = (part + shift) % parts;
            int place = part * (parts + 1) + other;
            var random = Seeds.random(Seeds.of(drawSeed, place));
            blocks[part] = new Block(entries, order, places[place], places[place + 1], negatives[other], random, rate);
            lesson.learn(blocks[part]);
          });
      for (Block block : blocks) {
        loss += block.loss();
        losses += block.losses();
      }
      job.progress().step(phase, round + 1L, parts);
    }
    return losses == 0 ? 0 : loss / losses;
  }

  /** How many blocks may run at once. */
  int parts() {
    return parts;
  }

  private void shuffle(int part, byte[] itemPart, SplittableRandom random) {
    int from = starts[part];
    int to = starts[part + 1];
    for (int n = to - 1; n > from; n--) {
      int other = from + random.nextInt(n - from + 1);
      int entry = grouped[n];
      grouped[n] = grouped[other];
      grouped[other] = entry;
    }
    var sorted = sorted(grouped, from, to, entry -> itemPart[entries.items()[entry]], places, part * (parts + 1));
    System.arraycopy(sorted, 0, order, from, sorted.length);
  }
}
