package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RidgeRegressionTest {
  /** A random regression and its answer by Gauss's elimination in doubles. */
  private record Sample(int width, int count, float[] x, float[] weights, float[] targets, float[] penalties) {
    static Sample random(long seed, int width, int count) {
      var random = new SplittableRandom(seed);
      var sample = new Sample(width, count, new float[width * count], new float[count], new float[count], new float[width]);
      for (int i = 0; i < sample.x.length; i++) {
        sample.x[i] = (float) random.nextGaussian();
      }
      for (int n = 0; n < count; n++) {
        sample.weights[n] = random.nextInt(5) == 0 ? 0 : (float) (0.1 + 3 * random.nextDouble());
        sample.targets[n] = (float) (2 * random.nextDouble() - 0.5);
      }
      for (int p = 0; p < width; p++) {
        sample.penalties[p] = (float) (0.2 + 5 * random.nextDouble());
      }
      return sample;
    }

    RidgeRegression added() {
      var regression = new RidgeRegression();
      regression.start(penalties, 0, width);
      var column = FloatColumn.copyOf(x);
      for (int n = 0; n < count; n++) {
        regression.add(column, (long) n * width, weights[n], targets[n]);
      }
      return regression;
    }

    /** Of these targets, with the others 0. */
    double[] solution(int from, int to) {
      var system = new double[width][width + 1];
      for (int p = 0; p < width; p++) {
        system[p][p] = penalties[p];
        for (int n = 0; n < count; n++) {
          for (int q = 0; q < width; q++) {
            system[p][q] += (double) weights[n] * x[n * width + p] * x[n * width + q];
          }
          system[p][width] += n >= from && n < to ? (double) weights[n] * targets[n] * x[n * width + p] : 0;
        }
      }
      for (int k = 0; k < width; k++) { // the system is positive definite: no exchange of rows
        for (int row = 0; row < width; row++) {
          double factor = row == k ? 0 : system[row][k] / system[k][k];
          for (int column = k; column <= width && factor != 0; column++) {
            system[row][column] -= factor * system[k][column];
          }
        }
      }
      var solution = new double[width];
      for (int p = 0; p < width; p++) {
        solution[p] = system[p][width] / system[p][p];
      }
      return solution;
    }

    double sum(double[] a) {
      double sum = 0;
      for (int p = 0; p < width; p++) {
        sum += penalties[p] * a[p] * a[p];
      }
      for (int n = 0; n < count; n++) {
        double error = targets[n];
        for (int p = 0; p < width; p++) {
          error -= a[p] * x[n * width + p];
        }
        sum += weights[n] * error * error;
      }
      return sum;
    }
  }

  private static final int[][] SHAPES = {{1, 0}, {1, 1}, {1, 5}, {2, 1}, {7, 3}, {8, 8}, {15, 16}, {16, 15}, {16, 16}, {17, 40}, {31, 7}, {33, 32}, {64, 27}, {64, 63}, {64, 64}, {64, 130}, {129, 20}, {130, 97}};

  @Test
  void agreesWithEliminationInDoublesWhicheverSystemIsSmaller() {
    for (int[] shape : SHAPES) {
      var sample = Sample.random(31 * shape[0] + shape[1], shape[0], shape[1]);
      var solution = new float[shape[0]];
      double least = sample.added().solve(solution);
      var expected = sample.solution(0, shape[1]);
      assertThat(least).as("the sum for %d values, %d observations", shape[0], shape[1]).isCloseTo(sample.sum(expected), within(1e-4 * (1 + shape[1])));
      for (int p = 0; p < shape[0]; p++) {
        assertThat((double) solution[p]).as("value %d of %d, %d observations", p, shape[0], shape[1]).isCloseTo(expected[p], within(2e-4));
      }
    }
  }

  @Test
  void thePartsAreWhatTheObservationsGiveAloneAndSumToTheSolution() {
    for (int[] shape : SHAPES) {
      int width = shape[0];
      var sample = Sample.random(77 * width + shape[1], width, shape[1]);
      var regression = sample.added();
      var solution = new float[width];
      regression.solve(solution);
      var parts = new float[width * shape[1]];
      regression.parts(parts);
      for (int p = 0; p < width; p++) {
        double sum = 0;
        for (int n = 0; n < shape[1]; n++) {
          sum += parts[n * width + p];
        }
        assertThat(sum).isCloseTo(solution[p], within(2e-4));
      }
      for (int n = 0; n < shape[1]; n += 9) {
        var alone = sample.solution(n, n + 1);
        for (int p = 0; p < width; p++) {
          assertThat((double) parts[n * width + p]).as("part %d of %d, value %d of %d", n, shape[1], p, width).isCloseTo(alone[p], within(2e-4));
        }
      }
    }
  }

  @Test
  void conjugateGradientsNeverRaiseTheSumAndArriveAfterAsManyStepsAsValues() {
    for (int[] shape : SHAPES) {
      var sample = Sample.random(5 * shape[0] + shape[1], shape[0], shape[1]);
      var a = new float[shape[0]];
      var regression = sample.added();
      double best = sample.sum(sample.solution(0, shape[1]));
      double before = sample.sum(new double[shape[0]]);
      for (int round = 0; round < 3; round++) {
        double sum = regression.improve(a, 2);
        assertThat(sum).isLessThanOrEqualTo(before * (1 + 1e-5) + 1e-9).isGreaterThan(best * (1 - 1e-4) - 1e-6);
        before = sum;
      }
      assertThat(regression.improve(a, 2 * shape[0] + 10)).isCloseTo(best, within(1e-4 * (1 + best)));
    }
  }

  @Test
  void aPartOfThePenaltiesServesABlockOfValues() {
    // one observation x = (2), w = 1, y = 3, d = 4: a = 2·3 / (4 + 4) = 0.75
    var regression = new RidgeRegression();
    var solution = new float[1];
    regression.start(new float[] {9, 4, 9}, 1, 1);
    regression.add(FloatColumn.copyOf(new float[] {7, 2}), 1, 1, 3);
    assertThat(regression.solve(solution)).isCloseTo(9 - 6.0 * 6 / 8, within(1e-5)); // Σ w·y² − (Σ w·y·x)² / (d + Σ w·x²)
    assertThat(solution[0]).isCloseTo(0.75f, within(1e-6f));
  }

  @Test
  void theSameObjectServesLargeAndSmallInTurnAndPlainLoopsAgree() {
    var regression = new RidgeRegression();
    for (long seed = 0; seed < 40; seed++) {
      var random = new SplittableRandom(seed);
      int width = 1 + random.nextInt(90);
      int count = random.nextInt(120);
      var sample = Sample.random(seed, width, count);
      var once = new float[width];
      sample.added().solve(once);
      regression.start(sample.penalties, 0, width);
      var column = FloatColumn.copyOf(sample.x);
      for (int n = 0; n < count; n++) {
        regression.add(column, (long) n * width, sample.weights[n], sample.targets[n]);
      }
      var again = new float[width];
      regression.solve(again);
      assertThat(again).as("seed %d", seed).isEqualTo(once);
    }
  }

  @Test
  void whatFloatsCannotTellIsRefused() {
    var regression = new RidgeRegression();
    regression.start(new float[] {1e-12f, 1e-12f}, 0, 2);
    var column = FloatColumn.copyOf(new float[] {1, 1});
    for (int n = 0; n < 3; n++) {
      regression.add(column, 0, 1, 1);
    }
    assertThatThrownBy(() -> regression.solve(new float[2])).isInstanceOf(SingularMatrixException.class);
    assertThatThrownBy(() -> regression.start(new float[2], 1, 2)).hasMessage("2 values from 1 on lie outside 2 penalties");
    assertThatThrownBy(() -> regression.add(column, 1, 1, 1)).hasMessage("values 1..3 lie outside a column of 2");
  }
}
