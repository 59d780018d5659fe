package dev.tributary.nn;

import dev.tributary.math.Kernels;
import java.util.Arrays;

/**
 * What the bags of a batch ask of one table, summed by row. Each bag was the mean of its rows, so each of them gets the bag's gradient over their number. Bags are taken in first, in the order
 * in which a row's gradients are to be added; then {@link #order} sorts by counting, and {@link #step} adds each row's up while it stays in registers: no
 * row is met twice, and threads share nothing. Memory: 4 bytes a row of the table. Confined, but for {@link #step}.
 */
public final class BagGradients {
  private static final int DENSE = 16; // a row in so many
  private static final int TOGETHER = 64; // rows whose sums stay in the nearest cache until they are stepped

  private final int width;
  private final RowGradients sums;
  private final int[] counts; // by row: its entries, then where the next of them belongs; 0 between two batches
  private int[] distinct = {}; // the rows that were met
  private float[] asked = {}; // by bag: what each of its rows gets
  private int bags;
  private int[] rows = {}; // by entry
  private int[] bagOf = {};
  private int entries;
  private int[] starts = {}; // by place, and the end: first of its entries in the order of places
  private int[] ordered = {}; // the entries' bags in that order

  /** No bags yet. */
  public BagGradients(EmbeddingTable table) {
    width = table.width();
    sums = RowGradients.sparse(width);
    counts = new int[table.rows()];
  }

  /** Forgets everything and keeps the memory. */
  public void clear() {
    sums.clear();
    bags = 0;
    entries = 0;
  }

  /**
   * Takes in a bag.
   *
   * @param gradient by the mean of its rows, {@code width} values from {@code at} on
   * @param members its rows, from {@code from} (inclusive) to {@code to} (exclusive)
   */
  public void add(float[] gradient, int at, int[] members, int from, int to) {
    int size = to - from;
    if (size == 0) {
      return;
    }
    ask(gradient, at, 1f / size, size);
    System.arraycopy(members, from, rows, entries, size);
    Arrays.fill(bagOf, entries, entries + size, bags++);
    entries += size;
  }

  /** Takes in the gradient of one row. */
  public void add(float[] gradient, int at, int row) {
    ask(gradient, at, 1, 1);
    rows[entries] = row;
    bagOf[entries++] = bags++;
  }

  private void ask(float[] gradient, int at, float share, int size) {
    int to = bags * width;
    if (to + width > asked.length) {
      asked = Arrays.copyOf(asked, Math.max(256 * width, 2 * asked.length));
    }
    if (entries + size > rows.length) {
      int room = Math.max(entries + size, Math.max(1024, 2 * rows.length));
      rows = Arrays.copyOf(rows, room);
      bagOf = Arrays.copyOf(bagOf, room);
    }
    System.arraycopy(gradient, at, asked, to, width);
    for (int i = to; i < to + width && share != 1; i++) {
      asked[i] *= share;
    }
  }

  /** Gives each row that was met its place, in ascending order: what lies side by side in the table is then stepped one after the other. */
  public void order() {
    int met = 0;
    if (distinct.length < entries) {
      distinct = new int[rows.length];
      ordered = new int[rows.length];
    }
    for (int entry = 0; entry < entries; entry++) {
      int row = rows[entry];
      if (counts[row]++ == 0) {
        distinct[met++] = row;
      }
    }
    ascend(met);
    if (starts.length <= met) {
      starts = new int[2 * met + 1];
    }
    int at = 0;
    for (int place = 0; place < met; place++) {
      int row = distinct[place];
      sums.place(row);
      starts[place] = at;
      at += counts[row];
      counts[row] = starts[place];
    }
    starts[met] = at;
    for (int entry = 0; entry < entries; entry++) {
      ordered[counts[rows[entry]]++] = bagOf[entry];
    }
    for (int place = 0; place < met; place++) {
      counts[distinct[place]] = 0;
    }
  }

  /** Sorts the rows that were met. Where they are many of the table's, to look at each of those is cheaper. */
  private void ascend(int met) {
    if ((long) met * DENSE < counts.length) {
      Arrays.sort(distinct, 0, met);
      return;
    }
    int place = 0;
    for (int row = 0; row < counts.length; row++) {
      if (counts[row] > 0) {
        distinct[place++] = row;
      }
    }
  }

  /**
   * Adds up the gradients of one part of the rows, each in the order in which its bags were taken in, and makes a step of these rows. Parts may run side by side.
   *
   * @param parts into how many nearly equal parts the rows are cut
   * @param scale of the gradients
   */
  public void step(int part, int parts, TableOptimizer optimizer, double rate, double scale) {
    int from = (int) ((long) sums.size() * part / parts);
    int to = (int) ((long) sums.size() * (part + 1) / parts);
    for (int first = from; first < to; first += TOGETHER) {
      int end = Math.min(to, first + TOGETHER);
      for (int place = first; place < end; place++) {
        Kernels.sumRows(1, ordered, starts[place], starts[place + 1], asked, width, sums.sums(), place * width);
      }
      optimizer.step(sums, first, end, rate, scale);
    }
  }

  /** The gradients by row, once all parts were stepped. */
  public RowGradients sums() {
    return sums;
  }
}
