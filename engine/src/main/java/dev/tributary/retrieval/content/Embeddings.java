package dev.tributary.retrieval.content;

import dev.tributary.catalog.Item;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Kernels;
import dev.tributary.retrieval.SuppliedVectors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The vectors that users supply, one row for each item that has one of the common dimension, brought to length 1. Immutable.
 *
 * @param dimension of every row; 0 where there are none
 * @param items item of each row, ascending
 * @param values rows × dimension, row-major
 * @param ignored vectors of another dimension, of length 0 or not finite
 */
record Embeddings(int dimension, IntColumn items, FloatColumn values, long ignored) {
  /** The commonest dimension (the smaller of two equally common ones) and the vectors that have it. */
  static Embeddings of(List<Optional<Item>> items) {
    var supplied = SuppliedVectors.of(items);
    int dimension = supplied.dimension();
    var rows = new float[items.size()][];
    int count = 0;
    long given = 0;
    for (int n = 0; n < rows.length; n++) {
      rows[n] = items.get(n).isPresent() ? supplied.unit(items.get(n).get()) : new float[0];
      count += rows[n].length > 0 ? 1 : 0;
      given += items.get(n).isPresent() && !items.get(n).get().vector().isEmpty() ? 1 : 0;
    }
    var owners = IntColumn.allocate(count);
    var values = FloatColumn.allocate((long) count * dimension);
    int row = 0;
    for (int n = 0; n < rows.length; n++) {
      if (rows[n].length > 0) {
        for (int d = 0; d < dimension; d++) {
          values.set((long) row * dimension + d, rows[n][d]);
        }
        owners.set(row++, n);
      }
    }
    return new Embeddings(dimension, owners, values, given - count);
  }

  int rows() {
    return (int) items.size();
  }

  float dot(float[] query, int row) {
    return Kernels.dot(query, values, (long) row * dimension);
  }

  void addTo(float[] sum, float weight, int row) {
    Kernels.addScaled(weight, values, (long) row * dimension, sum);
  }

  void copyTo(float[] vector, int row) {
    values.copyTo((long) row * dimension, (row + 1L) * dimension, vector, 0);
  }

  /** For each of {@code size} items its row, or -1. */
  int[] rowOf(int size) {
    var rowOf = new int[rows() == 0 ? 0 : size];
    Arrays.fill(rowOf, -1);
    for (int row = 0; row < rows(); row++) {
      rowOf[items.get(row)] = row;
    }
    return rowOf;
  }
}
