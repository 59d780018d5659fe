package dev.tributary.ann.hnsw;

import static dev.tributary.math.Require.require;

import dev.tributary.math.IntColumn;
import java.util.Arrays;
import java.util.Objects;

/**
 * Who is linked to whom: for each row a level, and in each layer from 0 to its level a list of links to other rows of that layer.
 *
 * <p>The lowest layer is one block off the heap, 2·M ints a row without gaps, so that the links of a row lie on two cache lines where M is
 * 16; the upper layers are one block of M ints for each row and layer. A list that is not full ends with −1. Immutable once it has been
 * filled.
 */
public final class HnswGraph {
  /** Levels above are cut: with M of 2 one row in 2⁶³ would be higher. */
  static final int HIGHEST = 63;

  private static final int END = -1;

  private final int m;
  private final byte[] levels;
  /** Number of the first upper list of each row that has one. */
  private final int[] upperStarts;
  private final IntColumn lowest;
  private final IntColumn upper;
  private int entry = -1;

  /**
   * A graph without links.
   *
   * @param m most links in an upper layer; the lowest has twice as many
   * @param levels each row's highest layer, 0..63; copied
   */
  public HnswGraph(int m, byte[] levels) {
    require(m >= 1 && m <= 1 << 16, "M is %d, allowed 1..65536", m);
    this.m = m;
    this.levels = levels.clone();
    upperStarts = new int[levels.length];
    long lists = 0;
    for (int row = 0; row < levels.length; row++) {
      require(levels[row] >= 0 && levels[row] <= HIGHEST, "row %d has level %d, allowed 0..%d", row, levels[row], HIGHEST);
      upperStarts[row] = (int) lists;
      lists += levels[row];
    }
    require(lists <= Integer.MAX_VALUE, "the rows have %d lists in upper layers, too many", lists);
    lowest = IntColumn.allocate((long) levels.length * 2 * m);
    upper = IntColumn.allocate(lists * m);
    lowest.fill(END);
    upper.fill(END);
  }

  /** Number of rows. */
  public int rows() {
    return levels.length;
  }

  /** The M of its settings. */
  public int m() {
    return m;
  }

  /** The highest layer of a row. */
  public int level(int row) {
    return levels[row];
  }

  /** The row where searches begin, of the highest level; −1 in an empty graph. */
  public int entry() {
    return entry;
  }

  /** Where searches begin from now on. For who fills the graph. */
  public void enterAt(int row) {
    entry = Objects.checkIndex(row, levels.length);
  }

  /** Most links of a row in a layer. */
  public int capacity(int level) {
    return level == 0 ? 2 * m : m;
  }

  /**
   * Copies the links of a row in a layer into the first places of {@code target}, which has {@link #capacity} of them.
   *
   * @return how many
   */
  public int links(int row, int level, int[] target) {
    int capacity = capacity(level);
    long from = place(row, level);
    (level == 0 ? lowest : upper).copyTo(from, from + capacity, target, 0);
    int count = 0;
    while (count < capacity && target[count] != END) {
      count++;
    }
    return count;
  }

  /** Reads of the links of a row what makes the rest come from memory too, where they are no more than 32. */
  int touch(int row, int level) {
    long from = place(row, level);
    var column = level == 0 ? lowest : upper;
    return column.get(from) + column.get(from + capacity(level) / 2);
  }

  /** Overwrites the links of a row in a layer with the first of {@code links}. For who fills the graph. */
  public void setLinks(int row, int level, int[] links, int count) {
    require(count <= capacity(level), "%d links in layer %d, which has %d", count, level, capacity(level));
    long from = place(row, level);
    var column = level == 0 ? lowest : upper;
    for (int n = 0; n < capacity(level); n++) {
      column.set(from + n, n < count ? Objects.checkIndex(links[n], levels.length) : END);
    }
  }

  private long place(int row, int level) {
    if (level == 0) {
      return (long) row * 2 * m;
    }
    require(level >= 1 && level <= levels[row], "row %d has no layer %d, its highest is %d", row, level, levels[row]);
    return (long) (upperStarts[row] + level - 1) * m;
  }

  /** Bytes of all links and levels. */
  public long bytes() {
    return lowest.size() * 4 + upper.size() * 4 + 5L * levels.length;
  }

  /** Whether two graphs have the same links in the same order. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HnswGraph that
        && m == that.m
        && entry == that.entry
        && Arrays.equals(levels, that.levels)
        && lowest.bytes().mismatch(that.lowest.bytes()) < 0
        && upper.bytes().mismatch(that.upper.bytes()) < 0;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * m + entry) + Arrays.hashCode(levels);
  }
}
