package dev.tributary.retrieval.tower;

import java.util.Arrays;

/** Bags of rows of a table, end to end. Confined; reused. */
final class Bags {
  private int[] starts = new int[257];
  private int[] rows = new int[1024];
  private int count;

  void clear() {
    count = 0;
  }

  /** Begins an empty bag behind the others. */
  void begin() {
    if (count + 2 > starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[count + 1] = starts[count];
    count++;
  }

  /** Puts a row into the last bag. */
  void add(int row) {
    int at = starts[count]++;
    if (at == rows.length) {
      rows = Arrays.copyOf(rows, 2 * at);
    }
    rows[at] = row;
  }

  /** Puts so many rows of an array into the last bag. */
  void add(int[] some, int from, int size) {
    int at = starts[count];
    if (at + size > rows.length) {
      rows = Arrays.copyOf(rows, Math.max(at + size, 2 * rows.length));
    }
    System.arraycopy(some, from, rows, at, size);
    starts[count] += size;
  }

  /** Leaves so many rows in the last bag. */
  void keep(int rows) {
    starts[count] = starts[count - 1] + rows;
  }

  int count() {
    return count;
  }

  int start(int bag) {
    return starts[bag];
  }

  int end(int bag) {
    return starts[bag + 1];
  }

  int row(int place) {
    return rows[place];
  }

  /** The rows of all bags, by place; another array after one was added. */
  int[] rows() {
    return rows;
  }
}
