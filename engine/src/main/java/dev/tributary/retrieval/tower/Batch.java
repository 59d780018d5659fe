package dev.tributary.retrieval.tower;

import dev.tributary.math.Seeds;
import dev.tributary.nn.Columns;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The samples of one step and the items that they meet: columns that all samples share, those that they took hidden from them, and columns of a sample's own. Each
 * different item is one column, whoever has it. Confined; reused.
 */
final class Batch {
  private static final int DRAWS = 32; // after so many a user who took nearly everything has no negative

  private final TowerConfig config;
  private final Samples samples;
  private final ItemSampler catalog;
  private final HardNegatives hard;
  private final Frequencies frequencies;
  private final Instants instantOf;
  private final Columns columns;
  private final double[] weightOf; // by shared column: Σ p^−correction over where it came from
  private final float[] positiveOffset; // by column: of a positive, by the source that is its own
  private int[] chosen = {};
  private int[] users = {}; // by row
  private int[] positives = {}; // by row: items
  private int size;
  private long instant;
  private int shared;
  private float[] offsets = {};
  private int[] ownStarts = {};
  private int[] ownColumns = new int[1024];
  private int mostOwn;

  /** How likely an item is the positive of a sample; counted, or estimated from the batches before. */
  interface Frequencies {
    double probability(int item);
  }

  /** When an interest's item was offered; see {@link Moments}. */
  interface Instants {
    long of(int entry);
  }

  Batch(TowerConfig config, Samples samples, int itemCount, ItemSampler catalog, HardNegatives hard, Frequencies frequencies, Instants instantOf) {
    this.config = config;
    this.samples = samples;
    this.catalog = catalog;
    this.hard = hard;
    this.frequencies = frequencies;
    this.instantOf = instantOf;
    columns = new Columns(itemCount);
    weightOf = new double[config.batch() + config.negativeCount()];
    positiveOffset = new float[config.batch() + config.negativeCount()];
  }

  /**
   * Fills the batch with samples.
   *
   * @param order samples [from .. to) of it
   * @param seed of what is drawn
   */
  void fill(int[] order, int from, int to, long seed) {
    columns.clear();
    size = to - from;
    if (chosen.length < size) {
      chosen = new int[size];
      users = new int[size];
      positives = new int[size];
      ownStarts = new int[size + 1];
    }
    System.arraycopy(order, from, chosen, 0, size);
    for (int row = 0; row < size; row++) {
      users[row] = samples.sampleUsers[chosen[row]];
      positives[row] = samples.item(samples.sampleEntries[chosen[row]]);
    }
    instant = Arrays.stream(chosen, 0, size).mapToLong(sample -> instantOf.of(samples.sampleEntries[sample])).min().orElse(0);
    var random = Seeds.random(seed);
    Arrays.fill(weightOf, 0);
    if (config.objective() == Objective.SOFTMAX) {
      share(random);
    }
    shared = columns.size();
    drawOwn(random);
    if (offsets.length < shared + mostOwn) {
      offsets = new float[2 * (shared + mostOwn)];
    }
    for (int column = 0; column < shared; column++) {
      offsets[column] = (float) Math.log(weightOf[column]);
    }
    Arrays.fill(offsets, shared, shared + mostOwn, 0f);
  }

  private void share(SplittableRandom random) {
    for (int row = 0; row < size && config.fromBatch(); row++) {
      int item = positives[row];
      int column = columns.add(item);
      if (weightOf[column] == 0) {
        positiveOffset[column] = offset(frequencies.probability(item));
      }
      weightOf[column] += Math.exp(positiveOffset[column]);
    }
    for (int n = 0; n < config.negativeCount() && config.fromCatalog(); n++) {
      int item = catalog.draw(random);
      weightOf[columns.add(item)] += Math.exp(offset(catalog.probability(item)));
    }
  }

  /** What corrects the logit of an item that comes with this probability. */
  private float offset(double probability) {
    return (float) (-config.correction() * Math.log(probability));
  }

  private void drawOwn(SplittableRandom random) {
    boolean softmax = config.objective() == Objective.SOFTMAX;
    int count = 0;
    mostOwn = 0;
    for (int row = 0; row < size; row++) {
      ownStarts[row] = count;
      int user = user(row);
      if (ownColumns.length < count + 1 + config.negativeCount() + config.hard()) {
        ownColumns = Arrays.copyOf(ownColumns, 2 * (count + 1 + config.negativeCount() + config.hard()));
      }
      if (!softmax || !config.fromBatch()) {
        ownColumns[count++] = columns.add(positives[row]);
      }
      for (int n = 0; n < config.negativeCount() && !softmax; n++) {
        int item = easy(user, random);
        if (item >= 0) {
          ownColumns[count++] = columns.add(item);
        }
      }
      for (int n = 0; n < config.hard(); n++) {
        int item = hard.draw(user, random);
        if (item >= 0) {
          ownColumns[count++] = columns.add(item);
        }
      }
      mostOwn = Math.max(mostOwn, count - ownStarts[row]);
    }
    ownStarts[size] = count;
  }

  /** An item of the catalogue that the user has not taken, or -1. */
  private int easy(int user, SplittableRandom random) {
    for (int n = 0; n < DRAWS; n++) {
      int item = catalog.draw(random);
      if (item >= 0 && !samples.took(user, item)) {
        return item;
      }
    }
    return -1;
  }

  /** When the first positive of the batch was offered: all its users and items are seen as they were known then. */
  long instant() {
    return instant;
  }

  int size() {
    return size;
  }

  int sample(int row) {
    return chosen[row];
  }

  int user(int row) {
    return users[row];
  }

  /** How many different items there are. */
  int items() {
    return columns.size();
  }

  int item(int column) {
    return columns.item(column);
  }

  /** How many columns all samples share; they come first. */
  int shared() {
    return shared;
  }

  /** What is added to the logits of a row: the corrections of the shared columns, and zeros for its own. */
  float[] offsets() {
    return offsets;
  }

  /**
   * Hides what the row's user took among its shared columns; those behind them are overwritten.
   *
   * @param last of the row's columns: it stands for every item without one, since to ask which item has one would cost more than to hide it
   */
  void hide(int row, float[] logits, int at, int last) {
    int user = user(row);
    samples.hideTaken(user, columns, last, logits, at);
  }

  /** The most own columns of a row. */
  int mostOwn() {
    return mostOwn;
  }

  /** How many own columns a row has. */
  int own(int row) {
    return ownStarts[row + 1] - ownStarts[row];
  }

  int ownColumn(int row, int n) {
    return ownColumns[ownStarts[row] + n];
  }

  /** The column of a row's positive. */
  int positiveColumn(int row) {
    return columns.of(positives[row]);
  }

  /** Where a row's logits have the positive: among the shared columns, or first behind them. */
  int positive(int row) {
    return config.fromBatch() ? positiveColumn(row) : shared;
  }

  /** What is added to the positive's logit: its own correction, by the source that is its own. */
  float positiveOffset(int row) {
    return config.fromBatch() ? positiveOffset[positiveColumn(row)] : offset(catalog.probability(positives[row]));
  }
}
