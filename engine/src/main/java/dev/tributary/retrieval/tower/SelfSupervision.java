package dev.tributary.retrieval.tower;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.IntIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.nn.InBatchSoftmax;
import dev.tributary.nn.Slices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A loss that asks nothing of users: two views of an item shall be closer to each other than to views of other items (Yao and others: "Self-supervised learning for large-scale item
 * recommendations", CIKM 2021). Items are drawn all alike, without putting back, so that rare and new ones are learned as often as the popular, of which the main loss is full.
 *
 * <p>Of a batch of n items with views b′ and b″, {@code 1/2n · Σ_i −log(exp(b′_i·b″_i/τ) / Σ_j exp(b′_i·b″_j/τ))} plus the same with the views exchanged. The same bits on any
 * number of threads. Confined: one training.
 */
final class SelfSupervision {
  private static final int LEAST_ROWS = 64; // of a slice

  private final Towers towers;
  private final ItemViews views;
  private final Job job;
  private final int itemCount;
  private final int most; // items of a batch
  private final IntIndex drawn;
  private final Slice[] slices = new Slice[Slices.MOST];
  private final float[][] out; // by view
  private final float[][] gradients; // by view, of out
  private Slices cut = new Slices(1);

  SelfSupervision(Towers towers, ItemViews views, int itemCount, Job job) {
    this.towers = towers;
    this.views = views;
    this.itemCount = itemCount;
    this.job = job;
    most = Math.min(towers.config.batch(), itemCount);
    drawn = new IntIndex(most);
    out = new float[2][most * towers.config.dim()];
    gradients = new float[2][most * towers.config.dim()];
    Arrays.setAll(slices, _ -> new Slice());
  }

  /** What a slice needs. */
  private final class Slice {
    final Tower.Pass[] passes = {towers.item.new Pass(), towers.item.new Pass()}; // by view
    final float[][] wishes = new float[2][most * towers.config.dim()]; // by view: what the slice's rows of the other one ask of it
    final float[] weightGradient = new float[towers.weights.size()];
    final ArrayProduct product = new ArrayProduct();
    final InBatchSoftmax softmax = new InBatchSoftmax();
    double loss;
  }

  /**
   * One batch: its gradients, times α, lie in {@link #passes} and {@link #weightGradients} afterwards.
   *
   * @param size items, fewer where there are fewer
   * @return α times the mean loss
   */
  double learn(int size, long seed) {
    int count = Math.min(size, most);
    int dim = towers.config.dim();
    draw(count, Seeds.of(seed, "items"));
    cut = Slices.of(count, LEAST_ROWS);
    long changing = Seeds.of(seed, "views");
    long dropping = Seeds.of(seed, "dropout");
    cut.run("views", job, s -> forward(s, count, changing, dropping));
    for (float[] gradient : gradients) {
      Arrays.fill(gradient, 0, count * dim, 0f);
    }
    cut.run("meeting", job, s -> meet(s, count));
    double loss = 0;
    for (int s = 0; s < cut.count(); s++) {
      loss += slices[s].loss;
    }
    cut.run("views back", job, s -> back(s, count, dropping));
    return towers.config.selfSupervised() * loss / (2 * count);
  }

  private void draw(int count, long seed) {
    drawn.clear();
    var random = Seeds.random(seed);
    while (drawn.size() < count) {
      drawn.add(count == itemCount ? drawn.size() : random.nextInt(itemCount));
    }
  }

  private void forward(int s, int count, long changing, long dropping) {
    var slice = slices[s];
    int from = cut.start(count, s);
    int to = cut.start(count, s + 1);
    for (var pass : slice.passes) {
      pass.reset(to - from);
    }
    for (int row = from; row < to; row++) {
      views.add(drawn.key(row), Seeds.of(changing, row), slice.passes[0], slice.passes[1]);
    }
    for (int view = 0; view < 2; view++) {
      var pass = slice.passes[view];
      towers.item.forward(pass, true, Seeds.of(dropping, 2 * s + view), slice.product);
      System.arraycopy(pass.out, 0, out[view], from * towers.config.dim(), (to - from) * towers.config.dim());
    }
  }

  /** A slice's rows of each view meet all rows of the other. */
  private void meet(int s, int count) {
    var slice = slices[s];
    int dim = towers.config.dim();
    slice.loss = 0;
    for (int view = 0; view < 2; view++) {
      Arrays.fill(slice.wishes[1 - view], 0, count * dim, 0f);
      slice.loss +=
          slice.softmax.apply(
              out[view], cut.start(count, s), cut.start(count, s + 1), out[1 - view], count, dim, towers.config.temperature(), gradients[view], slice.wishes[1 - view]);
    }
  }

  private void back(int s, int count, long dropping) {
    var slice = slices[s];
    int dim = towers.config.dim();
    int from = cut.start(count, s) * dim;
    int to = cut.start(count, s + 1) * dim;
    float share = (float) (towers.config.selfSupervised() / (2 * count));
    Arrays.fill(slice.weightGradient, 0f);
    for (int view = 0; view < 2; view++) {
      var pass = slice.passes[view];
      for (int n = from; n < to; n++) {
        float sum = gradients[view][n];
        for (int other = 0; other < cut.count(); other++) {
          sum += slices[other].wishes[view][n];
        }
        pass.dOut[n - from] = share * sum;
      }
      towers.item.backward(pass, Seeds.of(dropping, 2 * s + view), slice.weightGradient, slice.product);
    }
  }

  /** The passes of the last batch, with their gradients by what lies in tables. */
  List<Tower.Pass> passes() {
    var passes = new ArrayList<Tower.Pass>();
    for (int s = 0; s < cut.count(); s++) {
      passes.addAll(List.of(slices[s].passes));
    }
    return passes;
  }

  /** The gradients of the last batch by the weights, by slice. */
  List<float[]> weightGradients() {
    return Arrays.stream(slices, 0, cut.count()).map(slice -> slice.weightGradient).toList();
  }
}
