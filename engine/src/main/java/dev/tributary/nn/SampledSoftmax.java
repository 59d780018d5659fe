package dev.tributary.nn;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Kernels;

/**
 * Cross-entropy of each query's targets, which share its probability evenly (normalised multi-hot), under the softmax over those targets and some columns that all queries share: a sample in
 * place of the whole catalogue. The logit is ⟨a, b⟩/τ plus an offset that corrects for how likely the sample has the column (Bengio, Senécal, IEEE TNN 2008). 6·queries·columns·width
 * operations in three products. Confined: holds the logits of some queries, half a megabyte or one query's.
 */
public final class SampledSoftmax {
  private static final int BUDGET = 1 << 17; // values of logits that stay in the L2 cache

  private final ArrayProduct product = new ArrayProduct();
  private float[] logits = {};

  /**
   * The loss of some queries.
   *
   * @param a a row for each query
   * @param b a row for each column, the shared ones first
   * @param shared how many all queries share
   * @param temperature τ, above 0
   * @param offsets what is added to the logit of each shared column
   * @param targets columns of b, those of one query behind those of another
   * @param starts first target of each query, and the end; each query has one at least
   * @param targetOffsets what is added to the logit of each target
   * @param mask hides what is no negative of a query among the shared columns, its targets too
   * @param da overwritten: the gradient by a
   * @param db added to: the gradient by b
   * @return the sum over the queries
   */
  public double apply(
      float[] a,
      int queries,
      float[] b,
      int shared,
      int width,
      double temperature,
      float[] offsets,
      int[] targets,
      int[] starts,
      float[] targetOffsets,
      Mask mask,
      float[] da,
      float[] db) {
    int most = 0;
    for (int query = 0; query < queries; query++) {
      most = Math.max(most, starts[query + 1] - starts[query]);
    }
    int stride = shared + most;
    int chunk = Math.clamp(BUDGET / stride, 1, Math.max(1, queries));
    if (logits.length < chunk * stride) {
      logits = new float[chunk * stride];
    }
    float sharpness = (float) (1 / temperature);
    double sum = 0;
    for (int first = 0; first < queries; first += chunk) {
      int rows = Math.min(chunk, queries - first);
      var part = new Rows(a, first * width, width);
      product.multiplyTransposed(part, Rows.of(b, width), Rows.of(logits, stride), rows, shared, width, Part.ALL, false);
      for (int row = 0; row < rows; row++) {
        int at = row * stride;
        for (int column = 0; column < shared; column++) {
          logits[at + column] = sharpness * logits[at + column] + offsets[column];
        }
        mask.hide(first + row, logits, at);
        sum += row(a, (first + row) * width, b, width, at + shared, at, sharpness, targets, starts[first + row], starts[first + row + 1], targetOffsets);
      }
      product.multiply(Rows.of(logits, stride), Rows.of(b, width), new Rows(da, first * width, width), rows, width, shared, Part.ALL, false);
      product.transposedMultiply(Rows.of(logits, stride), part, Rows.of(db, width), shared, width, rows, Part.ALL, true);
      for (int row = 0; row < rows; row++) {
        int from = starts[first + row];
        for (int n = from; n < starts[first + row + 1]; n++) {
          pull(logits[row * stride + shared + n - from], a, da, (first + row) * width, b, db, targets[n] * width, width);
        }
      }
    }
    return sum;
  }

  /** One query's loss; its logits become the gradient by the products. */
  private double row(
      float[] a, int aAt, float[] b, int width, int own, int at, float sharpness, int[] targets, int from, int to, float[] targetOffsets) {
    float share = 1f / (to - from);
    double target = 0;
    for (int n = from; n < to; n++) {
      float logit = sharpness * Kernels.dot(a, aAt, b, targets[n] * width, width) + targetOffsets[n];
      logits[own + n - from] = logit;
      target += share * logit;
    }
    int end = own + to - from;
    double loss = Kernels.softmax(logits, at, end - at) - target;
    for (int i = own; i < end; i++) {
      logits[i] -= share;
    }
    for (int i = at; i < end; i++) {
      logits[i] *= sharpness;
    }
    return loss;
  }

  private static void pull(float gradient, float[] a, float[] da, int aAt, float[] b, float[] db, int bAt, int width) {
    for (int i = 0; i < width; i++) {
      da[aAt + i] += gradient * b[bAt + i];
      db[bAt + i] += gradient * a[aAt + i];
    }
  }
}
