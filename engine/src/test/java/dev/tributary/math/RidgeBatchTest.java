package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
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
      var shared = new float[width];
      for (int p = 0; p < width; p++) {
        shared[p] = (float) (3 * random.nextDouble());
      }
      batch.start(values, shared);
      var counts = new int[size];
      var penalties = new float[size][width];
      for (int n = 0; n < size; n++) {
        counts[n] = random.nextInt(Math.min(40, width));
        float own = (float) (0.1 + random.nextDouble());
        for (int p = 0; p < width; p++) {
          penalties[n][p] = shared[p] + own;
        }
        assertThat(batch.next(own)).isEqualTo(n);
        for (int i = 0; i < counts[n]; i++) {
          batch.add(n, (long) (i * 7 + n) % 40 * width, 0.5f + i % 3, 1 - i % 4);
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
    if (Kernels.systems().lanes() != 8) {
      return; // systems lie in lanes: to compare, both must have as many
    }
    var random = new SplittableRandom(3);
    for (int order : List.of(1, 4, 9, 30)) {
      int whole = (order + 3) / 4 * 4;
      int pitch = whole + 4;
      var table = FloatColumn.allocate(40L * 11);
      for (long i = 0; i < table.size(); i++) {
        table.set(i, (float) random.nextGaussian());
      }
      var scales = new float[2][11 * 8];
      var rows = new float[2][whole * 11 * 8];
      var unknowns = new float[2][whole * 8];
      int which = 0;
      for (SystemArithmetic arithmetic : List.of(new PlainSystems(), Kernels.systems())) {
        arithmetic.laneScales(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, new float[] {0, 1, 2, 3, 4, 5, 6, 7}, scales[which]);
        for (int n = 0; n < order; n++) {
          long row = n;
          long[] offsets = LongStream.range(0, 8).map(g -> (g * 5 + row) % 40 * 44).toArray();
          arithmetic.laneRows(table.segment(), offsets, new float[] {1, 2, 3, 0, 1, 2, 3, 4}, scales[which], 11, rows[which], n * 88);
        }
        var x = rows[which];
        var triangle = new float[pitch * pitch * 8];
        arithmetic.laneGrams(x, whole, 11, triangle, pitch);
        for (int i = 0; i < order * 8; i++) {
          triangle[order * pitch * 8 + i] = i % 5 - 1;
        }
        assertThat(arithmetic.laneSolve(triangle, order, pitch, 1e-7f, unknowns[which++])).isEqualTo(-1);
      }
      assertThat(scales[0][10 * 8 + 5]).isCloseTo(0.25f, within(1e-6f)); // 1 / √(11 + 5)
      assertThat(rows[0][10 * 8 + 5]).isCloseTo(2 * 0.25f * table.get(25 * 11 + 10), within(1e-6f));
      assertThat(rows[1]).containsExactly(rows[0], Offset.offset(1e-5f));
      for (int i = 0; i < order * 8; i++) {
        assertThat(unknowns[0][i]).isCloseTo(unknowns[1][i], within(1e-4f));
      }
    }
  }

  @Test
  void itNamesTheFirstThatFloatsCannotTellAndRefusesWhatItHasNoRoomFor() {
    var batch = new RidgeBatch();
    var values = FloatColumn.copyOf(new float[] {1, 1, 1, 1});
    batch.start(values, new float[4]);
    batch.next(1);
    batch.next(1e-12f);
    batch.add(0, 0, 1, 1);
    for (int n = 0; n < 3; n++) {
      batch.add(1, 0, 1, 1);
    }
    assertThat(batch.solve()).isEqualTo(1);
    assertThatThrownBy(() -> batch.add(0, 1, 1, 1)).hasMessage("values 1..5 lie outside a column of 4");
    for (int n = 2; n < batch.capacity(); n++) {
      batch.next(1);
    }
    assertThatThrownBy(() -> batch.next(1)).hasMessageContaining("no room for more");
    assertThat(batch.suits(4, 4)).isFalse();
    assertThat(batch.suits(4, 3)).isTrue();
  }
}
