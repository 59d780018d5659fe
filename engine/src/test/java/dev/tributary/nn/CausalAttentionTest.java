package dev.tributary.nn;

import static dev.tributary.nn.Differences.check;
import static dev.tributary.nn.Differences.random;
import static dev.tributary.nn.Differences.weighted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.ArrayProduct;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class CausalAttentionTest {
  private static final int[] STARTS = {0, 1, 9, 9, 16};

  private final ArrayProduct product = new ArrayProduct();

  @Test
  void backwardIsItsDerivative() {
    for (int heads : new int[] {1, 2}) {
      var layer = new CausalAttention(6, heads);
      float[] x = random(16 * 18, 1);
      float[] c = random(16 * 6, 2);
      var y = new float[16 * 6];
      var attention = new float[layer.kept(STARTS, 4)];
      DoubleSupplier loss =
          () -> {
            layer.forward(x, STARTS, 4, attention, y, product);
            return weighted(c, y);
          };
      loss.getAsDouble();
      var dx = new float[x.length];
      layer.backward(x, STARTS, 4, attention, c, dx, new float[64], product);
      check(heads + " heads", x, 0, x.length, dx, loss);
    }
  }

  @Test
  void aSequenceKnowsNeitherTheFutureNorItsNeighbours() {
    var layer = new CausalAttention(8, 2);
    float[] x = random(16 * 24, 3);
    var attention = new float[layer.kept(STARTS, 4)];
    var y = new float[16 * 8];
    layer.forward(x, STARTS, 4, attention, y, product);
    float[] changed = x.clone();
    Arrays.fill(changed, 5 * 24, 9 * 24, 3); // rows 5..8, the end of the second sequence
    var other = new float[16 * 8];
    layer.forward(changed, STARTS, 4, attention, other, product);
    assertThat(Arrays.copyOf(other, 5 * 8)).isEqualTo(Arrays.copyOf(y, 5 * 8));
    assertThat(Arrays.copyOfRange(other, 9 * 8, 16 * 8)).isEqualTo(Arrays.copyOfRange(y, 9 * 8, 16 * 8));
    assertThat(other[5 * 8]).isNotEqualTo(y[5 * 8]);
  }

  @Test
  void theFirstRowIsItsOwnValueAndTheLastRowAloneIsTheSame() {
    var layer = new CausalAttention(8, 2);
    float[] x = random(16 * 24, 4);
    var attention = new float[256 * 2];
    var y = new float[16 * 8];
    int[] starts = {0, 16};
    layer.forward(x, starts, 1, attention, y, product);
    for (int i = 0; i < 8; i++) {
      assertThat((double) y[i]).isCloseTo(x[16 + i], within(1e-6));
    }
    var last = new float[8];
    layer.last(x, 16, new float[16], last);
    for (int i = 0; i < 8; i++) {
      assertThat((double) last[i]).isCloseTo(y[15 * 8 + i], within(1e-5));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new CausalAttention(8, 3)).withMessage("3 heads do not divide a width of 8");
  }
}
