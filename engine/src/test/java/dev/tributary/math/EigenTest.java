package dev.tributary.math;

import static dev.tributary.math.DenseSamples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EigenTest {
  private static final Job TWO = Job.DEFAULT.withThreads(2);

  @Test
  void twoByTwoByHand() {
    // [2 1; 1 2]: 3 with (1, 1)/√2 and 1 with (1, -1)/√2
    var eigen = SymmetricEigen.of(Matrix.of(2, 2, FloatColumn.copyOf(new float[] {2, Float.NaN, 1, 2})));
    assertThat(eigen.value(0)).isCloseTo(3, within(1e-14));
    assertThat(eigen.value(1)).isCloseTo(1, within(1e-14));
    assertThat(eigen.vector(0, 0)).isCloseTo(Math.sqrt(0.5), within(1e-14));
    assertThat(eigen.vector(0, 1)).isCloseTo(Math.sqrt(0.5), within(1e-14));
    assertThat(eigen.vector(1, 0) * eigen.vector(1, 1)).isCloseTo(-0.5, within(1e-14));
  }

  @Test
  void theMatrixTimesAVectorIsItsValueTimesTheVector() {
    for (int n : new int[] {1, 2, 3, 7, 50, 201}) {
      var matrix = symmetric(random(n, n, n));
      var eigen = SymmetricEigen.of(matrix);
      checkPairs(matrix, eigen);
    }
  }

  @Test
  void equalValuesAndZerosAreNoTrouble() {
    checkPairs(Matrix.zeros(5, 5), SymmetricEigen.of(Matrix.zeros(5, 5)));
    var identity = Matrix.zeros(40, 40);
    var ones = Matrix.zeros(40, 40);
    var parts = Matrix.zeros(40, 40); // two blocks that do not touch
    for (int i = 0; i < 40; i++) {
      identity.set(i, i, 1);
      for (int j = 0; j < 40; j++) {
        ones.set(i, j, 1);
        parts.set(i, j, (i < 20) == (j < 20) ? 1 : 0);
      }
    }
    for (var matrix : new Matrix[] {identity, ones, parts}) {
      checkPairs(matrix, SymmetricEigen.of(matrix));
    }
    assertThat(SymmetricEigen.of(ones).value(0)).isCloseTo(40, within(1e-12));
    assertThat(SymmetricEigen.of(parts).value(1)).isCloseTo(20, within(1e-12));
    assertThat(SymmetricEigen.of(Matrix.zeros(0, 0)).size()).isZero();
  }

  @Test
  void gramMatricesOfLowRankSettle() {
    for (int seed = 1; seed <= 60; seed++) {
      int n = 40 + 3 * seed;
      var vectors = random(3 + seed, n, seed);
      for (int row = 0; row < vectors.rows(); row++) { // lengths that fall by many powers of ten, down to rounding
        for (int column = 0; column < n; column++) {
          vectors.set(row, column, (float) (vectors.get(row, column) * Math.pow(10, -seed % 9 * row / 10.0)));
        }
      }
      var gram = Matrix.zeros(n, n);
      MatrixProduct.transposedGram(1, vectors, 0, gram, TWO);
      checkPairs(gram, SymmetricEigen.of(gram));
    }
  }

  @Test
  void theDoorRefusesWhatIsNoFiniteSquare() {
    assertThatIllegalArgumentException().isThrownBy(() -> SymmetricEigen.of(Matrix.zeros(2, 3))).withMessage("the matrix is 2 × 3, must be square");
    var broken = Matrix.zeros(2, 2);
    broken.set(1, 0, Float.NaN);
    assertThatIllegalArgumentException().isThrownBy(() -> SymmetricEigen.of(broken)).withMessage("the value in row 1, column 0 is NaN, must be finite");
    assertThatIllegalArgumentException().isThrownBy(() -> new TopEigen.Effort(0, 10, 4)).withMessage("rank is 0, must be 1 or more");
  }

  private static Matrix symmetric(Matrix matrix) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < i; j++) {
        matrix.set(j, i, matrix.get(i, j));
      }
    }
    return matrix;
  }

  private static void checkPairs(Matrix matrix, SymmetricEigen eigen) {
    int n = matrix.rows();
    double worst = 0;
    for (int a = 0; a < n; a++) {
      assertThat(a == 0 || eigen.value(a - 1) >= eigen.value(a)).isTrue();
      for (int i = 0; i < n; i++) {
        double sum = -eigen.value(a) * eigen.vector(a, i);
        double dot = a == i ? -1 : 0;
        for (int j = 0; j < n; j++) {
          sum += matrix.get(i, j) * eigen.vector(a, j);
          dot += eigen.vector(a, j) * eigen.vector(i, j);
        }
        worst = Math.max(worst, Math.max(Math.abs(sum), Math.abs(dot)));
      }
    }
    assertThat(worst).as("n %d", n).isLessThan(1e-13 * (10 + n));
  }

  /** n × n: Q·diag(spectrum)·Qᵀ for a random orthogonal Q, as an operator that forms the matrix once. */
  private static Matrix planted(double[] spectrum, long seed) {
    int n = spectrum.length;
    var eigen = SymmetricEigen.of(symmetric(random(n, n, seed)));
    var matrix = Matrix.zeros(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int a = 0; a < n; a++) {
          sum += spectrum[a] * eigen.vector(a, i) * eigen.vector(a, j);
        }
        matrix.set(i, j, (float) sum);
      }
    }
    return matrix;
  }

  @Test
  void plantedValuesAreFoundByMagnitude() {
    double[] spectrum = IntStream.range(0, 300).mapToDouble(i -> (i % 7 == 3 ? -1 : 1) * 100 * Math.pow(0.9, i)).toArray();
    var matrix = planted(spectrum, 5);
    var top = TopEigen.of((x, y) -> MatrixProduct.multiply(1, matrix, x, 0, y, TWO), 300, new TopEigen.Effort(40, 20, 6), TWO);
    assertThat(top.size()).isEqualTo(40);
    for (int a = 0; a < 40; a++) {
      assertThat(top.value(a)).as("value %d", a).isCloseTo(spectrum[a], within(5e-4));
    }
    var image = Matrix.zeros(300, 40);
    MatrixProduct.multiply(1, matrix, top.vectors(), 0, image, TWO);
    double worst = 0;
    for (int a = 0; a < 40; a++) {
      double length = 0;
      for (int i = 0; i < 300; i++) {
        worst = Math.max(worst, Math.abs(image.get(i, a) - top.value(a) * top.vectors().get(i, a)));
        length += (double) top.vectors().get(i, a) * top.vectors().get(i, a);
      }
      assertThat(length).isCloseTo(1, within(1e-5));
    }
    assertThat(worst).isLessThan(1e-2); // of 100
  }

  @Test
  void theSeedDecidesAndThreadsChangeNoBit() {
    var matrix = symmetric(random(500, 500, 9));
    var effort = new TopEigen.Effort(10, 30, 3);
    var one = of(matrix, effort, Job.DEFAULT.withThreads(1));
    var many = of(matrix, effort, Job.DEFAULT.withThreads(3));
    var other = of(matrix, effort, Job.DEFAULT.withThreads(1).withSeed(7));
    assertThat(many.vectors().values().toArray()).isEqualTo(one.vectors().values().toArray());
    assertThat(other.vectors().values().toArray()).isNotEqualTo(one.vectors().values().toArray());
  }

  private static TopEigen of(Matrix matrix, TopEigen.Effort effort, Job job) {
    return TopEigen.of((x, y) -> MatrixProduct.multiply(1, matrix, x, 0, y, job), matrix.rows(), effort, job);
  }

  @Test
  void anOperatorOfLowRankHasZerosBeyondIt() {
    // ones·onesᵀ of 100: one value of 100, all others 0
    var ones = Matrix.zeros(100, 100);
    for (int i = 0; i < 100; i++) {
      for (int j = 0; j < 100; j++) {
        ones.set(i, j, 1);
      }
    }
    var top = of(ones, new TopEigen.Effort(5, 45, 3), TWO);
    assertThat(top.value(0)).isCloseTo(100, within(1e-3));
    for (int a = 1; a < 5; a++) {
      assertThat(top.value(a)).isCloseTo(0, within(1e-3));
    }
    assertThat(of(Matrix.zeros(3, 3), new TopEigen.Effort(5, 5, 2), TWO).size()).isEqualTo(3);
    assertThat(of(Matrix.zeros(0, 0), new TopEigen.Effort(5, 5, 2), TWO).size()).isZero();
  }
}
