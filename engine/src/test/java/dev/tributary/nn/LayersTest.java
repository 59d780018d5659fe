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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayersTest {
  private static final int ROWS = 7;

  private final ArrayProduct product = new ArrayProduct();

  @ParameterizedTest
  @EnumSource(Activation.class)
  void denseBackwardIsItsDerivative(Activation activation) {
    var weights = new Weights(1);
    var layer = new Dense(weights, "layer", 9, 5, activation);
    float[] bias = random(5, 2);
    System.arraycopy(bias, 0, weights.values(), 45, 5);
    float[] x = random(ROWS * 9, 3);
    float[] c = random(ROWS * 5, 4);
    var z = new float[ROWS * 5];
    var y = new float[ROWS * 5];
    DoubleSupplier loss =
        () -> {
          layer.forward(x, ROWS, z, y, product);
          return weighted(c, y);
        };
    if (activation == Activation.RELU) { // keep away from the corner, where there is no derivative
      loss.getAsDouble();
      for (int n = 0; n < z.length; n++) {
        c[n] = Math.abs(z[n]) < 0.15 ? 0 : c[n];
      }
    }
    loss.getAsDouble();
    var dx = new float[ROWS * 9];
    var gradient = new float[weights.size()];
    layer.backward(x, z.clone(), y.clone(), c.clone(), ROWS, dx, false, gradient, product);
    check("x", x, 0, x.length, dx, loss);
    check("weights", weights.values(), 0, weights.size(), gradient, loss);
    loss.getAsDouble();
    var twice = dx.clone();
    layer.backward(x, z.clone(), y.clone(), c.clone(), ROWS, twice, true, gradient, product);
    assertThat((double) twice[3]).isCloseTo(2 * dx[3], within(1e-5));
  }

  @Test
  void denseByHand() {
    var weights = new Weights(1);
    var layer = new Dense(weights, "layer", 2, 2, Activation.RELU);
    System.arraycopy(new float[] {1, 2, 3, -4, 0.5f, 0}, 0, weights.values(), 0, 6); // W = [1 2; 3 -4], b = [0.5 0]
    var y = new float[2];
    layer.forward(new float[] {1, 2}, 1, y, y, product);
    assertThat(y).containsExactly(7.5f, 0); // 1 + 6 + 0.5; 2 − 8 < 0
  }

  @Test
  void layerNormBackwardIsItsDerivative() {
    var weights = new Weights(1);
    var layer = new LayerNorm(weights, "norm", 11);
    System.arraycopy(random(22, 5), 0, weights.values(), 0, 22);
    float[] x = random(ROWS * 11, 6);
    float[] c = random(ROWS * 11, 7);
    var normal = new float[ROWS * 11];
    var y = new float[ROWS * 11];
    var inverse = new float[ROWS];
    DoubleSupplier loss =
        () -> {
          layer.forward(x, ROWS, normal, inverse, y);
          return weighted(c, y);
        };
    loss.getAsDouble();
    var dx = new float[ROWS * 11];
    var gradient = new float[22];
    layer.backward(normal.clone(), inverse.clone(), c.clone(), ROWS, dx, gradient);
    check("x", x, 0, x.length, dx, loss);
    check("weights", weights.values(), 0, 22, gradient, loss);
  }

  @Test
  void batchNormBackwardIsItsDerivativeAndServingUsesRunningMeans() {
    var weights = new Weights(1);
    var layer = new BatchNorm(weights, "norm", 4);
    System.arraycopy(random(8, 5), 0, weights.values(), 0, 8);
    float[] x = random(ROWS * 4, 6);
    float[] c = random(ROWS * 4, 7);
    var normal = new float[ROWS * 4];
    var y = new float[ROWS * 4];
    var moments = new float[8];
    DoubleSupplier loss =
        () -> {
          layer.forward(x, ROWS, normal, moments, y);
          return weighted(c, y);
        };
    loss.getAsDouble();
    var dx = new float[ROWS * 4];
    var gradient = new float[8];
    layer.backward(normal.clone(), moments.clone(), c.clone(), ROWS, dx, gradient);
    check("x", x, 0, x.length, dx, loss);
    check("weights", weights.values(), 0, 8, gradient, loss);
    loss.getAsDouble();
    float[] trained = y.clone();
    for (int n = 0; n < 200; n++) { // 0.9^200 of the start is left
      layer.absorb(moments);
    }
    float[] served = x.clone();
    layer.serve(served, ROWS);
    for (int i = 0; i < served.length; i++) {
      assertThat((double) served[i]).isCloseTo(trained[i], within(1e-4));
    }
  }

  @Test
  void unitLengthBackwardIsItsDerivativeAndZeroStaysZero() {
    float[] x = random(3 * 6, 8);
    Arrays.fill(x, 6, 12, 0); // row 1
    float[] c = random(18, 9);
    var lengths = new float[3];
    var y = new float[18];
    DoubleSupplier loss =
        () -> {
          UnitLength.forward(x, 3, 6, lengths, y);
          return weighted(c, y);
        };
    loss.getAsDouble();
    assertThat(Arrays.copyOfRange(y, 6, 12)).containsOnly(0);
    var gradient = c.clone();
    UnitLength.backward(y.clone(), lengths.clone(), 3, 6, gradient);
    assertThat(Arrays.copyOfRange(gradient, 6, 12)).containsOnly(0);
    check("x", x, 0, 6, gradient, loss);
    check("x", x, 12, 6, gradient, loss);
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void poolingBackwardIsItsDerivative(Pooling pooling) {
    int[] starts = {0, 2, 2, 5}; // the second bag is empty
    float[] x = random(5 * 3, 10);
    float[] c = random(9, 11);
    var y = new float[9];
    DoubleSupplier loss =
        () -> {
          pooling.forward(x, starts, 3, 3, y);
          return weighted(c, y);
        };
    loss.getAsDouble();
    assertThat((double) y[0]).isCloseTo((x[0] + x[3]) / (pooling == Pooling.MEAN ? 2 : 1), within(1e-6));
    assertThat(Arrays.copyOfRange(y, 3, 6)).containsOnly(0);
    var dx = new float[15];
    pooling.backward(c, starts, 3, 3, dx);
    check("x", x, 0, 15, dx, loss);
  }

  @Test
  void dropoutKeepsTheMeanAndDropsTheSamePlacesOfTheGradient() {
    var x = new float[10_000];
    Arrays.fill(x, 1);
    var gradient = x.clone();
    new Dropout(0.25).apply(x, x.length, 9);
    new Dropout(0.25).apply(gradient, x.length, 9);
    assertThat(gradient).isEqualTo(x);
    double sum = 0;
    for (float value : x) {
      sum += value;
    }
    assertThat(sum / x.length).isCloseTo(1, within(0.025)); // four deviations
    new Dropout(0).apply(x, x.length, 10);
    assertThat(x).isEqualTo(gradient);
    assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(1)).withMessage("dropout is 1.0, allowed 0..1, 1 excluded; start with 0.2");
  }

  @Test
  void weightsFollowFromSeedAndNameAndTwoOfOneNameAreRefused() {
    var one = new Weights(5);
    new Dense(one, "a", 3, 4, Activation.RELU);
    new Dense(one, "b", 3, 4, Activation.RELU);
    var other = new Weights(5);
    new Dense(other, "b", 3, 4, Activation.RELU);
    assertThat(Arrays.copyOfRange(one.values(), 16, 32)).isEqualTo(other.values());
    assertThat(one.nameAt(17)).isEqualTo("b.weight");
    assertThatIllegalArgumentException().isThrownBy(() -> new Dense(one, "a", 1, 1, Activation.NONE)).withMessage("there is a parameter 'a.weight' already");
  }
}
