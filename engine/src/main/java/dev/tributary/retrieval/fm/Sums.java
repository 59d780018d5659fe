package dev.tributary.retrieval.fm;

import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.vectors.Features;

/** Adds up the rows of features. Confined: one thread. */
final class Sums {
  private final Matrix attributes;
  private final int factors;
  private final float[] row;

  /** @param attributes a vector and a weight in each row */
  Sums(Matrix attributes) {
    this.attributes = attributes;
    factors = attributes.columns() - 1;
    row = new float[attributes.columns()];
  }

  /** Adds x times a row, as many values as the table has columns; answers the square of its vector. */
  float add(float x, Matrix table, int tableRow, float[] sum, int at) {
    return add(x, table, tableRow, sum, at, table.columns());
  }

  private float add(float x, Matrix table, int tableRow, float[] sum, int at, int width) {
    copy(table, tableRow);
    Kernels.addScaled(x, row, 0, sum, at, width);
    return x * x * Kernels.dot(row, 0, row, 0, factors);
  }

  /** Adds what the attributes of a row of features come to, {@code width} values; answers the sum of the squares of their vectors. */
  float addAttributes(Features features, int of, float[] sum, int at, int width) {
    float squares = 0;
    for (int n = 0; n < features.count(of); n++) {
      squares += add(features.values()[of][n], attributes, features.features()[of][n], sum, at, width);
    }
    return squares;
  }

  /** The gradient by one of the features of an item: x·(dS + dAlone·(S − x·v)), and x·dAlone by its weight, from that by the item's vector. */
  void gradient(float x, Matrix table, int tableRow, float[] vector, float[] by, int at, float[] gradient) {
    copy(table, tableRow);
    float alone = by[at + factors];
    for (int p = 0; p < factors; p++) {
      gradient[p] = x * (by[at + p] + alone * (vector[at + p] - x * row[p]));
    }
    gradient[factors] = x * alone;
  }

  private void copy(Matrix table, int tableRow) {
    long from = (long) tableRow * table.columns();
    table.values().copyTo(from, from + table.columns(), row, 0);
  }
}
