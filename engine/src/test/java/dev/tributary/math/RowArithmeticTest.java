package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowArithmeticTest {
  private static final int[] LENGTHS = {1, 7, 13, 16, 33, 64, 207, 1021};

  private static List<RowArithmetic> all() {
    return List.of(new PlainRows(), new VectorRows());
  }

  private static float[] vector(int length, double scale) {
    var random = Seeds.random(length);
    var values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) ((random.nextDouble() * 2 - 1) * scale);
    }
    return values;
  }

  @Test
  void exponentialsAndTanhAreThoseOfTheLibrary() {
    for (int length : LENGTHS) {
      for (var arithmetic : all()) {
        float[] x = vector(length, 80);
        float[] exp = x.clone();
        arithmetic.exp(exp, 0, length);
        float[] tanh = x.clone();
        arithmetic.tanh(tanh, 0, length);
        for (int i = 0; i < length; i++) {
          assertThat(exp[i] / Math.exp(x[i])).as("%s, e^%s", arithmetic, x[i]).isCloseTo(1, within(3e-7));
          assertThat((double) tanh[i]).isCloseTo(Math.tanh(x[i]), within(3e-7));
        }
      }
    }
    for (var arithmetic : all()) {
      float[] far = {-1000, 1000, 0};
      arithmetic.exp(far, 0, 3);
      assertThat((double) far[0]).isCloseTo(Math.exp(-87), within(1e-42));
      assertThat(far[1] / Math.exp(88)).isCloseTo(1, within(3e-7));
      assertThat(far[2]).isEqualTo(1);
    }
  }

  @Test
  void softmaxIsOneInAllAndHidesWhatIsMasked() {
    for (int length : LENGTHS) {
      for (var arithmetic : all()) {
        float[] x = new float[length + 4];
        System.arraycopy(vector(length, 20), 0, x, 2, length);
        x[1] = 77;
        x[length + 2] = 78;
        if (length > 1) {
          x[2 + length / 2] = Float.NEGATIVE_INFINITY;
        }
        float[] before = x.clone();
        double logSum = arithmetic.softmax(x, 2, length);
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 2; i < length + 2; i++) {
          most = Math.max(most, before[i]);
        }
        double sum = 0;
        for (int i = 2; i < length + 2; i++) {
          sum += Math.exp(before[i] - most);
        }
        assertThat(logSum).as("%s, length %d", arithmetic, length).isCloseTo(most + Math.log(sum), within(1e-5));
        for (int i = 2; i < length + 2; i++) {
          assertThat((double) x[i]).isCloseTo(Math.exp(before[i] - most) / sum, within(1e-6));
        }
        if (length > 1) {
          assertThat(x[2 + length / 2]).isZero();
        }
        assertThat(x[1]).isEqualTo(77);
        assertThat(x[length + 2]).isEqualTo(78);
      }
    }
    for (var arithmetic : all()) {
      assertThat(arithmetic.softmax(new float[] {1, Float.NaN, 2}, 0, 3)).isNaN();
      assertThat(arithmetic.softmax(vectorWithNaN(40, 3), 0, 40)).isNaN();
      assertThat(arithmetic.softmax(vectorWithNaN(40, 39), 0, 40)).isNaN();
    }
  }

  @Test
  void exponentialsAreTakenFromTheLargestAndAddedUp() {
    for (int length : LENGTHS) {
      for (var arithmetic : all()) {
        float[] x = new float[length + 4];
        System.arraycopy(vector(length, 20), 0, x, 2, length);
        x[1] = 77;
        x[length + 2] = 78;
        x[1 + length] = length > 1 ? Float.NEGATIVE_INFINITY : 3;
        float[] before = x.clone();
        float most = arithmetic.max(x, 2, length);
        float sum = arithmetic.exp(x, 2, length, most + 1);
        double expected = 0;
        for (int i = 2; i < length + 2; i++) {
          assertThat(before[i]).isLessThanOrEqualTo(most);
          assertThat((double) x[i]).as("%s, length %d", arithmetic, length).isCloseTo(Math.exp(before[i] - most - 1), within(1e-6));
          expected += Math.exp(before[i] - most - 1);
        }
        assertThat(sum / expected).isCloseTo(1, within(1e-5));
        assertThat(before).contains(most);
        assertThat((double) x[1 + length]).isCloseTo(length > 1 ? 0 : Math.exp(-1), within(1e-6));
        assertThat(x[1]).isEqualTo(77);
        assertThat(x[length + 2]).isEqualTo(78);
      }
    }
    for (var arithmetic : all()) {
      assertThat(arithmetic.max(new float[3], 1, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
      float[] x = vectorWithNaN(100, 39);
      float most = arithmetic.max(x, 0, 100);
      assertThat(x).contains(most);
      for (float value : x) {
        assertThat(value > most).isFalse(); // nor is the one that is no number
      }
      assertThat(arithmetic.exp(vectorWithNaN(40, 3), 0, 40, 1)).isNaN();
    }
  }

  @Test
  void offsetsAreAddedBeforeSoftmax() {
    for (int length : LENGTHS) {
      float[] offsets = vector(length + 2, 4);
      for (var arithmetic : all()) {
        float[] x = vector(length, 3);
        x[length / 2] = length > 1 ? Float.NEGATIVE_INFINITY : 0;
        float[] sums = x.clone();
        for (int i = 0; i < length; i++) {
          sums[i] += offsets[i];
        }
        assertThat(arithmetic.softmax(x, 0, length, offsets)).as("%s, length %d", arithmetic, length).isEqualTo(arithmetic.softmax(sums, 0, length));
        assertThat(x).containsExactly(sums);
      }
    }
  }

  private static float[] vectorWithNaN(int length, int at) {
    float[] x = vector(length, 2);
    x[at] = Float.NaN;
    return x;
  }

  @Test
  void normalizedRowsHaveMeanZeroAndDeviationOne() {
    for (int length : LENGTHS) {
      for (var arithmetic : all()) {
        float[] x = vector(length, 3);
        for (int i = 0; i < length; i++) {
          x[i] += 5;
        }
        var y = new float[length + 3];
        float inverse = arithmetic.normalize(x, 0, length, 1e-6f, y, 3);
        double mean = 0;
        for (float value : x) {
          mean += value / (double) length;
        }
        double variance = 0;
        for (float value : x) {
          variance += (value - mean) * (value - mean) / length;
        }
        assertThat(inverse * Math.sqrt(variance + 1e-6)).isCloseTo(1, within(1e-4));
        for (int i = 0; i < length; i++) {
          assertThat((double) y[3 + i]).as("%s, length %d", arithmetic, length).isCloseTo((x[i] - mean) / Math.sqrt(variance + 1e-6), within(1e-4));
        }
        assertThat((double) arithmetic.sum(x, 0, length) / length).isCloseTo(mean, within(1e-4));
        double dot = 0;
        for (int i = 0; i < length; i++) {
          dot += (double) x[i] * y[3 + i];
        }
        assertThat((double) arithmetic.dot(x, 0, y, 3, length)).isCloseTo(dot, within(1e-5 * 10 * length));
      }
    }
  }

  @Test
  void dropsTheWantedShareTheSameInBothArithmeticsAndAgainForTheGradient() {
    int length = 100_003;
    var plain = new float[length];
    Arrays.fill(plain, 1);
    var vector = plain.clone();
    int threshold = (int) (0.3 * (1 << 24));
    new PlainRows().drop(plain, 0, length, 77, threshold, 1 / 0.7f);
    new VectorRows().drop(vector, 0, length, 77, threshold, 1 / 0.7f);
    assertThat(vector).isEqualTo(plain);
    int dropped = 0;
    for (float value : plain) {
      dropped += value == 0 ? 1 : 0;
    }
    assertThat(dropped / (double) length).isCloseTo(0.3, within(0.006)); // four deviations
    var other = new float[length];
    Arrays.fill(other, 1);
    Kernels.drop(other, 0, length, 78, 0.3);
    int both = 0;
    for (int i = 0; i < length; i++) {
      both += other[i] == 0 && plain[i] == 0 ? 1 : 0;
    }
    assertThat(both / (double) length).as("another seed drops others").isCloseTo(0.09, within(0.004));
    assertThatIllegalArgumentException().isThrownBy(() -> Kernels.drop(other, 5, length, 1, 0.1)).withMessageContaining("lie outside an array of 100003");
  }

  @Test
  void columnsAreSummedAndGradientsStayWhereTheResultIsPositive() {
    for (int columns : LENGTHS) {
      for (var arithmetic : all()) {
        float[] x = vector(7 * columns, 1);
        float[] y = vector(columns + 2, 1);
        float[] before = y.clone();
        arithmetic.sumColumns(x, 7, columns, y, 1);
        float[] kept = x.clone();
        arithmetic.keepPositive(vector(7 * columns, 1), 7 * columns - 1, kept);
        for (int i = 0; i < columns; i++) {
          double sum = before[i + 1];
          for (int row = 0; row < 7; row++) {
            sum += x[row * columns + i];
          }
          assertThat((double) y[i + 1]).as("%s, %d columns", arithmetic, columns).isCloseTo(sum, within(1e-5));
          assertThat(kept[i]).isEqualTo(i < 7 * columns - 1 ? Math.max(0, x[i]) : x[i]);
        }
        assertThat(y[0]).isEqualTo(before[0]);
        assertThat(y[columns + 1]).isEqualTo(before[columns + 1]);
      }
    }
  }

  @Test
  void rowsAreSummedWhereverTheyLie() {
    for (int width : LENGTHS) {
      float[] x = vector(5 * width, 3);
      int[] rows = {9, 4, 0, 0, 3, 2, 9};
      for (var arithmetic : all()) {
        for (int to = 1; to <= 6; to++) { // none up to five rows
          var y = new float[width + 2];
          var again = new float[width + 2];
          arithmetic.sumRows(0.5f, rows, 1, to, x, width, y, 1);
          arithmetic.sumRows(0.5f, rows, 1, to, FloatColumn.copyOf(x).segment(), width, again, 1);
          for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int n = 1; n < to; n++) {
              sum += x[rows[n] * width + i];
            }
            assertThat((double) y[1 + i]).as("%s, width %d, %d rows", arithmetic, width, to - 1).isCloseTo(sum / 2, within(1e-5));
          }
          assertThat(again).as("%s, width %d", arithmetic, width).containsExactly(y);
          assertThat(y[0] + y[width + 1]).as("beside").isZero();
        }
      }
    }
  }

  @Test
  void scaledRowsAreAdded() {
    for (int length : LENGTHS) {
      float[] x = vector(length + 1, 2);
      for (var arithmetic : all()) {
        float[] y = vector(length + 3, 1);
        float[] before = y.clone();
        arithmetic.addScaled(-1.5f, x, 1, y, 2, length);
        for (int i = 0; i < length; i++) {
          assertThat((double) y[2 + i]).as("%s, length %d", arithmetic, length).isCloseTo(before[2 + i] - 1.5 * x[1 + i], within(1e-5));
        }
        assertThat(new float[] {y[0], y[1], y[length + 2]}).containsExactly(before[0], before[1], before[length + 2]);
      }
    }
  }

  /** The formula of {@link AdamStep} in doubles, in arrays and off the heap. */
  @Test
  void adamMovesMomentsAndValues() {
    var step = new AdamStep(0.5f, 0.9f, 0.1f, 0.99f, 0.01f, 0.02f, 1.25f, 1e-6f, 0.999f);
    for (int length : LENGTHS) {
      float[] g = vector(length + 1, 2);
      float[] w = vector(length, 1);
      float[] first = vector(length + 7, 0.1);
      var second = new float[length];
      for (int i = 0; i < length; i++) {
        second[i] = first[i] * first[i] + 0.01f;
      }
      for (var arithmetic : all()) {
        float[] values = w.clone();
        float[] means = Arrays.copyOf(first, length);
        float[] squares = second.clone();
        arithmetic.adam(values, 0, means, squares, 0, g, 1, length, step);
        var column = FloatColumn.copyOf(w);
        var moments = FloatColumn.allocate(2 * length);
        moments.set(0, first, length);
        moments.set(length, second, length);
        arithmetic.adam(column.segment(), 0, moments.segment(), 0, g, 1, length, step);
        for (int i = 0; i < length; i++) {
          double gradient = 0.5 * g[1 + i];
          double mean = 0.9 * first[i] + 0.1 * gradient;
          double square = 0.99 * second[i] + 0.01 * gradient * gradient;
          assertThat((double) means[i]).as("%s, length %d", arithmetic, length).isCloseTo(mean, within(1e-6));
          assertThat((double) squares[i]).isCloseTo(square, within(1e-6));
          assertThat((double) values[i]).isCloseTo(0.999 * w[i] - 0.02 * mean / (1.25 * Math.sqrt(square) + 1e-6), within(1e-6));
        }
        assertThat(column.toArray()).containsExactly(values);
        assertThat(moments.toArray(0, length)).containsExactly(means);
        assertThat(moments.toArray(length, 2 * length)).containsExactly(squares);
      }
    }
  }
}
