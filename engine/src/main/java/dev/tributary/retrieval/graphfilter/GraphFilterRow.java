package dev.tributary.retrieval.graphfilter;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.MatrixProduct;
import dev.tributary.math.Progress;
import dev.tributary.retrieval.itemitem.Neighbors;
import dev.tributary.retrieval.itemitem.RowSimilarity;
import java.util.Arrays;

/**
 * The filter's rows, a block of items at once: each item is a column of a dense matrix, and the polynomial is applied to all
 * columns together, so that an entry of the sparse data is read once for the block. Columns do not touch each other.
 */
final class GraphFilterRow implements RowSimilarity {
  static final int BLOCK = 64;
  private static final int MOST_VALUES = 1 << 25; // of one dense block

  private final Filter filter;
  private final Job alone = new Job(1, 0, Progress.NONE);
  private final int width;
  private final int items;
  private float[] before; // T_{k-1}, items × width
  private float[] current; // T_k
  private final float[] shifted; // A·T_k
  private final float[] sum;
  private final float[] between; // users × width
  private final Matrix idealBlock;
  private final Matrix idealRows; // width × items
  private final float[] idealRow;
  private final float[] idealScratch;
  private int from;
  private int to;
  private int blockStart = -1;
  private int lane;
  private int rank;

  GraphFilterRow(Filter filter) {
    this.filter = filter;
    items = filter.likes().items().size();
    width = Math.clamp(MOST_VALUES / Math.max(1, items), 4, BLOCK);
    before = new float[items * width];
    current = new float[items * width];
    shifted = new float[items * width];
    sum = new float[items * width];
    between = new float[filter.likes().users() * width];
    boolean ideal = filter.ideal().columns() > 0;
    idealBlock = Matrix.zeros(ideal ? width : 0, filter.ideal().columns());
    idealRows = Matrix.zeros(ideal ? width : 0, items);
    idealRow = new float[ideal ? items : 0];
    idealScratch = new float[filter.ideal().columns()];
  }

  @Override
  public void begin(int from, int to) {
    this.from = from;
    this.to = to;
    blockStart = -1;
  }

  @Override
  public void compute(int item, Neighbors neighbors) {
    int start = from + (item - from) / width * width;
    if (start != blockStart) {
      fill(start, Math.min(to, start + width));
    }
    lane = item - start;
    rank = filter.likes().rank(item);
    if (idealRow.length > 0) {
      idealRows.copyRow(lane, idealRow);
    }
    for (int other = 0; other < items; other++) {
      if (other != rank) {
        neighbors.offer(filter.likes().itemAt(other), weight(rank, other, other));
      }
    }
  }

  @Override
  public float swapped(int other) {
    int otherRank = filter.likes().rank(other);
    return (float) weight(otherRank, rank, otherRank);
  }

  /** F[interest, candidate], where {@code entry} is the one of both that is not the block's: h(A) and V·Vᵀ are symmetric. */
  private double weight(int interest, int candidate, int entry) {
    double weight = ratio(filter.popularity(), interest, candidate) * sum[entry * width + lane];
    return idealRow.length == 0 ? weight : weight + filter.idealWeight() * ratio(filter.idealPopularity(), interest, candidate) * idealRow[entry];
  }

  private static double ratio(double[] popularity, int interest, int candidate) {
    return popularity[interest] == 0 ? 0 : popularity[candidate] / popularity[interest];
  }

  private void fill(int start, int end) {
    blockStart = start;
    var c = filter.coefficients();
    Arrays.fill(before, 0f);
    for (int item = start; item < end; item++) {
      before[filter.likes().rank(item) * width + item - start] = 1;
    }
    shift(before, current);
    for (int n = 0; n < sum.length; n++) {
      current[n] = before[n] - 2 * current[n];
      sum[n] = (float) c[0] * before[n] + (float) c[1] * current[n];
    }
    for (int k = 2; k < c.length; k++) { // T_k = 2·(I − 2A)·T_{k−1} − T_{k−2}
      next((float) c[k]);
    }
    if (idealRow.length > 0) {
      for (int item = start; item < end; item++) {
        filter.ideal().copyRow(filter.likes().rank(item), idealScratch);
        idealBlock.setRow(item - start, idealScratch);
      }
      MatrixProduct.multiplyTransposed(1, idealBlock, filter.ideal(), 0, idealRows, alone);
    }
  }

  /** target = A · signal. */
  private void shift(float[] signal, float[] target) {
    filter.normalized().multiply(signal, width, between);
    filter.transposed().multiply(between, width, target);
  }

  private void next(float coefficient) {
    shift(current, shifted);
    for (int n = 0; n < sum.length; n++) {
      float value = 2 * (current[n] - 2 * shifted[n]) - before[n];
      before[n] = value;
      sum[n] += coefficient * value;
    }
    var swap = before;
    before = current;
    current = swap;
  }
}
