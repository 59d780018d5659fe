package dev.tributary.nn;

import dev.tributary.math.Kernels;
import java.util.Arrays;

/**
 * What the bags of a batch ask of one table, summed by row. Each bag was the mean of its rows, so each of them gets the bag's gradient over their number. Bags are taken in first, in the order
 * in which a row's gradients are to be added; then {@link #order} sorts by counting, and {@link #step} adds each row's up while it stays in registers: no
 * row is met twice, and threads share nothing. Memory: 4 bytes a row of the table. Confined, but for {@link #step}.
 */
public final class BagGradients {
  private final int width;
  private final RowGradients sums;
  private final int[] placeOf; // by row: its place + 1; 0 where it has none
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
    placeOf = new int[table.rows()];
  }

  /** Forgets everything and keeps the memory. */
  public void clear() {
    for (int place = 0; place < sums.size(); place++) {
      placeOf[sums.row(place)] = 0;
    }
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

  /** Gives each row that was met its place, in order of first appearance. */
  public void order() {
    var places = rows; // overwritten entry by entry
    Arrays.fill(starts, 0);
    for (int entry = 0; entry < entries; entry++) {
      int row = rows[entry];
      int place = placeOf[row] - 1;
      if (place < 0) {
        place = sums.place(row);
        placeOf[row] = place + 1;
        if (place + 3 > starts.length) {
          starts = Arrays.copyOf(starts, Math.max(256, 2 * starts.length));
        }
      }
      places[entry] = place;
      starts[place + 2]++;
    }
    for (int place = 2; place < sums.size() + 2; place++) {
      starts[place] += starts[place - 1];
    }
    if (ordered.length < entries) {
      ordered = new int[rows.length];
    }
    for (int entry = 0; entry < entries; entry++) { // what begins at a place's start ends at the next one's
      ordered[starts[places[entry] + 1]++] = bagOf[entry];
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
    for (int place = from; place < to; place++) {
      Kernels.sumRows(1, ordered, starts[place], starts[place + 1], asked, width, sums.sums(), place * width);
    }
    optimizer.step(sums, from, to, rate, scale);
  }

  /** The gradients by row, once all parts were stepped. */
  public RowGradients sums() {
    return sums;
  }
}
