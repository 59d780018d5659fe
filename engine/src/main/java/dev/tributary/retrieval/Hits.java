package dev.tributary.retrieval;

import java.util.Arrays;

/**
 * What a channel found, best first, in columns: item (catalog int), score, and an interest behind it.
 * Confined: one request; reused.
 */
public final class Hits {
  private int[] items = new int[256];
  private float[] scores = new float[256];
  private int[] because = new int[256];
  private int size;

  public void clear() {
    size = 0;
  }

  /**
   * Adds the next best item.
   *
   * @param because position in the query's history of an interest with a share in the score, whichever the channel knows without
   *     looking further: {@link Channel#explain} tells the shares of all; -1 where interests play no part
   */
  public void add(int item, float score, int because) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
      scores = Arrays.copyOf(scores, size * 2);
      this.because = Arrays.copyOf(this.because, size * 2);
    }
    items[size] = item;
    scores[size] = score;
    this.because[size++] = because;
  }

  public int size() {
    return size;
  }

  public int item(int rank) {
    return items[rank];
  }

  public float score(int rank) {
    return scores[rank];
  }

  /** Position in the query's history of an interest behind the item, or -1. */
  public int because(int rank) {
    return because[rank];
  }
}
