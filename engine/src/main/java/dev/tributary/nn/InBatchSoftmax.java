package dev.tributary.nn;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Kernels;

/**
 * Softmax over pairs: each of n queries has the row of its own number as positive and the other rows of the batch as negatives; the logit is ⟨a, b⟩/τ. No correction: it is for
 * batches whose rows are drawn all alike. Confined: holds the logits of some rows, 1 MB or one row's.
 */
public final class InBatchSoftmax {
  private static final int BUDGET = 1 << 18; // values of logits that stay in the L2 cache

  private final ArrayProduct product = new ArrayProduct();
  private float[] logits = {};

  /**
   * The loss of the queries of one slice against all rows.
   *
   * @param a a row for each query of the batch
   * @param from the slice's first query
   * @param to after its last one
   * @param b the rows that they meet, query n's own in row n
   * @param rows how many: n
   * @param temperature τ, above 0
   * @param da added to in the slice's rows: the gradient by a
   * @param db added to: the gradient by b, which all slices have
   * @return the sum over the slice's queries
   */
  public double apply(float[] a, int from, int to, float[] b, int rows, int width, double temperature, float[] da, float[] db) {
    int chunk = Math.clamp(BUDGET / Math.max(1, rows), 1, Math.max(1, to - from));
    if (logits.length < chunk * rows) {
      logits = new float[chunk * rows];
    }
    float sharpness = (float) (1 / temperature);
    double sum = 0;
    for (int first = from; first < to; first += chunk) {
      int count = Math.min(chunk, to - first);
      var queries = new Rows(a, first * width, width);
      product.multiplyTransposed(queries, Rows.of(b, width), Rows.of(logits, rows), count, rows, width, Part.ALL, false);
      for (int row = 0; row < count; row++) {
        sum += row(row * rows, first + row, rows, sharpness);
      }
      product.multiply(Rows.of(logits, rows), Rows.of(b, width), new Rows(da, first * width, width), count, width, rows, Part.ALL, true);
      product.transposedMultiply(Rows.of(logits, rows), queries, Rows.of(db, width), rows, width, count, Part.ALL, true);
    }
    return sum;
  }

  /** One query's loss; its products become the gradient by them. */
  private double row(int at, int query, int rows, float sharpness) {
    for (int i = at; i < at + rows; i++) {
      logits[i] *= sharpness;
    }
    float own = logits[at + query];
    double loss = Kernels.softmax(logits, at, rows) - own;
    logits[at + query] -= 1;
    for (int i = at; i < at + rows; i++) {
      logits[i] *= sharpness;
    }
    return loss;
  }
}
