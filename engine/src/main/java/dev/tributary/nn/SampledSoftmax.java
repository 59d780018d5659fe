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
  private static final int VECTOR = 16; // values of the widest
  private static final int APART = 16; // more between two rows, which would else lie on the same few lines of the cache

  private final ArrayProduct product = new ArrayProduct();
  private float[] logits = {};
  private float[] scaled = {}; // a/τ of some queries, and a 1 behind each
  private float[] turned = {}; // the shared columns, a row for each value, and one of their offsets: the product adds them
  private float[] shares = {}; // by query: 1 over the sum of its exponentials

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
    reserve(chunk, stride, padded, width);
    turn(b, shared, width, padded + APART);
    System.arraycopy(offsets, 0, turned, width * (padded + APART), shared);
    float sharpness = (float) (1 / temperature);
    double sum = 0;
    for (int first = 0; first < queries; first += chunk) {
      int rows = Math.min(chunk, queries - first);
      scale(a, first, rows, width, sharpness);
      var part = Rows.of(scaled, width + 1);
      product.multiply(part, Rows.of(turned, padded + APART), Rows.of(logits, stride), rows, padded, width + 1, Part.ALL, false);
      mask.hide(first, logits, 0);
      for (int row = 0; row < rows; row++) {
        if (row + 1 < rows) {
          mask.hide(first + row + 1, logits, (row + 1) * stride); // one ahead: to read at once what was written here and there would be to wait for it
        }
        sum += row(row, b, width, row * stride, shared, targets, starts[first + row], starts[first + row + 1], targetOffsets);
      }
      product.multiply(Rows.of(logits, stride), Rows.of(b, width), new Rows(da, first * width, width), rows, width, shared, Part.ALL, false);
      for (int row = 0; row < rows; row++) {
        int from = starts[first + row];
        for (int n = from; n < starts[first + row + 1]; n++) {
          Kernels.addScaled(logits[row * stride + shared + n - from], b, targets[n] * width, da, (first + row) * width, width);
        }
        share(scaled, row * (width + 1), width, shares[row]);
        share(da, (first + row) * width, width, shares[row] * sharpness);
      }
      product.transposedMultiply(Rows.of(logits, stride), part, Rows.of(db, width), shared, width, rows, Part.ALL, true);
      for (int row = 0; row < rows; row++) {
        int from = starts[first + row];
        for (int n = from; n < starts[first + row + 1]; n++) {
          Kernels.addScaled(logits[row * stride + shared + n - from], scaled, row * (width + 1), db, targets[n] * width, width);
        }
      }
    }
    return sum;
  }

  private void reserve(int rows, int stride, int padded, int width) {
    if (logits.length < rows * stride) {
      logits = new float[rows * stride];
    }
    if (scaled.length < rows * (width + 1)) {
      scaled = new float[rows * (width + 1)];
      shares = new float[rows];
    }
    if (turned.length < (width + 1) * (padded + APART)) {
      turned = new float[(width + 1) * (padded + APART)];
    }
  }

  private void scale(float[] a, int first, int rows, int width, float sharpness) {
    for (int row = 0; row < rows; row++) {
      int at = row * (width + 1);
      int from = (first + row) * width;
      for (int i = 0; i < width; i++) {
        scaled[at + i] = sharpness * a[from + i];
      }
      scaled[at + width] = 1;
    }
  }

  private static void share(float[] x, int from, int count, float share) {
    for (int i = from; i < from + count; i++) {
      x[i] *= share;
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

  /**
   * One query's loss; its logits become the gradient by the products over the temperature, times the sum of its exponentials: that is taken off the query, whose values are fewer.
   */
  private double row(int row, float[] b, int width, int at, int shared, int[] targets, int from, int to, float[] targetOffsets) {
    float share = 1f / (to - from);
    double target = 0;
    int own = at + shared - from;
    for (int n = from; n < to; n++) {
      float logit = Kernels.dot(scaled, row * (width + 1), b, targets[n] * width, width) + targetOffsets[n];
      logits[own + n] = logit;
      target += share * logit;
    }
    int count = (shared + to - from + VECTOR - 1) / VECTOR * VECTOR;
    Arrays.fill(logits, own + to, at + count, Float.NEGATIVE_INFINITY); // whole vectors, of which the last costs no more than the others
    float most = Kernels.max(logits, at, count);
    float sum = Kernels.exp(logits, at, count, most);
    for (int n = from; n < to; n++) {
      logits[own + n] -= share * sum;
    }
    shares[row] = 1 / sum;
    return most + Math.log(sum) - target;
  }
}
