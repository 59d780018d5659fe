package dev.tributary.retrieval.wals;

import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.RidgeBatch;
import dev.tributary.math.RidgeRegression;
import dev.tributary.math.SingularMatrixException;
import dev.tributary.retrieval.vectors.Basis;
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
  private float touched; // never read

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

  /** Solves for some rows, at most {@link #group} of them. Rows without entries, the last of all, become 0. */
  void solve(int from, int to) {
    int end = to;
    for (; end > from && side.entries().size(end - 1) == 0; end--) {
      Arrays.fill(vector, 0f);
      side.vectors().setRow(end - 1, vector);
    }
    if (config.solver() == Solver.EXACT && end > from && batch.suits(vector.length, side.entries().size(from))) {
      solveTogether(from, end);
      return;
    }
    for (int row = from; row < end; row++) {
      try {
        loss += solve(row);
      } catch (SingularMatrixException e) {
        throw side.undecided(row, ": " + e.getMessage());
      }
      keep(row);
    }
  }

  private void solveTogether(int from, int to) {
    var entries = side.entries();
    int width = vector.length;
    batch.start(fixed.values(), penalties.everywhere());
    for (int row = from; row < to; row++) {
      checkDecided(row);
      int regression = batch.next((float) side.penalty(row));
      touch(row);
      for (int entry = entries.start(row), end = entries.start(row + 1); entry < end; entry++) {
        float value = entries.value(entry);
        batch.add(regression, (long) entries.column(entry) * width, config.feedback().weight(value), config.feedback().target(value));
      }
    }
    int failed = batch.solve();
    if (failed >= 0) {
      throw side.undecided(from + failed, "");
    }
    for (int row = from; row < to; row++) {
      loss += batch.solution(row - from, vector);
      keep(row);
    }
  }

  private void checkDecided(int row) {
    if (!penalties.decide(side.penalty(row))) {
      throw side.undecided(row, "");
    }
  }

  private double solve(int row) {
    touch(row);
    return switch (config.solver()) {
      case EXACT -> {
        fill(row);
        yield regression.solve(vector);
      }
      case CG -> {
        side.vectors().copyRow(row, vector);
        fill(row);
        yield regression.improve(vector, config.steps());
      }
      case BLOCK -> {
        side.vectors().copyRow(row, vector);
        yield solveBlocks(row);
      }
    };
  }

  /** The vectors of a row's entries lie anywhere; without this the wait for them is a third of an epoch. */
  private void touch(int row) {
    var entries = side.entries();
    int width = vector.length;
    for (int entry = entries.start(row), end = entries.start(row + 1); entry < end; entry++) {
      long place = (long) entries.column(entry) * width;
      touched += fixed.values().touch(place, place + width);
    }
  }

  private void keep(int row) {
    side.vectors().setRow(row, vector);
    penalty += side.penalty(row) * Kernels.dot(vector, vector);
  }

  private float[] penaltiesOf(int row) {
    checkDecided(row);
    return penalties.of(side.penalty(row));
  }

  /** All entries of a row as observations. */
  private void fill(int row) {
    var entries = side.entries();
    int width = vector.length;
    regression.start(penaltiesOf(row), 0, width);
    for (int entry = entries.start(row), end = entries.start(row + 1); entry < end; entry++) {
      float value = entries.value(entry);
      regression.add(fixed.values(), (long) entries.column(entry) * width, config.feedback().weight(value), config.feedback().target(value));
    }
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
