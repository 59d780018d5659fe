package dev.tributary.nn;

import static dev.tributary.nn.Differences.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.Job;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimizerTest {
  private static final Job JOB = Job.DEFAULT.withThreads(1);

  private static float after(Optimizer optimizer, float... gradients) {
    var weights = new Weights(1);
    weights.addConstant("w", 1, 1);
    var steps = new WeightsOptimizer(weights, optimizer);
    for (float gradient : gradients) {
      steps.step(new float[] {gradient}, 0.1, 1, JOB);
    }
    return weights.values()[0];
  }

  @Test
  void stepsByHand() {
    assertThat((double) after(Optimizer.SGD, 2)).isCloseTo(0.8, within(1e-6));
    assertThat((double) after(Optimizer.ADAGRAD, 3, 4)).isCloseTo(1 - 0.1 - 0.1 * 4 / 5, within(1e-6));
    assertThat((double) after(Optimizer.ADAM, 7)).isCloseTo(0.9, within(1e-6)); // the first step is the rate
    double m = (0.9 * 0.1 * 2 + 0.1 * -1) / (1 - 0.81);
    double v = (0.999 * 0.001 * 4 + 0.001) / (1 - 0.998001);
    assertThat((double) after(Optimizer.ADAM, 2, -1)).isCloseTo(0.9 - 0.1 * m / Math.sqrt(v), within(1e-5));
    assertThat((double) after(Optimizer.adamW(0.5), 7)).isCloseTo(1 - 0.1 * 0.5 - 0.1, within(1e-6));
  }

  @Test
  void lazyAdamMovesOnlyRowsThatAreMetAndCorrectsByTheirOwnSteps() {
    var table = new EmbeddingTable("t", 3, 4, 0, 1);
    var steps = new TableOptimizer(table, Optimizer.ADAM);
    var gradients = RowGradients.sparse(4);
    for (int n = 0; n < 5; n++) {
      gradients.clear();
      gradients.add(1, new float[] {1, 1, 1, 1}, 0);
      steps.step(gradients, 0.1, 1, JOB);
    }
    assertThat((double) table.values().get(1, 0)).isCloseTo(-0.5, within(1e-5));
    assertThat(table.values().get(0, 0)).isZero();
    gradients.clear();
    gradients.add(2, new float[] {5, 5, 5, 5}, 0);
    steps.step(gradients, 0.1, 1, JOB);
    assertThat((double) table.values().get(2, 3)).as("its first step, although others made five").isCloseTo(-0.1, within(1e-5));
    assertThat((double) table.values().get(1, 0)).isCloseTo(-0.5, within(1e-5));
  }

  @Test
  void rowWiseAdaGradHasOneSumForARow() {
    var table = new EmbeddingTable("t", 2, 2, 0, 1);
    var steps = new TableOptimizer(table, Optimizer.ROWWISE_ADAGRAD);
    var gradients = RowGradients.sparse(2);
    gradients.add(0, new float[] {3, 1}, 0);
    steps.step(gradients, 0.1, 1, JOB);
    assertThat((double) table.values().get(0, 0)).isCloseTo(-0.1 * 3 / Math.sqrt(5), within(1e-6)); // mean of 9 and 1
    assertThat((double) table.values().get(0, 1)).isCloseTo(-0.1 * 1 / Math.sqrt(5), within(1e-6));
  }

  @Test
  void rowWiseAdamHasOneMeanSquareForARow() {
    var table = new EmbeddingTable("t", 2, 2, 0, 1);
    var steps = new TableOptimizer(table, Optimizer.adamW(0.5).rowwise());
    for (float[] gradient : new float[][] {{3, 1}, {1, -1}}) {
      var gradients = RowGradients.sparse(2);
      gradients.add(1, gradient, 0);
      steps.step(gradients, 0.1, 1, JOB);
    }
    double v = (0.999 * 0.001 * 5 + 0.001 * 1) / (1 - 0.998001); // the means of 9 and 1, of 1 and 1
    double first = -0.1 * 3 / Math.sqrt(5);
    double m = (0.9 * 0.1 * 3 + 0.1 * 1) / (1 - 0.81);
    assertThat((double) table.values().get(1, 0)).isCloseTo((1 - 0.1 * 0.5) * first - 0.1 * m / Math.sqrt(v), within(1e-5));
    double other = -0.1 * 1 / Math.sqrt(5);
    double n = (0.9 * 0.1 * 1 - 0.1 * 1) / (1 - 0.81);
    assertThat((double) table.values().get(1, 1)).isCloseTo((1 - 0.1 * 0.5) * other - 0.1 * n / Math.sqrt(v), within(1e-5));
    assertThat(table.values().get(0, 0)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Optimizer.Method.class)
  void aTableOfOneRowStepsLikeWeights(Optimizer.Method method) {
    if (method == Optimizer.Method.ROWWISE_ADAGRAD || method == Optimizer.Method.ROWWISE_ADAM) {
      return;
    }
    var optimizer = new Optimizer(method, 0.9, 0.999, 1e-8, method == Optimizer.Method.ADAMW ? 0.1 : 0);
    var weights = new Weights(1);
    weights.addConstant("w", 33, 0);
    var table = new EmbeddingTable("t", 1, 33, 0, 1);
    var dense = new WeightsOptimizer(weights, optimizer);
    var sparse = new TableOptimizer(table, optimizer);
    for (int n = 0; n < 4; n++) {
      float[] gradient = random(33, n);
      dense.step(gradient, 0.1, 0.5, JOB);
      var rows = RowGradients.sparse(33);
      rows.add(0, gradient, 0);
      sparse.step(rows, 0.1, 0.5, JOB);
    }
    var row = new float[33];
    table.copy(0, row, 0);
    assertThat(row).isEqualTo(weights.values());
  }

  @Test
  void rowsOfATableBeyondTheCachesStepLikeThoseOfASmallOne() {
    var small = new EmbeddingTable("t", 40, 64, 0.1, 7);
    var large = new EmbeddingTable("t", 1 + (1 << 18), 64, 0.1, 7); // the same first rows
    for (var table : List.of(small, large)) {
      var steps = new TableOptimizer(table, Optimizer.ADAM.rowwise());
      var gradients = RowGradients.sparse(64);
      for (int row = 39; row >= 0; row--) {
        gradients.add(row, random(64, row), 0);
      }
      steps.step(gradients, 0.1, 1, JOB);
    }
    assertThat(large.values().values().toArray(0, 40 * 64)).isEqualTo(small.values().values().toArray());
  }

  @Test
  void aGrownTableIsWhatALargeOneIsAndKeepsItsState() {
    var grown = new EmbeddingTable("t", 2, 3, 0.1, 7);
    var steps = new TableOptimizer(grown, Optimizer.ADAM);
    var gradients = RowGradients.sparse(3);
    grown.grow(5);
    var large = new EmbeddingTable("t", 5, 3, 0.1, 7);
    assertThat(grown.values().values().toArray()).isEqualTo(large.values().values().toArray());
    gradients.add(4, new float[] {1, 1, 1}, 0);
    steps.step(gradients, 0.1, 1, JOB);
    assertThat((double) grown.values().get(4, 0)).isCloseTo(large.values().get(4, 0) - 0.1, within(1e-5));
  }

  @Test
  void rowsOfSeveralPartsAreSummedOnAnyNumberOfThreads() {
    var expected = new float[50 * 3];
    var parts = List.of(RowGradients.sparse(3), RowGradients.sparse(3), RowGradients.sparse(3));
    for (int n = 0; n < 500; n++) {
      float[] gradient = random(3, n);
      int row = n * 7 % 50;
      parts.get(n % 3).add(row, gradient, 0);
      for (int i = 0; i < 3; i++) {
        expected[row * 3 + i] += gradient[i];
      }
    }
    var one = RowGradients.sparse(3).sum(parts, JOB);
    var many = RowGradients.sparse(3).sum(parts, Job.DEFAULT.withThreads(5));
    assertThat(one.size()).isEqualTo(50);
    for (int place = 0; place < 50; place++) {
      for (int i = 0; i < 3; i++) {
        assertThat((double) one.sums()[place * 3 + i]).isCloseTo(expected[one.row(place) * 3 + i], within(1e-5));
        assertThat(many.sums()[place * 3 + i]).isEqualTo(one.sums()[place * 3 + i]);
      }
    }
    double squares = 0;
    for (float value : expected) {
      squares += value * value;
    }
    assertThat(one.squares()).isCloseTo(squares, within(1e-3));
    assertThat(new GradientClip(2).scale(new float[] {3, 4})).isEqualTo(0.4); // 2 / 5
    assertThat(new GradientClip(9).scale(new float[] {3, 4})).isEqualTo(1);
  }

  @Test
  void schedulesRiseAndFall() {
    var linear = new Schedule(Schedule.Decay.LINEAR, 2, 6);
    assertThat(linear.factor(0)).isEqualTo(0.5);
    assertThat(linear.factor(1)).isEqualTo(1);
    assertThat(linear.factor(4)).isEqualTo(0.5);
    assertThat(linear.factor(99)).isZero();
    assertThat(new Schedule(Schedule.Decay.COSINE, 0, 4).factor(2)).isCloseTo(0.5, within(1e-12));
    assertThat(Schedule.CONSTANT.factor(1_000_000)).isEqualTo(1);
  }

  /** A training of both kinds of parameters that can be stopped anywhere. */
  private static final class Training {
    final Weights weights = new Weights(3);
    final Dense layer = new Dense(weights, "layer", 4, 4, Activation.NONE);
    final EmbeddingTable table = new EmbeddingTable("t", 6, 4, 0.1, 3);
    final WeightsOptimizer dense = new WeightsOptimizer(weights, Optimizer.ADAM);
    final TableOptimizer sparse = new TableOptimizer(table, Optimizer.ADAM);
    final BatchNorm norm = new BatchNorm(new Weights(3), "norm", 2);
    final Checkpoint checkpoint =
        new Checkpoint().add("weights", weights).add("table", table).add("dense", dense).add("sparse", sparse).add("norm", norm);

    void run(int from, int to) {
      for (int n = from; n < to; n++) {
        dense.step(random(weights.size(), n), 0.01, 1, JOB);
        var rows = RowGradients.sparse(4);
        rows.add(n % 6, random(4, n + 100L), 0);
        sparse.step(rows, 0.01, 1, JOB);
        norm.absorb(random(4, n));
      }
    }
  }

  @Test
  void aCheckpointGoesOnToTheSameBytes(@TempDir Path folder) throws IOException {
    var whole = new Training();
    whole.run(0, 9);
    whole.checkpoint.write(folder.resolve("whole"), 9);
    var stopped = new Training();
    stopped.run(0, 4);
    stopped.checkpoint.write(folder.resolve("half"), 4);
    var resumed = new Training();
    resumed.run(0, 1); // whatever stood there is replaced
    assertThat(resumed.checkpoint.read(folder.resolve("half"))).isEqualTo(4);
    resumed.run(4, 9);
    resumed.checkpoint.write(folder.resolve("resumed"), 9);
    assertThat(folder.resolve("resumed")).hasSameBinaryContentAs(folder.resolve("whole"));
    var other = new Checkpoint().add("weights", new Weights(1)).add("table", new EmbeddingTable("t", 6, 5, 0, 1));
    assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> other.read(folder.resolve("half"))).withMessageContaining("has 24 values, must have 30");
  }

  @Test
  void whatIsNotFiniteIsNamed() {
    var weights = new Weights(1);
    weights.addConstant("ok", 2, 1);
    weights.addConstant("bad", 2, 1);
    var table = new EmbeddingTable("t", 4, 3, 1, 1);
    DivergedException.check("tower", 7, 1.5);
    DivergedException.check("tower", 7, weights, table);
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> DivergedException.check("tower", 7, Double.NaN))
        .withMessage("tower diverged in step 7: its loss is NaN; lower learningRate, or clip gradients");
    weights.values()[3] = Float.POSITIVE_INFINITY;
    assertThatExceptionOfType(DivergedException.class).isThrownBy(() -> DivergedException.check("tower", 7, weights)).withMessageContaining("'bad' holds Infinity");
    weights.values()[3] = 0;
    table.values().set(2, 1, Float.NaN);
    assertThatExceptionOfType(DivergedException.class).isThrownBy(() -> DivergedException.check("tower", 7, weights, table)).withMessageContaining("row 2");
  }
}
