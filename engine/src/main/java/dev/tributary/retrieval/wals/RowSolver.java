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
  private final float[] mean; // what a row's attributes say
  private final float[] start; // where a row lies before any entry speaks; what is solved for is the rest
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
    mean = new float[spectrum.length];
    start = new float[spectrum.length];
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
        loss += lean(row) + solve(row);
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
      lean(row);
      for (int entry = entries.start(row), end = entries.start(row + 1); entry < end; entry++) {
        long place = (long) entries.column(entry) * width;
        batch.add(regression, place, config.feedback().weight(entries.value(entry)), target(entries.value(entry), place));
      }
    }
    int failed = batch.solve();
    if (failed >= 0) {
      throw side.undecided(from + failed, "");
    }
    for (int row = from; row < to; row++) {
      loss += batch.solution(row - from, vector) + lean(row);
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
        copyRest(row);
        fill(row);
        yield regression.improve(vector, config.steps());
      }
      case BLOCK -> {
        copyRest(row);
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

  /**
   * Finds where a row lies before any entry speaks: {@code w₀·bᵀGb + r·‖b − m‖²} is {@code Σ d·(b − start)²} and what is answered, start = r·m/d.
   */
  private double lean(int row) {
    if (side.leaning().isEmpty()) {
      return 0;
    }
    side.leaning().orElseThrow().mean(row, mean);
    double penalty = side.penalty(row);
    float[] costs = penalties.of(penalty);
    double rest = 0;
    for (int p = 0; p < start.length; p++) {
      start[p] = costs[p] > 0 ? (float) (penalty / costs[p]) * mean[p] : 0;
      rest += penalty * mean[p] * mean[p] - (double) costs[p] * start[p] * start[p];
    }
    return rest;
  }

  /** What an entry asks of the rest. */
  private float target(float value, long place) {
    return config.feedback().target(value) - (side.leaning().isEmpty() ? 0 : Kernels.dot(start, fixed.values(), place));
  }

  private void copyRest(int row) {
    side.vectors().copyRow(row, vector);
    if (side.leaning().isPresent()) {
      Kernels.addScaled(-1, start, vector);
    }
  }

  /** Takes the rest that was found; the row's {@link #lean} was the last. */
  private void keep(int row) {
    if (side.leaning().isPresent()) {
      Kernels.addScaled(1, start, vector);
    }
    side.vectors().setRow(row, vector);
    if (side.leaning().isPresent()) {
      Kernels.addScaled(-1, mean, vector);
    }
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
      long place = (long) entries.column(entry) * width;
      regression.add(fixed.values(), place, config.feedback().weight(entries.value(entry)), target(entries.value(entry), place));
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
      long place = (long) entries.column(from + n) * width;
      errors[n] = target(entries.value(from + n), place) - Kernels.dot(vector, fixed.values(), place);
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
