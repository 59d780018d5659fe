package dev.tributary.ann.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.ByteColumn;
import dev.tributary.math.Seeds;
import org.junit.jupiter.api.Test;

class PlaneCodesTest {
  private static float[] random(int dimension, long seed) {
    var random = Seeds.random(seed);
    var values = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void oneBitIsASignAndTheProductWithTheRowItself() {
    // 3 and −1 become s·½ and −s·½; their product with the row, s·2, must be 3² + 1² = 10: s = 5
    var codes = PlaneCodes.allocate(1, 2, 1);
    float[] values = {3, -1};
    codes.coder().set(0, values);
    assertThat(values).containsExactly(2.5f, -2.5f);
    var decoded = new float[2];
    codes.copyRow(0, decoded);
    assertThat(decoded).containsExactly(2.5f, -2.5f);
    assertThat(codes.bytes().get(0)).isEqualTo((byte) 0b01);
    assertThat(PlaneCodes.stride(2, 1)).isEqualTo(1 + 4);
  }

  @Test
  void everyBitHalvesTheError() {
    for (int dimension : new int[] {1, 7, 64, 100}) {
      double before = Double.POSITIVE_INFINITY;
      for (int bits = 1; bits <= 8; bits++) {
        var codes = PlaneCodes.allocate(50, dimension, bits);
        double error = 0;
        for (int row = 0; row < 50; row++) {
          var values = random(dimension, row);
          var decoded = values.clone();
          codes.coder().set(row, decoded);
          double product = 0;
          double squares = 0;
          for (int i = 0; i < dimension; i++) {
            error += Math.pow(values[i] - decoded[i], 2);
            product += (double) values[i] * decoded[i];
            squares += (double) values[i] * values[i];
          }
          assertThat(product).as("the product with itself").isCloseTo(squares, within(1e-4 * squares));
          var again = new float[dimension];
          codes.copyRow(row, again);
          assertThat(again).isEqualTo(decoded);
        }
        assertThat(error).as("%d values, %d bits", dimension, bits).isLessThan(dimension == 1 ? 1e-9 : dimension < 64 ? before : before / 2);
        before = error;
      }
    }
  }

  @Test
  void productsAreThoseOfDecodedRows() {
    for (int dimension : new int[] {1, 5, 33, 100, 300}) {
      for (int bits = 1; bits <= 8; bits++) {
        var codes = PlaneCodes.allocate(9, dimension, bits);
        for (int row = 0; row < 9; row++) {
          codes.coder().set(row, random(dimension, row));
        }
        var query = random(dimension, 99);
        int[] rows = {8, 0, 3, 3, 5};
        var products = new float[5];
        var ofQuery = codes.products();
        ofQuery.begin(random(dimension, 98)); // another one before
        ofQuery.begin(query);
        ofQuery.of(rows, 5, products);
        for (int n = 0; n < 5; n++) {
          var decoded = new float[dimension];
          codes.copyRow(rows[n], decoded);
          double expected = 0;
          for (int i = 0; i < dimension; i++) {
            expected += (double) query[i] * decoded[i];
          }
          assertThat((double) products[n]).as("%d values, %d bits", dimension, bits).isCloseTo(expected, within(1e-4 * dimension));
        }
      }
    }
  }

  @Test
  void zeroStaysZero() {
    var codes = PlaneCodes.allocate(1, 3, 4);
    var zero = new float[3];
    codes.coder().set(0, zero);
    assertThat(zero).containsExactly(0, 0, 0);
  }

  @Test
  void wrongBytesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PlaneCodes.allocate(1, 3, 9)).withMessage("bits is 9, allowed 1..8");
    assertThatIllegalArgumentException().isThrownBy(() -> PlaneCodes.of(ByteColumn.allocate(71), 1, 3, 4)).withMessage("71 bytes of codes, must be 70"); // 2 + 4, and 64 behind
    var endless = PlaneCodes.allocate(1, 1, 8).bytes();
    endless.set(4, (byte) 0x7F); // of the scale's exponent
    endless.set(3, (byte) 0x80);
    assertThatIllegalArgumentException().isThrownBy(() -> PlaneCodes.of(endless, 1, 1, 8)).withMessage("the scale of row 0 is Infinity, must be finite");
  }
}
