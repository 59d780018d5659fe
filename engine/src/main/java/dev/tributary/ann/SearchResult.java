package dev.tributary.ann;

import static dev.tributary.math.Require.require;

import dev.tributary.math.TopK;
import java.util.Arrays;

/** What one search found, best first, in columns: row, label and score. Confined: one thread; reused from search to search. */
public final class SearchResult {
  private int[] rows = new int[16];
  private long[] labels = new long[16];
  private float[] scores = new float[16];
  private int size;

  public int size() {
    return size;
  }

  /** The row of the index at a rank, 0 = best; −1 in what an index found whose rows move. */
  public int row(int rank) {
    return rows[check(rank)];
  }

  public long label(int rank) {
    return labels[check(rank)];
  }

  /** Higher is better; see {@link Metric}. */
  public float score(int rank) {
    return scores[check(rank)];
  }

  private int check(int rank) {
    if (rank < 0 || rank >= size) {
      throw new IndexOutOfBoundsException("rank " + rank + " of " + size);
    }
    return rank;
  }

  /** Becomes what was selected, whose tie ranks are those of {@code labels}. For indexes. */
  public void take(TopK best, Labels labels) {
    best.ascending();
    clear();
    for (int rank = 0; rank < best.size(); rank++) {
      long key = best.best(rank);
      add(labels.rowOfTieRank(TopK.tieRank(key)), labels, TopK.score(key));
    }
  }

  /**
   * Puts a row in its place, by score and then by label, among what is in that order; the worst leaves when there would be more than {@code
   * most}. O(size). For indexes.
   */
  public void insert(int row, long label, float score, int most) {
    int at = size;
    while (at > 0 && (scores[at - 1] < score || scores[at - 1] == score && labels[at - 1] > label)) {
      at--;
    }
    if (at == most) {
      return;
    }
    ensureRoom();
    int moved = Math.min(size, most - 1) - at;
    System.arraycopy(rows, at, rows, at + 1, moved);
    System.arraycopy(labels, at, labels, at + 1, moved);
    System.arraycopy(scores, at, scores, at + 1, moved);
    rows[at] = row;
    labels[at] = label;
    scores[at] = score;
    size = at + moved + 1;
  }

  /** Forgets the rows and keeps labels and scores. For indexes whose rows move. */
  public void forgetRows() {
    Arrays.fill(rows, 0, size, -1);
  }

  /** Becomes empty. */
  public void clear() {
    size = 0;
  }

  private void add(int row, Labels names, float score) {
    ensureRoom();
    rows[size] = row;
    labels[size] = names.label(row);
    scores[size++] = score;
  }

  private void ensureRoom() {
    if (size == rows.length) {
      require(size < 1 << 30, "a result of more than %d rows", size);
      rows = Arrays.copyOf(rows, size * 2);
      labels = Arrays.copyOf(labels, size * 2);
      scores = Arrays.copyOf(scores, size * 2);
    }
  }
}
