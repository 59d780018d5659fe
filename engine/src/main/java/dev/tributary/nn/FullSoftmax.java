package dev.tributary.nn;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;
import java.util.Arrays;

/**
 * Softmax cross-entropy over all items, with logits ⟨h, e⟩ of each position and item. Logits exist for a few positions at a time, as many as a cache holds, never for all.
 *
 * <p>{@link #prepare} copies the items once a batch, also turned, so that no product has to pack them; then slices are served side by side, each through an own
 * {@link Slice}. 6·positions·items·width operations in three products.
 */
public final class FullSoftmax {
  /** Values of logits at a time: 1 MB stays in the L2 cache; with many items at least so many positions, or products would wait for memory. */
  private static final int BUDGET = 1 << 18;
  private static final int LEAST = 24;
  private static final int BLOCK = 256; // items of a turned block: its rows are close enough to lie on few pages

  /** Everything counts. */
  public static final Mask NOTHING = (_, _, _) -> {};

  private float[] items = {};
  private float[] turned = {};
  private int count;
  private int width;

  /** Takes the items' vectors as they are now; on the threads of a job. */
  public void prepare(Matrix vectors, Job job) {
    count = vectors.rows();
    width = vectors.columns();
    int blocks = (count + BLOCK - 1) / BLOCK;
    if (items.length != count * width) {
      items = new float[count * width];
      turned = new float[blocks * BLOCK * width];
    }
    job.withProgress(Progress.NONE)
        .tasks(
            "turning items",
            blocks,
            block -> {
              int first = block * BLOCK;
              int end = Math.min(count, first + BLOCK);
              vectors.values().copyTo((long) first * width, (long) end * width, items, first * width);
              for (int item = first; item < end; item++) {
                for (int i = 0, to = first * width + item - first; i < width; i++, to += BLOCK) {
                  turned[to] = items[item * width + i];
                }
              }
            });
  }

  /** What one thread needs: the logits of some positions. Confined. */
  public static final class Slice {
    private final ArrayProduct product = new ArrayProduct();
    private float[] logits = {};
  }

  /**
   * The loss of some positions with one target each.
   *
   * @param h a row for each position
   * @param targets items
   * @param dh overwritten: the gradient by h
   * @param gradient added to: the gradient by the items' vectors, items × width
   * @return the sum over the positions
   */
  public double apply(float[] h, int positions, int[] targets, float[] dh, float[] gradient, Slice slice) {
    return run(h, positions, targets, new int[0], NOTHING, dh, gradient, slice);
  }

  /**
   * The same with several targets of a position, each with the same share (normalised multi-hot).
   *
   * @param starts first target of each position, and the end; a position without targets costs nothing
   * @param mask hides what does not count for a position; its targets must stay
   */
  public double apply(float[] h, int positions, int[] targets, int[] starts, Mask mask, float[] dh, float[] gradient, Slice slice) {
    return run(h, positions, targets, starts, mask, dh, gradient, slice);
  }

  private double run(float[] h, int positions, int[] targets, int[] starts, Mask mask, float[] dh, float[] gradient, Slice slice) {
    int stride = (count + 31) / 16 * 16 | 16; // no multiple of a page's length: columns would share one cache set
    int chunk = Math.clamp(BUDGET / stride / 6 * 6, LEAST, Math.max(LEAST, (positions + 5) / 6 * 6));
    if (slice.logits.length < chunk * stride) {
      slice.logits = new float[chunk * stride];
    }
    var logits = slice.logits;
    var product = slice.product;
    double sum = 0;
    for (int first = 0; first < positions; first += chunk) {
      int rows = Math.min(chunk, positions - first);
      var part = new Rows(h, first * width, width);
      for (int item = 0; item < count; item += BLOCK) {
        product.multiply(part, new Rows(turned, item * width, BLOCK), new Rows(logits, item, stride), rows, Math.min(BLOCK, count - item), width, Part.ALL, false);
      }
      for (int row = 0; row < rows; row++) {
        int position = first + row;
        int from = starts.length == 0 ? position : starts[position];
        int to = starts.length == 0 ? position + 1 : starts[position + 1];
        mask.hide(position, logits, row * stride);
        sum += row(logits, row * stride, targets, from, to);
      }
      // item block by item block, whose vectors and logits then lie in the cache for both products
      for (int item = 0; item < count; item += BLOCK) {
        int size = Math.min(BLOCK, count - item);
        var block = new Rows(logits, item, stride);
        product.multiply(block, new Rows(items, item * width, width), new Rows(dh, first * width, width), rows, width, size, Part.ALL, item > 0);
        product.transposedMultiply(block, part, new Rows(gradient, item * width, width), size, width, rows, Part.ALL, true);
      }
    }
    return sum;
  }

  private double row(float[] logits, int at, int[] targets, int from, int to) {
    if (from == to) {
      Arrays.fill(logits, at, at + count, 0f);
      return 0;
    }
    double share = 1.0 / (to - from);
    double target = 0;
    for (int n = from; n < to; n++) {
      target += share * logits[at + targets[n]];
    }
    double loss = Kernels.softmax(logits, at, count) - target;
    for (int n = from; n < to; n++) {
      logits[at + targets[n]] -= (float) share;
    }
    return loss;
  }
}
