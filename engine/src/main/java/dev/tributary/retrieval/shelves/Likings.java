package dev.tributary.retrieval.shelves;

import dev.tributary.math.IntIndex;
import java.util.Arrays;

/**
 * How much a user likes which shelves, and the interests behind it: sums of what is added, of which the largest part of one interest is remembered.
 * Confined: one request; reused.
 */
public final class Likings {
  private final IntIndex rows = new IntIndex(64);
  private float[] sums = new float[64];
  private float[] strongest = new float[64];
  private int[] because = new int[64];
  private int[] partRows = new int[64];
  private int[] partPositions = new int[64];
  private float[] parts = new float[64];
  private int size;

  void clear() {
    rows.clear();
    size = 0;
  }

  /**
   * Adds to the liking of a shelf.
   *
   * @param shelf as {@link ShelfChannel} numbers it; -1 adds nothing
   * @param liking above 0
   * @param position of the interest in the query's history, or -1
   */
  public void add(int shelf, float liking, int position) {
    if (shelf < 0 || !(liking > 0)) {
      return;
    }
    int before = rows.size();
    int row = rows.add(shelf);
    if (row == before) {
      if (row == sums.length) {
        sums = Arrays.copyOf(sums, row * 2);
        strongest = Arrays.copyOf(strongest, row * 2);
        because = Arrays.copyOf(because, row * 2);
      }
      sums[row] = 0;
      strongest[row] = 0;
      because[row] = -1;
    }
    sums[row] += liking;
    if (position >= 0) {
      if (liking > strongest[row]) {
        strongest[row] = liking;
        because[row] = position;
      }
      if (size == parts.length) {
        partRows = Arrays.copyOf(partRows, size * 2);
        partPositions = Arrays.copyOf(partPositions, size * 2);
        parts = Arrays.copyOf(parts, size * 2);
      }
      partRows[size] = row;
      partPositions[size] = position;
      parts[size++] = liking;
    }
  }

  int count() {
    return rows.size();
  }

  int shelf(int row) {
    return rows.key(row);
  }

  float sum(int row) {
    return sums[row];
  }

  int because(int row) {
    return because[row];
  }

  /** The row of the shelf that is liked most, the first of equal ones, or -1 when none of them is. */
  int best(int[] shelves) {
    int best = -1;
    for (int shelf : shelves) {
      int row = rows.find(shelf);
      if (row >= 0 && (best < 0 || sums[row] > sums[best])) {
        best = row;
      }
    }
    return best;
  }

  /** Adds what each interest gave to a row, times a factor. */
  void addShares(int row, double factor, float[] shares, int from) {
    for (int n = 0; n < size; n++) {
      if (partRows[n] == row) {
        shares[from + partPositions[n]] += (float) (parts[n] * factor);
      }
    }
  }
}
