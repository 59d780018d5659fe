package dev.tributary.ann;

import static dev.tributary.math.Require.require;

import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the rows of an index are called outside, and which row comes first where scores are equal.
 *
 * <p>Labels are any {@code long}s, all different. Each row has a tie rank, 0..size-1, all different; the smaller one wins. Tie ranks follow
 * the labels, ascending, unless they are given. Immutable.
 */
public final class Labels {
  private static final int[] IDENTITY = {};

  private final int size;
  /** Empty: a row's label is its number. */
  private final long[] labels;
  /** Rows by ascending label; the identity where labels ascend. */
  private final int[] byLabel;
  private final int[] tieRanks;
  private final int[] byTieRank;

  private Labels(int size, long[] labels, int[] byLabel, int[] tieRanks, int[] byTieRank) {
    this.size = size;
    this.labels = labels;
    this.byLabel = byLabel;
    this.tieRanks = tieRanks;
    this.byTieRank = byTieRank;
  }

  /** Each row is called by its number. No memory. */
  public static Labels rows(int size) {
    require(size >= 0, "size is %d, must be 0 or more", size);
    return new Labels(size, new long[0], IDENTITY, IDENTITY, IDENTITY);
  }

  /**
   * One label for each row, copied. O(n log n) where they do not ascend.
   *
   * @throws IllegalArgumentException when a label appears twice
   */
  public static Labels of(long... labels) {
    if (isRowNumbers(labels)) {
      return rows(labels.length);
    }
    int[] byLabel = sorted(labels);
    for (int n = 1; n < labels.length; n++) {
      int earlier = byLabel.length == 0 ? n - 1 : byLabel[n - 1];
      int row = byLabel.length == 0 ? n : byLabel[n];
      require(labels[earlier] != labels[row], "rows %d and %d have the same label %d; a label names one vector", earlier, row, labels[row]);
    }
    return new Labels(labels.length, labels.clone(), byLabel, inverse(byLabel), byLabel);
  }

  /** The same from a column. */
  public static Labels of(LongColumn labels) {
    return of(labels.toArray());
  }

  /**
   * The same labels with another order of ties.
   *
   * @param tieRanks for each row its place, a permutation of 0..size-1, such as the tie ranks of a vocabulary
   */
  public Labels withTieRanks(IntColumn tieRanks) {
    require(tieRanks.size() == size, "%d tie ranks for %d rows", tieRanks.size(), size);
    int[] ranks = tieRanks.toArray();
    var rows = new int[size];
    Arrays.fill(rows, -1);
    for (int row = 0; row < size; row++) {
      int rank = ranks[row];
      require(rank >= 0 && rank < size && rows[rank] < 0, "row %d has tie rank %d, each of 0..%d must appear once", row, rank, size - 1);
      rows[rank] = row;
    }
    return new Labels(size, labels, byLabel, ranks, rows);
  }

  private static boolean isRowNumbers(long[] labels) {
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] != row) {
        return false;
      }
    }
    return true;
  }

  /** Rows by ascending label, without boxing: a merge sort from the bottom up. */
  private static int[] sorted(long[] labels) {
    boolean ascending = true;
    for (int row = 1; row < labels.length && ascending; row++) {
      ascending = labels[row - 1] <= labels[row];
    }
    if (ascending) {
      return IDENTITY;
    }
    var rows = new int[labels.length];
    Arrays.setAll(rows, row -> row);
    var merged = new int[labels.length];
    for (int width = 1; width < rows.length && width > 0; width *= 2) {
      for (int from = 0; from < rows.length; from += 2 * width) {
        int middle = Math.min(rows.length, from + width);
        int to = (int) Math.min(rows.length, from + 2L * width);
        for (int at = from, left = from, right = middle; at < to; at++) {
          merged[at] = right == to || left < middle && labels[rows[left]] <= labels[rows[right]] ? rows[left++] : rows[right++];
        }
      }
      int[] swap = rows;
      rows = merged;
      merged = swap;
    }
    return rows;
  }

  private static int[] inverse(int[] permutation) {
    var inverse = new int[permutation.length];
    for (int n = 0; n < permutation.length; n++) {
      inverse[permutation[n]] = n;
    }
    return inverse;
  }

  /** Number of rows. */
  public int size() {
    return size;
  }

  /** Whether every row is called by its number. */
  public boolean areRowNumbers() {
    return labels.length == 0;
  }

  /** The label of a row. */
  public long label(int row) {
    return labels.length == 0 ? Objects.checkIndex(row, size) : labels[row];
  }

  /** The row of a label, or -1 where no row has it. O(log n). */
  public int rowOf(long label) {
    if (labels.length == 0) {
      return label >= 0 && label < size ? (int) label : -1;
    }
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int row = byLabel.length == 0 ? middle : byLabel[middle];
      if (labels[row] == label) {
        return row;
      }
      if (labels[row] < label) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** The place of a row among rows of equal score: smaller is better. */
  public int tieRank(int row) {
    return tieRanks.length == 0 ? row : tieRanks[row];
  }

  /** The row that has a tie rank. */
  public int rowOfTieRank(int tieRank) {
    return byTieRank.length == 0 ? tieRank : byTieRank[tieRank];
  }
}
