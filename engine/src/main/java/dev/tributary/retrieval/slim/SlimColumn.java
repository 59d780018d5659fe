package dev.tributary.retrieval.slim;

import dev.tributary.math.TopK;
import dev.tributary.retrieval.itemitem.ColumnWeights;
import dev.tributary.retrieval.itemitem.Gram;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import dev.tributary.retrieval.itemitem.Neighbors;
import dev.tributary.retrieval.itemitem.Sources;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Solves one item's column after another. Confined: one thread.
 *
 * <ol>
 *   <li>The gradient of every source at w = 0 is its co-occurrence with the item.
 *   <li>The sources that break the optimum's conditions most join the working set, in batches, each with the part of its row of
 *       co-occurrences that belongs to the sources: rows of a large catalogue are long, and this is the one time they are read.
 *   <li>Coordinate descent over the working set, with the co-occurrences among it side by side, so that a step costs one short
 *       row in the cache.
 *   <li>The steps taken are brought to the gradients of all sources; back to 2 until none breaks the conditions.
 * </ol>
 */
final class SlimColumn implements ColumnWeights {
  private static final int BATCH = 32; // with 64 a fifth fewer rounds, each of more rows: no faster

  private final SlimConfig config;
  private final LikeMatrix matrix;
  private final Gram gram;
  private final LongAdder unfinished;
  private final double l1;
  private final double l2;
  private final double[] squares; // by rank: G(j,j)
  private final int[] places; // by rank: the place among the sources, -1 for all others
  private final TopK best = new TopK(0);

  /** The sources: ranks ascending, G(·,i) − G·w, and whether they are in the working set. */
  private int sourceCount;

  private final Sources found;
  private final int[] sources;
  private float[] column = {};
  private double[] gradient = {};
  private boolean[] working = {};

  /** The working set: places, weights, weights that {@link #gradient} knows, G(·,i) − G·w, G(j,j) + λ₂, rows, rows among the set. */
  private int size;

  private int[] members = new int[BATCH];
  private double[] weights = new double[BATCH];
  private double[] known = new double[BATCH];
  private double[] residual = new double[BATCH];
  private double[] step = new double[BATCH];
  private float[][] rows = new float[BATCH][0];
  private float[][] among = new float[BATCH][BATCH];

  SlimColumn(SlimConfig config, LikeMatrix matrix, Gram gram, double[] squares, LongAdder unfinished) {
    this.config = config;
    this.matrix = matrix;
    this.gram = gram;
    this.squares = squares;
    this.unfinished = unfinished;
    l1 = config.l1();
    l2 = config.l2();
    found = new Sources(matrix, gram, squares, config.candidates());
    sources = found.ranks();
    places = new int[gram.size()];
    Arrays.fill(places, -1);
  }

  @Override
  public void compute(int candidate, Neighbors interests) {
    int rank = matrix.rank(candidate);
    size = 0;
    sourceCount = found.find(rank, config.nonNegative() ? l1 : 0);
    startGradient(rank);
    double epsilon = config.tolerance() * largestGradient();
    int passes = 0;
    while (passes < config.maxPasses() && enlarge(epsilon)) {
      passes = descend(epsilon, passes);
      bringToGradient();
    }
    if (passes >= config.maxPasses()) {
      unfinished.increment();
    }
    for (int n = 0; n < size; n++) {
      interests.offer(matrix.itemAt(sources[members[n]]), weights[n]);
    }
    for (int place = 0; place < sourceCount; place++) {
      places[sources[place]] = -1;
    }
  }

  private void startGradient(int rank) {
    if (gradient.length < sourceCount) {
      int capacity = Math.min(sources.length, 2 * sourceCount);
      column = new float[capacity];
      gradient = new double[capacity];
      working = new boolean[capacity];
    }
    for (int place = 0; place < sourceCount; place++) {
      places[sources[place]] = place;
    }
    gram.gather(rank, sources, places, sourceCount, column);
    for (int place = 0; place < sourceCount; place++) {
      gradient[place] = column[place];
      working[place] = false;
    }
  }

  private double largestGradient() {
    double largest = 0;
    for (int place = 0; place < sourceCount; place++) {
      largest = Math.max(largest, gradient[place]);
    }
    return largest;
  }

  /**
   * Takes the sources into the working set that break the conditions by more than ε, at most half as many as it has already,
   * those first whose own step would lower the sum most; false when there is none.
   */
  private boolean enlarge(double epsilon) {
    best.reset(Math.max(BATCH, size / 2));
    for (int place = 0; place < sourceCount; place++) {
      double slope = config.nonNegative() ? gradient[place] : Math.abs(gradient[place]);
      if (slope > l1 + epsilon && !working[place]) {
        best.offer(TopK.key((float) ((slope - l1) * (slope - l1) / (squares[sources[place]] + l2)), place));
      }
    }
    int before = size;
    best.ascending();
    for (int n = 0, count = best.size(); n < count; n++) {
      add(TopK.tieRank(best.best(n)));
    }
    for (int n = 0; n < size; n++) {
      for (int other = n < before ? before : 0; other < size; other++) {
        among[n][other] = rows[n][members[other]];
      }
    }
    return size > before;
  }

  private void add(int place) {
    if (size == members.length) {
      grow();
    }
    members[size] = place;
    weights[size] = 0;
    known[size] = 0;
    residual[size] = gradient[place];
    step[size] = squares[sources[place]] + l2;
    if (rows[size].length < sourceCount) {
      rows[size] = new float[gradient.length];
    }
    gram.gather(sources[place], sources, places, sourceCount, rows[size]);
    working[place] = true;
    size++;
  }

  private void grow() {
    int capacity = 2 * members.length;
    rows = Arrays.copyOf(rows, capacity);
    Arrays.fill(rows, size, capacity, new float[0]);
    members = Arrays.copyOf(members, capacity);
    weights = Arrays.copyOf(weights, capacity);
    known = Arrays.copyOf(known, capacity);
    residual = Arrays.copyOf(residual, capacity);
    step = Arrays.copyOf(step, capacity);
    var larger = new float[capacity][capacity];
    for (int n = 0; n < size; n++) {
      System.arraycopy(among[n], 0, larger[n], 0, size);
    }
    among = larger;
  }

  /** Passes over the working set until none moves a gradient by more than {@code exact}; answers all passes so far. */
  private int descend(double exact, int passes) {
    double largest = Double.MAX_VALUE;
    for (; largest > exact && passes < config.maxPasses(); passes++) {
      largest = 0;
      for (int n = 0; n < size; n++) {
        double change = optimum(n) - weights[n];
        if (change != 0) {
          weights[n] += change;
          addScaled(-change, among[n], residual, size);
          largest = Math.max(largest, Math.abs(change) * step[n]);
        }
      }
    }
    return passes;
  }

  /** The weight that is best while the others stay. */
  private double optimum(int n) {
    double slope = residual[n] + among[n][n] * weights[n];
    if (slope > l1) {
      return (slope - l1) / step[n];
    }
    return slope < -l1 && !config.nonNegative() ? (slope + l1) / step[n] : 0;
  }

  private static void addScaled(double scale, float[] x, double[] y, int length) {
    for (int n = 0; n < length; n++) {
      y[n] += scale * x[n];
    }
  }

  private void bringToGradient() {
    for (int n = 0; n < size; n++) {
      if (weights[n] != known[n]) {
        addScaled(known[n] - weights[n], rows[n], gradient, sourceCount);
        known[n] = weights[n];
      }
    }
  }
}
