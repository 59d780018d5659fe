package dev.tributary.nn;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Kernels;
import java.util.Arrays;

/**
 * Cross-entropy of each query's targets, which share its probability evenly (normalised multi-hot), under the softmax over those targets and some columns that all queries share: a sample in
 * place of the whole catalogue. The logit is ⟨a, b⟩/τ plus an offset that corrects for how likely the sample has the column (Bengio, Senécal, IEEE TNN 2008). 6·queries·columns·width
 * operations in three products. Confined: holds the logits of some queries, a quarter of a megabyte or some rows, and the columns once more.
 */
public final class SampledSoftmax {
  private static final int BUDGET = 1 << 16; // values of logits that stay in the L2 cache
  private static final int WHOLE = 32; // columns come in multiples: whole tiles of a product, which need no packing
  private static final int APART = 16; // more between two rows, which would else lie on the same few lines of the cache

  private final ArrayProduct product = new ArrayProduct();
  private float[] logits = {};
  private float[] scaled = {}; // a/τ of some queries
  private float[] turned = {}; // the shared columns, a row for each value
  private float[] shifts = {}; // the offsets, and none for targets

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
   * @param mask hides what is no negative of a query among the shared columns, its targets too; the place behind them may be written to
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
    int padded = (shared + WHOLE - 1) / WHOLE * WHOLE;
    int stride = Math.max(padded, (shared + most + WHOLE - 1) / WHOLE * WHOLE) + APART;
    int chunk = Math.clamp(BUDGET / stride / 6 * 6, Math.min(6, Math.max(1, queries)), Math.max(1, queries));
    reserve(chunk, stride, padded, shared + most, width);
    turn(b, shared, width, padded + APART);
    System.arraycopy(offsets, 0, shifts, 0, shared);
    Arrays.fill(shifts, shared, shared + most, 0f);
    float sharpness = (float) (1 / temperature);
    double sum = 0;
    for (int first = 0; first < queries; first += chunk) {
      int rows = Math.min(chunk, queries - first);
      for (int i = 0; i < rows * width; i++) {
        scaled[i] = sharpness * a[first * width + i];
      }
      var part = Rows.of(scaled, width);
      product.multiply(part, Rows.of(turned, padded + APART), Rows.of(logits, stride), rows, padded, width, Part.ALL, false);
      for (int row = 0; row < rows; row++) {
        int at = row * stride;
        mask.hide(first + row, logits, at);
        sum += row(row * width, b, width, at, shared, targets, starts[first + row], starts[first + row + 1], targetOffsets);
      }
      product.multiply(Rows.of(logits, stride), Rows.of(b, width), new Rows(da, first * width, width), rows, width, shared, Part.ALL, false);
      product.transposedMultiply(Rows.of(logits, stride), part, Rows.of(db, width), shared, width, rows, Part.ALL, true);
      for (int row = 0; row < rows; row++) {
        int from = starts[first + row];
        for (int n = from; n < starts[first + row + 1]; n++) {
          float gradient = logits[row * stride + shared + n - from];
          Kernels.addScaled(gradient, b, targets[n] * width, da, (first + row) * width, width);
          Kernels.addScaled(gradient, scaled, row * width, db, targets[n] * width, width);
        }
      }
      for (int i = first * width; i < (first + rows) * width; i++) {
        da[i] *= sharpness;
      }
    }
    return sum;
  }

  private void reserve(int rows, int stride, int padded, int columns, int width) {
    if (logits.length < rows * stride) {
      logits = new float[rows * stride];
    }
    if (scaled.length < rows * width) {
      scaled = new float[rows * width];
    }
    if (turned.length < width * (padded + APART)) {
      turned = new float[width * (padded + APART)];
    }
    if (shifts.length < columns) {
      shifts = new float[columns];
    }
  }

  private void turn(float[] b, int shared, int width, int stride) {
    for (int column = 0; column < shared; column += WHOLE) {
      int end = Math.min(shared, column + WHOLE);
      for (int i = 0; i < width; i++) {
        for (int c = column; c < end; c++) {
          turned[i * stride + c] = b[c * width + i];
        }
      }
    }
  }

  /** One query's loss; its logits become the gradient by the products over the temperature. */
  private double row(int aAt, float[] b, int width, int at, int shared, int[] targets, int from, int to, float[] targetOffsets) {
    float share = 1f / (to - from);
    double target = 0;
    int own = at + shared;
    for (int n = from; n < to; n++) {
      float logit = Kernels.dot(scaled, aAt, b, targets[n] * width, width) + targetOffsets[n];
      logits[own + n - from] = logit;
      target += share * logit;
    }
    double loss = Kernels.softmax(logits, at, shared + to - from, shifts) - target;
    for (int i = own; i < own + to - from; i++) {
      logits[i] -= share;
    }
    return loss;
  }
}
