package dev.tributary.nn;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Kernels;

/**
 * In-batch softmax with logQ correction (Yi and others: "Sampling-bias-corrected neural modeling for large corpus item recommendations", RecSys 2019): each of n queries has
 * its own item as positive and the other items of the batch as negatives; the logit is ⟨a, b⟩/τ − log p(item), of the positive too. Confined: holds the logits of
 * some rows, 1 MB or one row's.
 */
public final class InBatchSoftmax {
  private static final int BUDGET = 1 << 18; // values of logits that stay in the L2 cache

  private final ArrayProduct product = new ArrayProduct();
  private float[] logits = {};

  /** Says which items are no negatives of a query: what its user took, also its own item where others have it too. */
  @FunctionalInterface
  public interface Mask {
    /** Sets to −∞ what does not count among {@code logits[from + item]}; the query's own place must stay. */
    void hide(int query, float[] logits, int from);
  }

  /**
   * The loss of the queries of one slice against all items.
   *
   * @param a a row for each query of the batch
   * @param from the slice's first query
   * @param to after its last one
   * @param b a row for each item of the batch, query n's own in row n
   * @param items how many: n
   * @param temperature τ, above 0
   * @param logProbabilities of each item to be in a batch; zeros for no correction
   * @param da overwritten in the slice's rows: the gradient by a
   * @param db added to: the gradient by b, which all slices have
   * @return the sum over the slice's queries
   */
  public double apply(
      float[] a, int from, int to, float[] b, int items, int width, double temperature, float[] logProbabilities, Mask mask, float[] da, float[] db) {
    int chunk = Math.clamp(BUDGET / Math.max(1, items), 1, Math.max(1, to - from));
    if (logits.length < chunk * items) {
      logits = new float[chunk * items];
    }
    float sharpness = (float) (1 / temperature);
    double sum = 0;
    for (int first = from; first < to; first += chunk) {
      int rows = Math.min(chunk, to - first);
      var queries = new Rows(a, first * width, width);
      product.multiplyTransposed(queries, Rows.of(b, width), Rows.of(logits, items), rows, items, width, Part.ALL, false);
      for (int row = 0; row < rows; row++) {
        sum += row(row * items, first + row, items, sharpness, logProbabilities, mask);
      }
      product.multiply(Rows.of(logits, items), Rows.of(b, width), new Rows(da, first * width, width), rows, width, items, Part.ALL, false);
      product.transposedMultiply(Rows.of(logits, items), queries, Rows.of(db, width), items, width, rows, Part.ALL, true);
    }
    return sum;
  }

  /** One query's loss; its products become the gradient by them. */
  private double row(int at, int query, int items, float sharpness, float[] logProbabilities, Mask mask) {
    for (int i = 0; i < items; i++) {
      logits[at + i] = sharpness * logits[at + i] - logProbabilities[i];
    }
    mask.hide(query, logits, at);
    float own = logits[at + query];
    double loss = Kernels.softmax(logits, at, items) - own;
    logits[at + query] -= 1;
    for (int i = 0; i < items; i++) {
      logits[at + i] *= sharpness;
    }
    return loss;
  }
}
