package dev.tributary.math;

import static dev.tributary.math.DenseSamples.arithmetics;
import static dev.tributary.math.DenseSamples.copy;
import static dev.tributary.math.DenseSamples.random;
import static dev.tributary.math.DenseSamples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.BlockProduct.Part;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixProductTest {
  private static final Job TWO = Job.DEFAULT.withThreads(2);
  /** m, n, k: below, at and above the sizes of tiles, strips, passes and tasks. */
  private static final int[][] SHAPES = {
    {1, 1, 1}, {3, 5, 7}, {12, 32, 1}, {13, 33, 17}, {6, 16, 384}, {64, 64, 64}, {1, 300, 40}, {257, 1, 385}, {100, 259, 400},
    {1030, 20, 9}, {20, 1100, 3}, {5, 6, 1000},
    {2050, 3, 9} // two rectangles, the second lower
  };

  @Test
  void everyFormAgreesWithTheSumInDoubles() {
    for (var arithmetic : arithmetics()) {
      var product = new BlockProduct(arithmetic, TWO, "test");
      for (int[] shape : SHAPES) {
        for (int form = 0; form < 4; form++) {
          boolean turnA = (form & 1) == 1;
          boolean turnB = form > 1;
          int m = shape[0];
          int n = shape[1];
          int k = shape[2];
          var a = turnA ? random(k, m, 1) : random(m, k, 1);
          var b = turnB ? random(n, k, 2) : random(k, n, 2);
          var before = random(m, n, 3);
          var c = copy(before);
          product.multiply(0.5f, a.block(), turnA, b.block(), turnB, -2, c.block(), Part.ALL);
          double worst = 0;
          for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
              double sum = -2 * before.get(i, j);
              for (int p = 0; p < k; p++) {
                sum += 0.5 * value(a, turnA, i, p) * value(b, turnB, p, j);
              }
              worst = Math.max(worst, Math.abs(c.get(i, j) - sum));
            }
          }
          assertThat(worst).as("%s %d×%d×%d form %d", arithmetic, m, n, k, form).isLessThan(1e-5 * (1 + k / 8.0));
        }
      }
    }
  }

  @Test
  void theLowerPartOfABlockInsideAMatrixChangesNothingElse() {
    var whole = random(200, 200, 4);
    var before = copy(whole);
    var a = random(90, 33, 5);
    double worst = 0;
    for (var arithmetic : arithmetics()) {
      new BlockProduct(arithmetic, TWO, "test").multiply(1, a.block(), false, a.block(), true, 0, whole.block().part(7, 97, 100, 190), Part.LOWER);
      for (int i = 0; i < 200; i++) {
        for (int j = 0; j < 200; j++) {
          if (i >= 7 && i < 97 && j >= 100 && j - 100 <= i - 7) {
            double sum = 0;
            for (int p = 0; p < 33; p++) {
              sum += (double) a.get(i - 7, p) * a.get(j - 100, p);
            }
            worst = Math.max(worst, Math.abs(whole.get(i, j) - sum));
          } else if (whole.get(i, j) != before.get(i, j)) {
            fail("%d, %d has changed", i, j);
          }
        }
      }
    }
    assertThat(worst).isLessThan(1e-5);
  }

  @Test
  void gramIsTheProductWithItselfAndSymmetricToTheBit() {
    var a = random(150, 37, 6);
    var rows = Matrix.zeros(150, 150);
    var columns = Matrix.zeros(37, 37);
    MatrixProduct.gram(1, a, 0, rows, TWO);
    MatrixProduct.transposedGram(1, a, 0, columns, TWO);
    var rowsInFull = Matrix.zeros(150, 150);
    var columnsInFull = Matrix.zeros(37, 37);
    MatrixProduct.multiplyTransposed(1, a, a, 0, rowsInFull, TWO);
    MatrixProduct.transposedMultiply(1, a, a, 0, columnsInFull, TWO);
    assertThat(rows.values().toArray()).isEqualTo(rowsInFull.values().toArray());
    assertThat(columns.values().toArray()).isEqualTo(columnsInFull.values().toArray());
    assertThat(rows.get(3, 140)).isEqualTo(rows.get(140, 3));
  }

  @Test
  void threadsChangeNoBit() {
    var a = random(700, 500, 7);
    var b = random(500, 600, 8);
    var one = Matrix.zeros(700, 600);
    MatrixProduct.multiply(1, a, b, 0, one, Job.DEFAULT.withThreads(1));
    for (int threads : new int[] {2, 3, 8}) {
      var many = Matrix.zeros(700, 600);
      MatrixProduct.multiply(1, a, b, 0, many, Job.DEFAULT.withThreads(threads));
      assertThat(many.values().toArray()).as("%d threads", threads).isEqualTo(one.values().toArray());
    }
  }

  @Test
  void withBetaZeroTheTargetIsNotRead() {
    var c = Matrix.zeros(40, 70);
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 70; j++) {
        c.set(i, j, Float.NaN);
      }
    }
    MatrixProduct.multiply(1, random(40, 0, 1), random(0, 70, 1), 0, c, TWO); // an empty sum is 0
    assertThat(c.values().toArray()).isEqualTo(new float[40 * 70]);
  }

  @Test
  void emptyMatricesHaveEmptyProducts() {
    MatrixProduct.multiply(1, Matrix.zeros(0, 3), Matrix.zeros(3, 4), 0, Matrix.zeros(0, 4), TWO);
    MatrixProduct.gram(1, Matrix.zeros(0, 3), 0, Matrix.zeros(0, 0), TWO);
  }

  @Test
  void valuesBeyondTwoGigabytesAreReached(@TempDir Path folder) throws IOException {
    // 3 GB of a file with holes, of which only the touched pages take room
    FloatColumn column;
    try (var file = FileChannel.open(folder.resolve("holes"), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      column = FloatColumn.of(file.map(FileChannel.MapMode.READ_WRITE, 0, 3L * 268_435_456 * 4, Arena.ofAuto()));
    }
    var wide = Matrix.of(3, 268_435_456, column);
    var last = wide.block().part(0, 3, 268_435_356, 268_435_456);
    var b = random(100, 5, 9);
    for (int i = 0; i < 3; i++) {
      for (int p = 0; p < 100; p++) {
        last.set(i, p, i + 1);
      }
    }
    assertThat(wide.get(2, 268_435_455)).isEqualTo(3);
    var c = Matrix.zeros(3, 5);
    new BlockProduct(Kernels.arithmetic(), TWO, "test").multiply(1, last, false, b.block(), false, 0, c.block(), Part.ALL);
    double sum = 0;
    for (int p = 0; p < 100; p++) {
      sum += 3.0 * b.get(p, 4);
    }
    assertThat((double) c.get(2, 4)).isCloseTo(sum, within(1e-4));
  }

  @Test
  void theDoorChecksShapes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatrixProduct.multiply(1, Matrix.zeros(2, 3), Matrix.zeros(4, 5), 0, Matrix.zeros(2, 5), TWO))
        .withMessage("the factors are 2 × 3 and 4 × 5, the inner sizes must agree");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatrixProduct.gram(1, Matrix.zeros(2, 3), 0, Matrix.zeros(3, 3), TWO))
        .withMessage("the product is 2 × 2, the target 3 × 3");
    assertThatIllegalArgumentException().isThrownBy(() -> Matrix.of(2, 2, FloatColumn.allocate(5))).withMessage("5 values are no matrix of 2 × 2");
  }

  @Test
  void aListenerStopsIt() {
    var a = random(300, 300, 1);
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> MatrixProduct.multiply(1, a, a, 0, Matrix.zeros(300, 300), TWO.withProgress((_, done, _) -> done == 0)));
  }

  @Test
  void aRowIsCopiedAndSet() {
    var matrix = Matrix.zeros(3, 2);
    matrix.setRow(1, new float[] {4, 5});
    assertThat(matrix.values().toArray()).containsExactly(0, 0, 4, 5, 0, 0);
    var row = new float[2];
    matrix.copyRow(1, row);
    assertThat(row).containsExactly(4, 5);
  }
}
