package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SparseMatrixTest {
  /** (1 . 2), (. 3 .) and an empty row. */
  private static final SparseMatrix SMALL = new SparseMatrix(3, new long[] {0, 2, 3, 3}, new int[] {0, 2, 1}, new float[] {1, 2, 3});

  private static float[][] dense(SparseMatrix matrix) {
    var dense = new float[matrix.rows()][matrix.columns()];
    for (int row = 0; row < matrix.rows(); row++) {
      for (int entry = matrix.start(row); entry < matrix.start(row + 1); entry++) {
        dense[row][matrix.column(entry)] = matrix.value(entry);
      }
    }
    return dense;
  }

  @Test
  void inAnotherOrderEveryValueStandsWhereItsRowAndColumnHaveCome() {
    var reordered = SMALL.reordered(new int[] {2, 0, 1}, new int[] {1, 2, 0}); // row 0 comes to place 1, column 0 to place 1, column 2 to place 0
    assertThat(Arrays.deepEquals(dense(reordered), new float[][] {{0, 0, 0}, {2, 1, 0}, {0, 0, 3}})).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.reordered(new int[2], new int[3])).withMessage("orders of 2 rows and 3 columns for a matrix of 3 × 3");
  }

  @Test
  void transposedExchangesRowsAndColumns() {
    assertThat(Arrays.deepEquals(dense(SMALL.transposed()), new float[][] {{1, 0, 0}, {0, 3, 0}, {2, 0, 0}})).isTrue();
  }
}
