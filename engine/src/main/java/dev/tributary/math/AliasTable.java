package dev.tributary.math;

import java.util.SplittableRandom;

/**
 * Draws from a few values in proportion to their weights in constant time (Walker's alias method, built as in Vose: "A linear algorithm for
 * generating random numbers with a given distribution", IEEE TSE 1991). Immutable.
 */
public final class AliasTable {
  private final int[] values;
  private final float[] own; // how much of a place belongs to its own value
  private final int[] other; // whose the rest is
  private final boolean empty;

  /**
   * A table of all[from .. to).
   *
   * @param weights of all values, 0 or more; where all are 0 nothing can be drawn
   */
  public AliasTable(int[] all, int from, int to, float[] weights) {
    int size = to - from;
    values = new int[size];
    own = new float[size];
    other = new int[size];
    double sum = 0;
    for (int n = 0; n < size; n++) {
      values[n] = all[from + n];
      sum += weights[values[n]];
    }
    empty = sum == 0;
    var share = new double[size];
    var small = new int[size];
    var large = new int[size];
    int smalls = 0;
    int larges = 0;
    for (int n = 0; n < size; n++) {
      share[n] = empty ? 1 : weights[values[n]] * size / sum;
      if (share[n] < 1) {
        small[smalls++] = n;
      } else {
        large[larges++] = n;
      }
    }
    while (smalls > 0 && larges > 0) {
      int poor = small[--smalls];
      int rich = large[larges - 1];
      own[poor] = (float) share[poor];
      other[poor] = rich;
      share[rich] -= 1 - share[poor];
      if (share[rich] < 1) {
        small[smalls++] = rich;
        larges--;
      }
    }
    while (larges > 0) {
      own[large[--larges]] = 1;
    }
    while (smalls > 0) {
      own[small[--smalls]] = 1; // only rounding leaves any
    }
  }

  /** A value, or -1 when none has a weight. */
  public int draw(SplittableRandom random) {
    if (empty) {
      return -1;
    }
    long bits = random.nextLong();
    int place = (int) (((bits >>> 32) * values.length) >>> 32);
    return (bits & 0xFFFFFF) * 0x1p-24f < own[place] ? values[place] : values[other[place]];
  }
}
