package dev.tributary.retrieval.tower;

import static dev.tributary.math.Require.require;

import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.math.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Makes two views of an item, as an {@link ItemTransform} says. In what is hidden, place 0 is the id and feature f of the schema has place f + 1. Immutable. */
final class ItemViews {
  private final Towers towers;
  private final FeatureTransform transform;
  private final FeatureBatch items;
  private final FeatureBatch bare;
  private final boolean[] known;
  private final int[][] related; // by feature: the others, the most informative first
  private final int[] slots; // by feature: which of those with slots, or -1
  private final int[] columns; // by feature: where its floats begin
  private final List<ItemTransform> choices;

  /**
   * Views of items.
   *
   * @param items features by item
   * @param bare one row: nothing known
   * @param known by item, whether it has a row in the table of ids
   * @param information of all pairs of features
   * @throws IllegalArgumentException when the features do not allow the transform
   */
  ItemViews(Towers towers, FeatureBatch items, FeatureBatch bare, boolean[] known, double[][] information) {
    this.towers = towers;
    this.items = items;
    this.bare = bare;
    this.known = known;
    transform = towers.itemFeatures;
    related = new int[information.length][];
    slots = IntStream.range(0, related.length).map(transform::slotFeature).toArray();
    columns = IntStream.range(0, related.length).map(transform::column).toArray();
    for (int feature = 0; feature < related.length; feature++) {
      double[] of = information[feature];
      int own = feature;
      related[feature] =
          IntStream.range(0, of.length).filter(other -> other != own).boxed().sorted((a, b) -> Double.compare(of[b], of[a])).mapToInt(other -> other).toArray();
    }
    var wanted = towers.config.itemTransform();
    choices = wanted == ItemTransform.MIXED ? allowed() : List.of(wanted);
    require(
        allowed().containsAll(choices) && !choices.isEmpty(),
        "itemTransform is %s, which the features of items do not allow: there are %d%s; declare others with itemFeatures, or set selfSupervised to 0",
        wanted.name().toLowerCase(java.util.Locale.ROOT),
        related.length,
        anyMany() ? "" : ", none with slots and many values");
  }

  private List<ItemTransform> allowed() {
    var allowed = new ArrayList<ItemTransform>();
    if (related.length >= 1) {
      allowed.addAll(List.of(ItemTransform.MASK, ItemTransform.COMPLEMENT));
    }
    if (related.length >= 2) {
      allowed.add(ItemTransform.CORRELATED);
    }
    if (anyMany()) {
      allowed.add(ItemTransform.DROPOUT);
    }
    return allowed;
  }

  private boolean anyMany() {
    return IntStream.range(0, transform.slotFeatures()).anyMatch(feature -> items.starts(feature)[items.rows()] > items.rows());
  }

  /** Puts one view of an item behind the others of each pass. */
  void add(int item, long seed, Tower.Pass first, Tower.Pass second) {
    var random = Seeds.random(seed);
    var choice = choices.get(random.nextInt(choices.size()));
    var hidden = new boolean[related.length + 1];
    switch (choice) {
      case MASK -> {
        mask(hidden, random);
        add(item, hidden, first);
        Arrays.fill(hidden, false);
        mask(hidden, random);
        add(item, hidden, second);
      }
      case DROPOUT -> {
        add(item, hidden, first);
        halve(first, random);
        add(item, hidden, second);
        halve(second, random);
      }
      case COMPLEMENT -> {
        int[] order = IntStream.range(0, hidden.length).toArray();
        shuffle(order, hidden.length, random);
        for (int n = 0; n < hidden.length / 2; n++) {
          hidden[order[n]] = true;
        }
        add(item, hidden, first);
        for (int place = 0; place < hidden.length; place++) {
          hidden[place] ^= true;
        }
        add(item, hidden, second);
      }
      case CORRELATED -> {
        correlated(hidden, random.nextInt(related.length));
        add(item, hidden, first);
        Arrays.fill(hidden, false);
        correlated(hidden, random.nextInt(related.length));
        add(item, hidden, second);
      }
      case MIXED -> throw new IllegalStateException("mixed is one of the others");
    }
  }

  private static void mask(boolean[] hidden, SplittableRandom random) {
    hidden[random.nextInt(hidden.length)] = true;
  }

  /** Hides the id, a feature and what is closest to it. */
  private void correlated(boolean[] hidden, int feature) {
    hidden[0] = true;
    hidden[1 + feature] = true;
    for (int n = 0; n < Math.min(related.length / 2, related.length - 2); n++) {
      hidden[1 + related[feature][n]] = true;
    }
  }

  private void add(int item, boolean[] hidden, Tower.Pass pass) {
    int row = pass.rows;
    towers.addItem(known[item] && !hidden[0] ? item : towers.items, items, item, pass);
    for (int feature = 0; feature < related.length; feature++) {
      if (hidden[1 + feature]) {
        hide(feature, row, pass);
      }
    }
  }

  /** Writes what stands for a missing value over a feature of the last row. */
  private void hide(int feature, int row, Tower.Pass pass) {
    int slot = slots[feature];
    if (slot >= 0) {
      var bag = pass.bags[1 + slot];
      bag.keep(0);
      bag.add(bare.slots(slot)[0]);
    } else {
      int column = columns[feature];
      System.arraycopy(bare.dense(), column, pass.floats, row * transform.width() + column, transform.columns(feature));
    }
  }

  /** Keeps half of the last row's values, rounded up, of each feature that has many. */
  private void halve(Tower.Pass pass, SplittableRandom random) {
    for (int slot = 0; slot < transform.slotFeatures(); slot++) {
      var bag = pass.bags[1 + slot];
      int from = bag.start(pass.rows - 1);
      int count = bag.end(pass.rows - 1) - from;
      if (count > 1) {
        var rows = new int[count];
        for (int n = 0; n < count; n++) {
          rows[n] = bag.row(from + n);
        }
        int kept = (count + 1) / 2;
        shuffle(rows, kept, random);
        bag.keep(0);
        for (int n = 0; n < kept; n++) {
          bag.add(rows[n]);
        }
      }
    }
  }

  /** Puts values of chance in the first places. */
  private static void shuffle(int[] values, int places, SplittableRandom random) {
    for (int n = 0; n < places; n++) {
      int other = n + random.nextInt(values.length - n);
      int swapped = values[n];
      values[n] = values[other];
      values[other] = swapped;
    }
  }
}
