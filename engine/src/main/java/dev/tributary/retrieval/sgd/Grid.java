package dev.tributary.retrieval.sgd;

import dev.tributary.math.AliasTable;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import java.util.Arrays;
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
 * <p>An epoch lays the entries down in the order in which they are met, so that steps read them one after another: 12 bytes an entry, as many again while they are laid down, and 16 an item. Confined: one descent.
 */
final class Grid {
  private static final int MOST_PARTS = 64;
  /** Entries of a block and items of a part that are worth a thread's wake-up. */
  private static final int ENTRIES_OF_BLOCK = 4096;

  private static final int ITEMS_OF_PART = 64;

  private final Entries laid; // in the order of this epoch: by part of the user, within it by part of the item
  private final float[] itemWeights;
  private final int parts;
  private final int[] starts; // of each part of the users
  private final int[] places; // of each block: user part · (parts + 1) + item part

  /** @param itemWeights how likely each item is drawn as a negative */
  Grid(Entries entries, float[] itemWeights, long seed) {
    this.itemWeights = itemWeights;
    int rooms = Math.min(entries.itemCount(), entries.userCount()) / ITEMS_OF_PART;
    parts = Math.clamp((int) Math.sqrt(entries.size() / (double) ENTRIES_OF_BLOCK), 1, Math.clamp(rooms, 1, MOST_PARTS));
    places = new int[parts * (parts + 1)];
    starts = new int[parts + 1];
    laid = entries.range(0, entries.size());
    var partOf = partOf(seed, entries.userCount());
    place(entries.users(), partOf, 0, starts, 0);
    deal(entries, entries.users(), partOf, starts, 0);
  }

  private byte[] partOf(long seed, int rows) {
    var partOf = new byte[rows];
    for (int row = 0; row < rows; row++) {
      partOf[row] = (byte) (Seeds.unit(Seeds.of(seed, row)) * parts);
    }
    return partOf;
  }

  /** Where the entries of each part begin that are laid down from a place on, and where the last end: placed[at .. at + parts]. */
  private void place(int[] rows, byte[] partOf, int from, int[] placed, int at) {
    Arrays.fill(placed, at, at + parts + 1, 0);
    for (int row : rows) {
      placed[at + partOf[row] + 1]++;
    }
    placed[at] = from;
    for (int part = 0; part < parts; part++) {
      placed[at + part + 1] += placed[at + part];
    }
  }

  /** Lays entries down by the parts of their rows, those of one part in the order they came. */
  private void deal(Entries entries, int[] rows, byte[] partOf, int[] placed, int at) {
    int[] next = Arrays.copyOfRange(placed, at, at + parts);
    for (int n = 0; n < rows.length; n++) {
      laid.set(next[partOf[rows[n]]]++, entries, n);
    }
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
    var itemPart = partOf(Seeds.of(seed, "items"), laid.itemCount());
    var itemPlaces = new int[parts + 1];
    int[] items = byPart(itemPart, itemPlaces);
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
            blocks[part] = new Block(laid, places[place], places[place + 1], negatives[other], random, rate);
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

  /** All rows, those of one part together; the parts' places among them go to {@code placed}. */
  private int[] byPart(byte[] partOf, int[] placed) {
    int[] rows = IntStream.range(0, partOf.length).toArray();
    place(rows, partOf, 0, placed, 0);
    var sorted = new int[rows.length];
    int[] next = placed.clone();
    for (int row : rows) {
      sorted[next[partOf[row]]++] = row;
    }
    return sorted;
  }

  /** Lays the entries of a part of the users down by this epoch's parts of the items, those of a block in a random order. */
  private void shuffle(int part, byte[] itemPart, SplittableRandom random) {
    var before = laid.range(starts[part], starts[part + 1]);
    int at = part * (parts + 1);
    place(before.items(), itemPart, starts[part], places, at);
    deal(before, before.items(), itemPart, places, at);
    for (int other = 0; other < parts; other++) {
      int from = places[at + other];
      for (int n = places[at + other + 1] - 1; n > from; n--) {
        laid.swap(n, from + random.nextInt(n - from + 1));
      }
    }
  }
}
