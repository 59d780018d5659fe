package dev.tributary.nn;

import dev.tributary.math.AdamStep;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Progress;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;

/**
 * An {@link Optimizer} at work on the rows of a table that have a gradient, with its state off the heap beside it. Adam is lazy: moments and decay of a row move only when it
 * is met, and the bias is corrected by the number of the row's own steps, so that a row met for the first time in a late batch starts as one in the first
 * batch does. State of a row: nothing (SGD), 4 bytes (row-wise AdaGrad), 4·width (AdaGrad), 4·width + 8 (row-wise Adam), 8·width + 4
 * (Adam). Confined.
 */
public final class TableOptimizer implements Checkpointed {
  private static final long IN_CACHES = 1 << 24; // values; caches hold less
  private static final int TOGETHER = 16; // rows

  private final EmbeddingTable table;
  private final Optimizer optimizer;
  private final BiasCorrection bias1;
  private final BiasCorrection bias2;
  private final int states; // values of state a row
  private float touched; // of no meaning, but what was read must go somewhere
  private FloatColumn state;
  private IntColumn steps;

  /** Starts, all state 0. */
  public TableOptimizer(EmbeddingTable table, Optimizer optimizer) {
    this.table = table;
    this.optimizer = optimizer;
    bias1 = new BiasCorrection(optimizer.beta1());
    bias2 = new BiasCorrection(optimizer.beta2());
    states = optimizer.method().states * table.width() + optimizer.method().rowStates;
    state = FloatColumn.allocate((long) table.rows() * states);
    steps = IntColumn.allocate(counts() ? table.rows() : 0);
  }

  private boolean counts() {
    return optimizer.method().corrects();
  }

  /** Makes room for the rows by which the table has grown. */
  private void grow() {
    long size = (long) table.rows() * states;
    if (state.size() < size) {
      var grown = FloatColumn.allocate(size);
      grown.part(0, state.size()).set(state);
      state = grown;
    }
    if (counts() && steps.size() < table.rows()) {
      var grown = IntColumn.allocate(table.rows());
      for (long row = 0; row < steps.size(); row++) {
        grown.set(row, steps.get(row));
      }
      steps = grown;
    }
  }

  /**
   * One step of all rows that have a gradient.
   *
   * @param rate the learning rate of this step
   * @param scale of the gradient
   */
  public void step(RowGradients gradients, double rate, double scale, Job job) {
    grow();
    job.withProgress(Progress.NONE).shards("stepping", gradients.size(), (_, from, to) -> update(gradients, from, to, rate, scale));
  }

  /** The same for the rows of places [from .. to) on the calling thread; unless the table has grown, also beside calls for other places. */
  public void step(RowGradients gradients, int from, int to, double rate, double scale) {
    grow();
    update(gradients, from, to, rate, scale);
  }

  private void update(RowGradients gradients, int from, int to, double rate, double scale) {
    int together = table.values().values().size() > IN_CACHES ? TOGETHER : Math.max(1, to - from);
    for (int first = from; first < to; first += together) {
      int end = Math.min(to, first + together);
      if (together == TOGETHER) {
        touch(gradients, first, end);
      }
      move(gradients, first, end, rate, scale);
    }
  }

  /** Of a large table nearly every row waits for memory; a few of them wait together. */
  private void touch(RowGradients gradients, int from, int to) {
    float sum = 0;
    int width = table.width();
    for (int place = from; place < to; place++) {
      long row = gradients.row(place);
      sum += table.values().values().touch(row * width, (row + 1) * width) + state.touch(row * states, (row + 1) * states);
      sum += counts() ? steps.get(row) : 0;
    }
    touched = sum;
  }

  private void move(RowGradients gradients, int from, int to, double rate, double scale) {
    switch (optimizer.method()) {
      case ADAM, ADAMW -> adam(gradients, from, to, rate, scale);
      case ROWWISE_ADAM -> rowwiseAdam(gradients, from, to, rate, scale);
      case ROWWISE_ADAGRAD -> rowwiseAdagrad(gradients, from, to, rate, scale);
      case SGD, ADAGRAD -> {
        int width = table.width();
        var w = new float[width];
        var sums = new float[states];
        for (int place = from; place < to; place++) {
          int row = gradients.row(place);
          long at = (long) row * states;
          table.values().copyRow(row, w);
          state.copyTo(at, at + states, sums, 0);
          optimizer.update(w, 0, width, gradients.sums(), place * width, scale, rate, 1, sums, sums);
          state.copyFrom(sums, states, at);
          table.values().setRow(row, w);
        }
      }
    }
  }

  private void adam(RowGradients gradients, int from, int to, double rate, double scale) {
    for (int place = from; place < to; place++) {
      int row = gradients.row(place);
      Kernels.adam(table.values(), row, state, (long) row * states, gradients.sums(), place * table.width(), next(row, rate, scale));
    }
  }

  /** A row's next step, which is counted. */
  private AdamStep next(int row, double rate, double scale) {
    int step = steps.get(row) + 1;
    steps.set(row, step);
    return optimizer.adam(scale, rate, bias1.at(step), bias2.at(step));
  }

  /** The means of a row lie first in its state, then the mean square. */
  private void rowwiseAdam(RowGradients gradients, int from, int to, double rate, double scale) {
    int width = table.width();
    var w = new float[width];
    var mean = new float[states];
    float[] g = gradients.sums();
    for (int place = from; place < to; place++) {
      int row = gradients.row(place);
      int gAt = place * width;
      var step = next(row, rate, scale);
      table.values().copyRow(row, w);
      long at = (long) row * states;
      state.copyTo(at, at + states, mean, 0);
      float square = step.scale() * step.scale() * Kernels.dot(g, gAt, g, gAt, width) / width;
      mean[width] = step.keep2() * mean[width] + step.new2() * square;
      float by = step.rate() / ((float) Math.sqrt(mean[width]) * step.correction() + step.epsilon());
      float share = step.new1() * step.scale();
      for (int i = 0; i < width; i++) {
        mean[i] = step.keep1() * mean[i] + share * g[gAt + i];
        w[i] = step.stay() * w[i] - by * mean[i];
      }
      state.copyFrom(mean, states, at);
      table.values().setRow(row, w);
    }
  }

  private void rowwiseAdagrad(RowGradients gradients, int from, int to, double rate, double scale) {
    int width = table.width();
    var w = new float[width];
    for (int place = from; place < to; place++) {
      int row = gradients.row(place);
      double square = scale * scale * Kernels.dot(gradients.sums(), place * width, gradients.sums(), place * width, width) / width;
      float sum = (float) (state.get(row) + square);
      state.set(row, sum);
      double slowed = sum == 0 ? 0 : rate / (Math.sqrt(sum) + optimizer.epsilon());
      table.values().copyRow(row, w);
      Optimizer.SGD.update(w, 0, width, gradients.sums(), place * width, scale, slowed, 1, w, w);
      table.values().setRow(row, w);
    }
  }

  @Override
  public void save(String name, Tensors.Builder file) {
    grow();
    file.floats(name + ".state", state);
    file.ints(name + ".steps", steps);
  }

  @Override
  public void load(String name, Tensors file) throws CorruptFileException {
    var kept = Checkpointed.floats(file, name + ".state", (long) table.rows() * states);
    state = FloatColumn.allocate(kept.size());
    state.set(kept);
    var counted = file.ints(name + ".steps");
    steps = IntColumn.copyOf(counted.toArray());
  }
}
