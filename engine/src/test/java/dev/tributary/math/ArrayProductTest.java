package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrayProductTest {
  private static final int[][] SHAPES = {{1, 1, 1}, {5, 3, 2}, {6, 32, 16}, {7, 33, 5}, {12, 64, 64}, {13, 520, 9}, {13, 40, 100}, {48, 70, 48}, {20, 31, 0}, {0, 4, 3}};

  private static float[] random(int size, long seed) {
    var random = Seeds.random(seed);
    var values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return values;
  }

  /** What is packed, and what lies where it lay, give the same bits: rows of the right factor 64 values apart, which are packed where many tiles read them, and 67 apart. */
  @Test
  void packingChangesNoBit() {
    var product = new ArrayProduct();
    int n = 64;
    for (int[] shape : new int[][] {{95, 128}, {96, 127}, {96, 128}, {131, 200}}) {
      int m = shape[0];
      int k = shape[1];
      float[] a = random(m * k, 1);
      float[] b = random(k * n, 2);
      var apart = new float[k * 67];
      for (int p = 0; p < k; p++) {
        System.arraycopy(b, p * n, apart, p * 67, n);
      }
      var c = new float[m * n];
      var expected = new float[m * n];
      product.multiply(Rows.of(a, k), Rows.of(b, n), Rows.of(c, n), m, n, k, Part.ALL, false);
      product.multiply(Rows.of(a, k), new Rows(apart, 0, 67), Rows.of(expected, n), m, n, k, Part.ALL, false);
      assertThat(c).as("%s", Arrays.toString(shape)).containsExactly(expected);
    }
  }

  @Test
  void everyFormIsTheSumOfProducts() {
    var product = new ArrayProduct();
    for (int[] shape : SHAPES) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      float[] a = random(m * (k + 3) + 1, 1);
      float[] turnedA = random(k * (m + 2) + 1, 2);
      float[] b = random(k * (n + 4) + 1, 3);
      float[] turnedB = random(n * (k + 1) + 1, 4);
      for (boolean add : new boolean[] {false, true}) {
        var c = random(m * (n + 5) + 1, 5);
        var c2 = c.clone();
        var c3 = c.clone();
        var before = c.clone();
        product.multiply(new Rows(a, 1, k + 3), new Rows(b, 1, n + 4), new Rows(c, 1, n + 5), m, n, k, Part.ALL, add);
        product.multiplyTransposed(new Rows(a, 1, k + 3), new Rows(turnedB, 1, k + 1), new Rows(c2, 1, n + 5), m, n, k, Part.ALL, add);
        product.transposedMultiply(new Rows(turnedA, 1, m + 2), new Rows(b, 1, n + 4), new Rows(c3, 1, n + 5), m, n, k, Part.ALL, add);
        for (int row = 0; row < m; row++) {
          for (int column = 0; column < n + 5 && row * (n + 5) + column + 1 < c.length; column++) {
            int at = 1 + row * (n + 5) + column;
            if (column >= n) {
              assertThat(c[at]).as("beside the result").isEqualTo(before[at]);
              continue;
            }
            double start = add ? before[at] : 0;
            double plain = start;
            double right = start;
            double left = start;
            for (int p = 0; p < k; p++) {
              plain += (double) a[1 + row * (k + 3) + p] * b[1 + p * (n + 4) + column];
              right += (double) a[1 + row * (k + 3) + p] * turnedB[1 + column * (k + 1) + p];
              left += (double) turnedA[1 + p * (m + 2) + row] * b[1 + p * (n + 4) + column];
            }
            assertThat((double) c[at]).as("%s", Arrays.toString(shape)).isCloseTo(plain, within(1e-5 * (1 + k)));
            assertThat((double) c2[at]).isCloseTo(right, within(1e-5 * (1 + k)));
            assertThat((double) c3[at]).isCloseTo(left, within(1e-5 * (1 + k)));
          }
        }
      }
    }
  }

  @Test
  void partsGiveWhatTheWholeGivesWhereTheyCount() {
    var product = new ArrayProduct();
    for (int t : new int[] {1, 5, 6, 40, 77, 200}) {
      int d = 48;
      float[] q = random(t * d, t);
      float[] k = random(t * d, t + 1L);
      var whole = new float[t * t];
      var lower = new float[t * t];
      product.multiplyTransposed(Rows.of(q, d), Rows.of(k, d), Rows.of(whole, t), t, t, d, Part.ALL, false);
      product.multiplyTransposed(Rows.of(q, d), Rows.of(k, d), Rows.of(lower, t), t, t, d, Part.RESULT_LOWER, false);
      for (int row = 0; row < t; row++) {
        for (int column = 0; column < t; column++) {
          if (column <= row) {
            assertThat(lower[row * t + column]).isEqualTo(whole[row * t + column]);
          } else {
            whole[row * t + column] = 0;
          }
        }
      }
      var y = new float[t * d];
      var partly = new float[t * d];
      product.multiply(Rows.of(whole, t), Rows.of(k, d), Rows.of(y, d), t, d, t, Part.ALL, false);
      product.multiply(Rows.of(whole, t), Rows.of(k, d), Rows.of(partly, d), t, d, t, Part.LEFT_LOWER, false);
      assertThat(partly).isEqualTo(y);
      product.transposedMultiply(Rows.of(whole, t), Rows.of(k, d), Rows.of(y, d), t, d, t, Part.ALL, false);
      product.transposedMultiply(Rows.of(whole, t), Rows.of(k, d), Rows.of(partly, d), t, d, t, Part.LEFT_UPPER, false);
      assertThat(partly).isEqualTo(y);
    }
  }

  @Test
  void aRowHasTheSameBitsWhateverStandsBeside() {
    var product = new ArrayProduct();
    float[] a = random(50 * 64, 1);
    float[] b = random(64 * 40, 2);
    var whole = new float[50 * 40];
    product.multiply(Rows.of(a, 64), Rows.of(b, 40), Rows.of(whole, 40), 50, 40, 64, Part.ALL, false);
    for (int row = 0; row < 50; row++) {
      var alone = new float[40];
      product.multiply(new Rows(a, row * 64, 64), Rows.of(b, 40), Rows.of(alone, 40), 1, 40, 64, Part.ALL, false);
      assertThat(alone).isEqualTo(Arrays.copyOfRange(whole, row * 40, row * 40 + 40));
    }
  }

  @Test
  void theDoorChecksShapes() {
    var product = new ArrayProduct();
    var a = Rows.of(new float[6], 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> product.multiply(a, a, Rows.of(new float[9], 3), 3, 3, 2, Part.ALL, false))
        .withMessage("3 rows of 2 values, 3 apart from 0, lie outside 6 values");
  }

  @Test
  void tilesOfBothArithmeticsAgree() {
    for (RowArithmetic arithmetic : List.of(new PlainRows(), new VectorRows())) {
      int width = arithmetic.tileColumns();
      float[] a = random(6 * 10, 1);
      float[] b = random(10 * width, 2);
      float[] c = random(6 * width, 3);
      float[] before = c.clone();
      arithmetic.tile(a, 0, 10, b, 0, width, 10, c, 0, width, true);
      var turned = new float[10 * 7]; // rows of seven, of which six are the tile's
      for (int p = 0; p < 10; p++) {
        for (int r = 0; r < 6; r++) {
          turned[p * 7 + r] = a[r * 10 + p];
        }
      }
      float[] again = before.clone();
      arithmetic.turnedTile(turned, 0, 7, b, 0, width, 10, again, 0, width, true);
      for (int r = 0; r < 6; r++) {
        for (int i = 0; i < width; i++) {
          double sum = before[r * width + i];
          for (int p = 0; p < 10; p++) {
            sum += (double) a[r * 10 + p] * b[p * width + i];
          }
          assertThat((double) c[r * width + i]).as("%s", arithmetic).isCloseTo(sum, within(1e-5));
        }
      }
      assertThat(again).as("%s", arithmetic).containsExactly(c);
    }
  }
}
