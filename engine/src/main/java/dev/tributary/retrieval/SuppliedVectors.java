package dev.tributary.retrieval;

import dev.tributary.catalog.Item;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which of the vectors that users supply for items can be compared with each other, and how: those of one dimension that have a direction, as unit vectors. Immutable.
 *
 * @param dimension of all that are compared; 0 where there are none
 */
public record SuppliedVectors(int dimension) {
  /** Those of the commonest dimension among these items, of the smaller one where two are equally common. */
  public static SuppliedVectors of(Iterable<Optional<Item>> items) {
    Map<Integer, Integer> dimensions = new TreeMap<>();
    items.forEach(item -> item.filter(i -> !i.vector().isEmpty()).ifPresent(i -> dimensions.merge(i.vector().size(), 1, Integer::sum)));
    int dimension = 0;
    for (var entry : dimensions.entrySet()) {
      dimension = dimension == 0 || entry.getValue() > dimensions.get(dimension) ? entry.getKey() : dimension;
    }
    return new SuppliedVectors(dimension);
  }

  /** An item's vector of length 1; empty when it has none of this dimension, or one without a direction: zeros, or values that are not finite. */
  public float[] unit(Item item) {
    if (dimension == 0 || item.vector().size() != dimension) {
      return new float[0];
    }
    double squares = 0;
    for (float value : item.vector()) {
      squares += (double) value * value;
    }
    if (!(squares > 0) || !Double.isFinite(squares)) {
      return new float[0];
    }
    var unit = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      unit[d] = (float) (item.vector().get(d) / Math.sqrt(squares));
    }
    return unit;
  }
}
