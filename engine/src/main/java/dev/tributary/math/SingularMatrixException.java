package dev.tributary.math;

import java.util.Locale;

/**
 * A matrix that should be positive definite is not, to the precision of floats. Add to its diagonal, or drop the rows that
 * follow from others. Stable.
 */
public final class SingularMatrixException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  private final int row;

  SingularMatrixException(int row, double pivot, double diagonal) {
    super(
        String.format(
            Locale.ROOT,
            "row %d: the pivot is %.3g where the diagonal was %.3g, so the matrix is not positive definite in floats; add to its diagonal",
            row,
            pivot,
            diagonal));
    this.row = row;
  }

  /** The first row, counted from 0, that cannot be told from a combination of the rows before it. */
  public int row() {
    return row;
  }
}
