package dev.tributary.retrieval.wals;

import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.RidgeBatch;
import dev.tributary.math.RidgeRegression;
import dev.tributary.math.SingularMatrixException;
import java.util.Arrays;

/**
 * Solves for the vectors of one side's rows while those of the other stand still, turned into their {@link Basis}: each a ridge
 * regression on the vectors of the row's entries. Adds up what the rows cost. Confined: one per thread.
 */
final class RowSolver {
  private final WalsConfig config;
  private final Side side;
  private final Matrix fixed;
  private final Penalties penalties;
  private final RidgeBatch batch = new RidgeBatch();
  private final RidgeRegression regression = new RidgeRegression();
  private final float[] vector;
  private final float[] part;
  private float[] errors = {};
  private double loss;
  private double penalty;

  RowSolver(WalsConfig config, Side side, Matrix fixed, float[] spectrum) {
    this.config = config;
    this.side = side;
    this.fixed = fixed;
    penalties = new Penalties(config, spectrum);
    vector = new float[spectrum.length];
    part = new float[Math.min(config.blockSize(), spectrum.length)];
  }

  void reset() {
    loss = 0;
    penalty = 0;
  }

  /** The rows' part of the loss since the last reset, penalties included. */
  double loss() {
    return loss;
  }

  /** Σ r·‖vector‖² of the rows since the last reset. */
  double penalty() {
    return penalty;
  }

  /** How many rows are best solved for in one call. */
  int group() {
    return batch.capacity();
  }

  /** Solves for the rows of these places by length, at most {@link #group} of them. Rows without entries, the last of all, become 0. */
  void solve(int from, int to) {
    int end = to;
    for (; end > from && side.entries().size(side.byLength(end - 1)) == 0; end--) {
      Arrays.fill(vector, 0f);
      side.vectors().setRow(side.byLength(end - 1), vector);
    }
    if (config.solver() == Solver.EXACT) {
      solveExactly(from, end);
      return;
    }
    for (int place = from; place < end; place++) {
      int row = side.byLength(place);
      side.vectors().copyRow(row, vector);
      try {
        loss += config.solver() == Solver.BLOCK ? solveBlocks(row) : improve(row);
      } catch (SingularMatrixException e) {
        throw side.undecided(row, ": " + e.getMessage());
      }
      keep(row, vector);
    }
  }

  private void solveExactly(int from, int to) {
    batch.clear();
    for (int place = from; place < to; place++) {
      fill(batch.next(), side.byLength(place));
    }
    try {
      batch.solve();
    } catch (SingularMatrixException e) {
      throw side.undecided(side.byLength(from + batch.failed()), ": " + e.getMessage());
    }
    for (int n = 0; n < to - from; n++) {
      loss += batch.least(n);
      keep(side.byLength(from + n), batch.solution(n));
    }
  }

  private void keep(int row, float[] solution) {
    side.vectors().setRow(row, solution);
    double squares = 0;
    for (int p = 0; p < vector.length; p++) {
      squares += (double) solution[p] * solution[p];
    }
    penalty += side.penalty(row) * squares;
  }

  private float[] penaltiesOf(int row) {
    float[] values = penalties.of(side.penalty(row));
    if (!penalties.decide()) {
      throw side.undecided(row, "");
    }
    return values;
  }

  /** All entries of a row as observations. */
  private void fill(RidgeRegression target, int row) {
    var entries = side.entries();
    int width = vector.length;
    target.start(penaltiesOf(row), 0, width);
    for (int entry = entries.start(row), end = entries.start(row + 1); entry < end; entry++) {
      float value = entries.value(entry);
      target.add(fixed.values(), (long) entries.column(entry) * width, config.feedback().weight(value), config.feedback().target(value));
    }
  }

  private double improve(int row) {
    fill(regression, row);
    return regression.improve(vector, config.steps());
  }

  /** iALS++: each block of factors becomes the best while the others stay; it explains what the others leave over. */
  private double solveBlocks(int row) {
    var entries = side.entries();
    var feedback = config.feedback();
    int width = vector.length;
    int from = entries.start(row);
    int count = entries.size(row);
    float[] costs = penaltiesOf(row);
    if (errors.length < count) {
      errors = new float[2 * count];
    }
    for (int n = 0; n < count; n++) {
      errors[n] = feedback.target(entries.value(from + n)) - Kernels.dot(vector, fixed.values(), (long) entries.column(from + n) * width);
    }
    for (int first = 0; first < width; first += part.length) {
      int length = Math.min(part.length, width - first);
      var block = length == part.length ? part : new float[length];
      System.arraycopy(vector, first, block, 0, length);
      regression.start(costs, first, length);
      for (int n = 0; n < count; n++) {
        long place = (long) entries.column(from + n) * width + first;
        errors[n] += Kernels.dot(block, fixed.values(), place);
        regression.add(fixed.values(), place, feedback.weight(entries.value(from + n)), errors[n]);
      }
      regression.solve(block);
      System.arraycopy(block, 0, vector, first, length);
      for (int n = 0; n < count; n++) {
        errors[n] -= Kernels.dot(block, fixed.values(), (long) entries.column(from + n) * width + first);
      }
    }
    double sum = 0;
    for (int p = 0; p < width; p++) {
      sum += (double) costs[p] * vector[p] * vector[p];
    }
    for (int n = 0; n < count; n++) {
      sum += (double) feedback.weight(entries.value(from + n)) * errors[n] * errors[n];
    }
    return sum;
  }
}
