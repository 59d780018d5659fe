package dev.tributary.retrieval.wals;

import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.RidgeRegression;
import dev.tributary.math.SparseMatrix;
import dev.tributary.retrieval.vectors.Basis;
import java.util.Arrays;

/**
 * Solves for one row's vector after another while the vectors of the other side stand still, turned into their {@link Basis}: a ridge
 * regression on the vectors of the row's entries, with the penalties w₀·spectrum + r. Confined: one per thread.
 */
final class RowSolver {
  private final WalsConfig config;
  private final Matrix fixed;
  private final float[] everywhere; // w₀·spectrum
  private final float largest;
  private final RidgeRegression regression = new RidgeRegression();
  private final float[] penalties;
  private final float[] part;
  private float[] errors = {};

  RowSolver(WalsConfig config, Matrix fixed, float[] spectrum) {
    this.config = config;
    this.fixed = fixed;
    everywhere = new float[spectrum.length];
    for (int p = 0; p < spectrum.length; p++) {
      everywhere[p] = (float) (config.everywhere() * spectrum[p]);
    }
    largest = everywhere.length == 0 ? 0 : everywhere[0];
    penalties = new float[spectrum.length];
    part = new float[Math.min(config.blockSize(), spectrum.length)];
  }

  /**
   * Whether the penalties leave no vector undecided: where λ is 0, along each axis all items together must tell more than rounding. Sets them.
   *
   * @param penalty r, see {@link WalsConfig#penalty}
   */
  boolean start(double penalty) {
    float least = Float.MAX_VALUE;
    for (int p = 0; p < penalties.length; p++) {
      penalties[p] = everywhere[p] + (float) penalty;
      least = Math.min(least, penalties[p]);
    }
    return least > 1e-6f * largest && least >= Float.MIN_NORMAL;
  }

  /**
   * Solves a row after {@link #start}; a row without entries becomes 0.
   *
   * @param vector before and after; the solver EXACT does not read it
   * @return the row's part of the loss, its penalty included
   */
  double solve(SparseMatrix entries, int row, float[] vector) {
    if (entries.size(row) == 0) {
      Arrays.fill(vector, 0f);
      return 0;
    }
    return switch (config.solver()) {
      case EXACT -> {
        addAll(entries, row);
        yield regression.solve(vector);
      }
      case CG -> {
        addAll(entries, row);
        yield regression.improve(vector, config.steps());
      }
      case BLOCK -> solveBlocks(entries, row, vector);
    };
  }

  private void addAll(SparseMatrix entries, int row) {
    int width = penalties.length;
    regression.start(penalties, 0, width);
    var feedback = config.feedback();
    for (int entry = entries.start(row), end = entries.start(row + 1); entry < end; entry++) {
      float value = entries.value(entry);
      regression.add(fixed.values(), (long) entries.column(entry) * width, feedback.weight(value), feedback.target(value));
    }
  }

  /** iALS++: each block of factors becomes the best while the others stay; it explains what the others leave over. */
  private double solveBlocks(SparseMatrix entries, int row, float[] vector) {
    int width = penalties.length;
    int from = entries.start(row);
    int count = entries.size(row);
    var feedback = config.feedback();
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
      regression.start(penalties, first, length);
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
    double loss = 0;
    for (int p = 0; p < width; p++) {
      loss += (double) penalties[p] * vector[p] * vector[p];
    }
    for (int n = 0; n < count; n++) {
      loss += (double) feedback.weight(entries.value(from + n)) * errors[n] * errors[n];
    }
    return loss;
  }
}
