package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RidgeBatchTest {
  @Test
  void everyRegressionIsThatOfOneAloneWhateverElseIsInTheBatch() {
    var batch = new RidgeBatch();
    for (long seed = 0; seed < 60; seed++) {
      var random = new SplittableRandom(seed);
      int width = 1 + random.nextInt(80);
      int size = 1 + random.nextInt(batch.capacity());
      var values = FloatColumn.allocate(40L * width);
      for (long i = 0; i < values.size(); i++) {
        values.set(i, (float) random.nextGaussian());
      }
      batch.start(width);
      var counts = new int[size];
      var penalties = new float[size][width];
      for (int n = 0; n < size; n++) {
        counts[n] = random.nextInt(Math.min(40, width));
        for (int p = 0; p < width; p++) {
          penalties[n][p] = (float) (0.1 + 3 * random.nextDouble());
        }
        assertThat(batch.next(penalties[n])).isEqualTo(n);
        for (int i = 0; i < counts[n]; i++) {
          batch.add(n, values, (long) (i * 7 + n) % 40 * width, 0.5f + i % 3, 1 - i % 4);
        }
      }
      assertThat(batch.solve()).as("seed %d", seed).isEqualTo(-1);
      for (int n = 0; n < size; n++) {
        var alone = new RidgeRegression();
        alone.start(penalties[n], 0, width);
        for (int i = 0; i < counts[n]; i++) {
          alone.add(values, (long) (i * 7 + n) % 40 * width, 0.5f + i % 3, 1 - i % 4);
        }
        var expected = new float[width];
        double least = alone.solve(expected);
        var found = new float[width];
        assertThat(batch.solution(n, found)).as("seed %d, regression %d of %d", seed, n, size).isCloseTo(least, within(1e-4 * (1 + least)));
        for (int p = 0; p < width; p++) {
          assertThat(found[p]).as("seed %d, regression %d, value %d", seed, n, p).isCloseTo(expected[p], within(1e-4f));
        }
      }
    }
  }

  /** Rows of the kernels' two implementations, on the same systems. */
  @Test
  void plainLoopsAndVectorsAgree() {
    if (Kernels.arithmetic().lanes() != 8) {
      return; // systems lie in lanes: to compare, both must have as many
    }
    var random = new SplittableRandom(3);
    for (int order : List.of(1, 4, 9, 30)) {
      int whole = (order + 3) / 4 * 4;
      int pitch = whole + 4;
      var x = new float[whole * 11 * 8];
      for (int i = 0; i < order * 11 * 8; i++) {
        x[i] = (float) random.nextGaussian();
      }
      var unknowns = new float[2][whole * 8];
      int which = 0;
      for (Arithmetic arithmetic : List.of(new PlainArithmetic(), Kernels.arithmetic())) {
        var triangle = new float[pitch * pitch * 8];
        arithmetic.laneGrams(x, whole, 11, triangle, pitch);
        for (int i = 0; i < order * 8; i++) {
          triangle[order * pitch * 8 + i] = i % 5 - 1;
        }
        assertThat(arithmetic.laneSolve(triangle, order, pitch, 1e-7f, unknowns[which++])).isEqualTo(-1);
      }
      for (int i = 0; i < order * 8; i++) {
        assertThat(unknowns[0][i]).isCloseTo(unknowns[1][i], within(1e-4f));
      }
    }
  }

  @Test
  void itNamesTheFirstThatFloatsCannotTellAndRefusesWhatItHasNoRoomFor() {
    var batch = new RidgeBatch();
    var values = FloatColumn.copyOf(new float[] {1, 1, 1, 1});
    batch.start(4);
    batch.next(new float[] {1, 1, 1, 1});
    batch.next(new float[] {1e-12f, 1e-12f, 1e-12f, 1e-12f});
    batch.add(0, values, 0, 1, 1);
    for (int n = 0; n < 3; n++) {
      batch.add(1, values, 0, 1, 1);
    }
    assertThat(batch.solve()).isEqualTo(1);
    assertThatThrownBy(() -> batch.add(0, values, 1, 1, 1)).hasMessage("values 1..5 lie outside a column of 4");
    assertThatThrownBy(() -> batch.next(new float[3])).hasMessage("3 penalties for 4 values");
    for (int n = 2; n < batch.capacity(); n++) {
      batch.next(new float[] {1, 1, 1, 1});
    }
    assertThatThrownBy(() -> batch.next(new float[4])).hasMessageContaining("no room for more");
    assertThat(batch.suits(4, 4)).isFalse();
    assertThat(batch.suits(4, 3)).isTrue();
  }
}
