package dev.tributary.math;

import static dev.tributary.math.DenseSamples.arithmetics;
import static dev.tributary.math.DenseSamples.copy;
import static dev.tributary.math.DenseSamples.distanceFromIdentity;
import static dev.tributary.math.DenseSamples.positive;
import static dev.tributary.math.DenseSamples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CholeskyTest {
  private static final Job TWO = Job.DEFAULT.withThreads(2);
  private static final int[] SIZES = {1, 2, 5, 63, 64, 65, 128, 200, 333, 449};

  @Test
  void theFactorTimesItsTransposeIsTheMatrixAndTheUpperHalfStays() {
    for (var arithmetic : arithmetics()) {
      for (int n : SIZES) {
        var matrix = positive(n, n);
        var factor = copy(matrix);
        Cholesky.factor(factor, TWO, arithmetic);
        double worst = 0;
        int changed = 0;
        for (int i = 0; i < n; i++) {
          for (int j = 0; j <= i; j++) {
            double sum = 0;
            for (int p = 0; p <= j; p++) {
              sum += (double) factor.get(i, p) * factor.get(j, p);
            }
            worst = Math.max(worst, Math.abs(matrix.get(i, j) - sum));
            changed += j < i && factor.get(j, i) != matrix.get(j, i) ? 1 : 0;
          }
        }
        assertThat(worst).as("n %d", n).isLessThan(1e-5);
        assertThat(changed).as("n %d", n).isZero();
      }
    }
  }

  @Test
  void aMatrixTimesItsInverseIsTheIdentity() {
    for (var arithmetic : arithmetics()) {
      for (int n : SIZES) {
        var matrix = positive(n, n + 1L);
        var inverse = copy(matrix);
        for (int i = 0; i < n; i++) {
          for (int j = i + 1; j < n; j++) {
            inverse.set(i, j, Float.NaN); // the upper half is not read
          }
        }
        Cholesky.invert(inverse, TWO, arithmetic);
        assertThat(distanceFromIdentity(matrix, inverse)).as("%s, n %d", arithmetic, n).isLessThan(2e-5);
        int different = 0;
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < i; j++) {
            different += inverse.get(i, j) == inverse.get(j, i) ? 0 : 1;
          }
        }
        assertThat(different).isZero();
      }
    }
  }

  @Test
  void twoByTwoByHand() {
    // [4 2; 2 3] = L·Lᵀ with L = [2 0; 1 √2]; its inverse is [3 -2; -2 4] / 8
    var matrix = Matrix.of(2, 2, FloatColumn.copyOf(new float[] {4, 2, 2, 3}));
    var factor = copy(matrix);
    Cholesky.factor(factor, TWO);
    assertThat(factor.values().toArray()).containsExactly(new float[] {2, 2, 1, 1.4142135f}, within(1e-6f));
    Cholesky.invertTriangle(factor, TWO); // [1/2 0; -1/(2√2) 1/√2]
    assertThat(factor.values().toArray()).containsExactly(new float[] {0.5f, 2, -0.35355339f, 0.70710678f}, within(1e-6f));
    Cholesky.invert(matrix, TWO);
    assertThat(matrix.values().toArray()).containsExactly(new float[] {0.375f, -0.25f, -0.25f, 0.5f}, within(1e-6f));
  }

  @Test
  void aTriangleTimesItsInverseIsTheIdentity() {
    for (int n : new int[] {1, 64, 150, 300}) {
      var triangle = random(n, n, n);
      for (int i = 0; i < n; i++) {
        triangle.set(i, i, n);
        for (int j = i + 1; j < n; j++) {
          triangle.set(i, j, 0);
        }
      }
      var inverse = copy(triangle);
      Cholesky.invertTriangle(inverse, TWO);
      assertThat(distanceFromIdentity(triangle, inverse)).as("n %d", n).isLessThan(1e-5);
    }
    var singular = Matrix.zeros(3, 3);
    singular.set(0, 0, 1);
    assertThatExceptionOfType(SingularMatrixException.class).isThrownBy(() -> Cholesky.invertTriangle(singular, TWO)).matches(e -> e.row() == 1);
  }

  @Test
  void threadsChangeNoBit() {
    var matrix = positive(700, 3);
    var one = copy(matrix);
    Cholesky.invert(one, Job.DEFAULT.withThreads(1));
    for (int threads : new int[] {2, 5}) {
      var many = copy(matrix);
      Cholesky.invert(many, Job.DEFAULT.withThreads(threads));
      assertThat(many.values().toArray()).as("%d threads", threads).isEqualTo(one.values().toArray());
    }
  }

  @Test
  void aSingularMatrixNamesItsRow() {
    for (int row : new int[] {1, 70, 149}) {
      var matrix = positive(150, 4);
      for (int j = 0; j < 150; j++) { // the row repeats row 0
        matrix.set(row, j, matrix.get(0, j));
        matrix.set(j, row, matrix.get(j, 0));
      }
      matrix.set(row, row, matrix.get(0, 0));
      assertThatExceptionOfType(SingularMatrixException.class)
          .isThrownBy(() -> Cholesky.invert(matrix, TWO))
          .withMessageStartingWith("row " + row + ": the pivot is ")
          .withMessageEndingWith("so the matrix is not positive definite in floats; add to its diagonal")
          .matches(e -> e.row() == row);
    }
    assertThatExceptionOfType(SingularMatrixException.class).isThrownBy(() -> Cholesky.invert(Matrix.zeros(1, 1), TWO)).matches(e -> e.row() == 0);
    var broken = positive(5, 1);
    broken.set(3, 1, Float.NaN);
    assertThatExceptionOfType(SingularMatrixException.class).isThrownBy(() -> Cholesky.factor(broken, TWO)).matches(e -> e.row() == 3);
  }

  @Test
  void theEmptyMatrixIsItsOwnInverse() {
    Cholesky.invert(Matrix.zeros(0, 0), TWO);
    assertThatIllegalArgumentException().isThrownBy(() -> Cholesky.invert(Matrix.zeros(2, 3), TWO)).withMessage("the matrix is 2 × 3, must be square");
  }

  @Test
  void theListenerHearsOneGrowingCountAndMayStopIt() {
    var heard = new ArrayList<Long>();
    var job =
        TWO.withProgress(
            (phase, done, total) -> {
              assertThat(phase).isEqualTo("inverting");
              assertThat(total).isEqualTo(300);
              return heard.add(done);
            });
    Cholesky.invert(positive(300, 5), job);
    assertThat(heard).isSorted().allMatch(done -> done <= 300);
    assertThat(heard.getLast()).isGreaterThan(250);
    var stopping = TWO.withProgress((_, done, _) -> done < 100);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> Cholesky.invert(positive(300, 5), stopping));
  }
}
