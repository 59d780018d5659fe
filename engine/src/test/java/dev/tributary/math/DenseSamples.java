package dev.tributary.math;

import java.util.List;

/** Matrices for tests, and what they must come to in doubles. */
final class DenseSamples {
  private DenseSamples() {}

  static List<Arithmetic> arithmetics() {
    return List.of(new PlainArithmetic(), new VectorArithmetic());
  }

  /** Uniform in -1..1. */
  static Matrix random(int rows, int columns, long seed) {
    var random = Seeds.random(seed);
    var matrix = Matrix.zeros(rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        matrix.set(row, column, (float) (random.nextDouble() * 2 - 1));
      }
    }
    return matrix;
  }

  /** Symmetric with eigenvalues of about 1 to 2.5. */
  static Matrix positive(int n, long seed) {
    var root = random(n, n, seed);
    var matrix = Matrix.zeros(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? n : 0;
        for (int p = 0; p < n; p++) {
          sum += (double) root.get(i, p) * root.get(j, p);
        }
        matrix.set(i, j, (float) (sum / n));
        matrix.set(j, i, (float) (sum / n));
      }
    }
    return matrix;
  }

  static Matrix copy(Matrix matrix) {
    return Matrix.of(matrix.rows(), matrix.columns(), FloatColumn.copyOf(matrix.values().toArray()));
  }

  static double value(Matrix matrix, boolean turned, int row, int column) {
    return turned ? matrix.get(column, row) : matrix.get(row, column);
  }

  /** The largest |(A·B - I)[i, j]|. */
  static double distanceFromIdentity(Matrix a, Matrix b) {
    double worst = 0;
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < b.columns(); j++) {
        double sum = i == j ? -1 : 0;
        for (int p = 0; p < a.columns(); p++) {
          sum += (double) a.get(i, p) * b.get(p, j);
        }
        worst = Math.max(worst, Math.abs(sum));
      }
    }
    return worst;
  }
}
