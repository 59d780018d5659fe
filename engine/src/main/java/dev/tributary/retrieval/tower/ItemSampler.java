package dev.tributary.retrieval.tower;

import dev.tributary.math.AliasTable;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws items of the whole catalogue by how many interests each has, to a power. It knows interests alone: who was shown what has no way in. An item without interest is
 * never drawn. Immutable.
 */
final class ItemSampler {
  private final AliasTable table;
  private final float[] weights;
  private final double sum;

  /**
   * A sampler of items.
   *
   * @param popularity interests by item
   * @param power of it; 0: all alike
   */
  ItemSampler(int[] popularity, double power) {
    weights = new float[popularity.length];
    double all = 0;
    for (int item = 0; item < weights.length; item++) {
      weights[item] = popularity[item] == 0 ? 0 : (float) StrictMath.pow(popularity[item], power);
      all += weights[item];
    }
    sum = all;
    table = new AliasTable(IntStream.range(0, weights.length).toArray(), 0, weights.length, weights);
  }

  /** An item, or -1 when none has an interest. */
  int draw(SplittableRandom random) {
    return table.draw(random);
  }

  /** How likely a draw gives this item. */
  double probability(int item) {
    return weights[item] / sum;
  }
}
