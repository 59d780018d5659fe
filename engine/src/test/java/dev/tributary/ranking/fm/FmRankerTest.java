package dev.tributary.ranking.fm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.Job;
import dev.tributary.math.SparseMatrix;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.nn.DivergedException;
import dev.tributary.ranking.fm.FmRankerConfig.Loss;
import dev.tributary.ranking.fm.FmRankerConfig.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FmRankerTest {
  private static final int USERS = 40;
  private static final int ITEMS = 30;
  private static final int HOURS = 6;
  private static final FmRankerConfig SQUARES = FmRankerConfig.DEFAULT.withFactors(4).withLoss(Loss.SQUARED).withRegularization(0.1, 0.1);

  /** Rows of a user, an item, an hour and an age, and what a planted machine says of them. */
  private record Rows(SparseMatrix matrix, float[] scores) {
    Rows part(int from, int to) {
      var starts = new long[to - from + 1];
      var columns = new ArrayList<Integer>();
      var values = new ArrayList<Float>();
      for (int row = from; row < to; row++) {
        for (int entry = matrix.start(row); entry < matrix.start(row + 1); entry++) {
          columns.add(matrix.column(entry));
          values.add(matrix.value(entry));
        }
        starts[row - from + 1] = columns.size();
      }
      var floats = new float[values.size()];
      for (int n = 0; n < floats.length; n++) {
        floats[n] = values.get(n);
      }
      return new Rows(new SparseMatrix(matrix.columns(), starts, columns.stream().mapToInt(c -> c).toArray(), floats), Arrays.copyOfRange(scores, from, to));
    }

    float[] binary() {
      var targets = new float[scores.length];
      for (int row = 0; row < targets.length; row++) {
        targets[row] = scores[row] > 0 ? 1 : 0;
      }
      return targets;
    }
  }

  private static Rows planted(int count) {
    var random = new SplittableRandom(7);
    int features = USERS + ITEMS + HOURS + 1;
    var vectors = new double[features][3];
    var weights = new double[features];
    for (int feature = 0; feature < features; feature++) {
      weights[feature] = 0.3 * random.nextGaussian();
      for (int f = 0; f < 3; f++) {
        vectors[feature][f] = 0.8 * random.nextGaussian();
      }
    }
    var starts = new long[count + 1];
    var columns = new int[4 * count];
    var values = new float[4 * count];
    var scores = new float[count];
    for (int row = 0; row < count; row++) {
      int[] mine = {random.nextInt(USERS), USERS + random.nextInt(ITEMS), USERS + ITEMS + random.nextInt(HOURS), features - 1};
      float[] x = {1, 1, 1, (float) random.nextDouble(-1, 1)};
      System.arraycopy(mine, 0, columns, 4 * row, 4);
      System.arraycopy(x, 0, values, 4 * row, 4);
      starts[row + 1] = 4L * (row + 1);
      scores[row] = (float) pairwise(0.2, mine, x, vectors, weights);
    }
    return new Rows(new SparseMatrix(features, starts, columns, values), scores);
  }

  private static double pairwise(double bias, int[] features, float[] x, double[][] vectors, double[] weights) {
    double score = bias;
    for (int i = 0; i < features.length; i++) {
      score += weights[features[i]] * x[i];
      for (int j = i + 1; j < features.length; j++) {
        for (int f = 0; f < vectors[0].length; f++) {
          score += vectors[features[i]][f] * vectors[features[j]][f] * x[i] * x[j];
        }
      }
    }
    return score;
  }

  private static double rootMeanSquare(float[] found, float[] wanted) {
    double sum = 0;
    for (int n = 0; n < found.length; n++) {
      sum += (found[n] - wanted[n]) * (found[n] - wanted[n]);
    }
    return Math.sqrt(sum / found.length);
  }

  @Test
  void aPlantedMachineIsFoundAgainByCoordinates() {
    var rows = planted(4000);
    var ranker = new FmRankerTrainer(SQUARES.withRegularization(0.01, 0.03).withEpochs(300)).train(rows.part(0, 3000).matrix, rows.part(0, 3000).scores, Job.DEFAULT);
    var others = rows.part(3000, 4000);
    assertThat(rootMeanSquare(ranker.scores(others.matrix), others.scores)).isLessThan(0.1 * rootMeanSquare(new float[1000], others.scores));
  }

  @Test
  void clicksArePredictedByEveryMethod() {
    var rows = planted(6000);
    var learned = rows.part(0, 5000);
    var others = rows.part(5000, 6000);
    for (var config : List.of(
        FmRankerConfig.DEFAULT.withFactors(4).withRegularization(0.1, 0.1).withEpochs(40),
        FmRankerConfig.DEFAULT.withFactors(4).withRegularization(0, 1e-4).withSteps(Method.ADAGRAD, 0.1, 64).withEpochs(60),
        FmRankerConfig.DEFAULT.withFactors(4).withRegularization(0, 1e-4).withSteps(Method.SGD, 0.05, 16).withEpochs(60))) {
      var ranker = new FmRankerTrainer(config).train(learned.matrix, learned.binary(), Job.DEFAULT);
      int right = 0;
      float[] scores = ranker.scores(others.matrix);
      for (int row = 0; row < scores.length; row++) {
        right += ranker.prediction(scores[row]) > 0.5 == others.scores[row] > 0 ? 1 : 0;
      }
      assertThat(right).as("%s", config.method()).isGreaterThan(880);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theObjectiveNeverRisesByCoordinates(Loss loss) {
    var rows = planted(500);
    var targets = loss == Loss.SQUARED ? rows.scores : rows.binary();
    var descent = new CoordinateDescent(SQUARES.withLoss(loss).withFactors(8), rows.matrix, targets, 5, Job.DEFAULT);
    descent.sweep();
    double before = descent.objective();
    for (int sweep = 0; sweep < 50; sweep++) {
      descent.sweep();
      double now = descent.objective();
      assertThat(now).as("sweep %d", sweep).isLessThanOrEqualTo(before * (1 + 1e-5));
      before = now;
    }
  }

  @Test
  void afterManySweepsNoParameterCanBeBettered() {
    var rows = planted(300);
    var config = SQUARES.withFactors(2).withRegularization(1, 1).withEpochs(2000);
    var ranker = new FmRankerTrainer(config).train(rows.matrix, rows.scores, Job.DEFAULT.withThreads(1));
    var sound = parameters(ranker);
    double least = objective(config, rows, sound.bias, sound.vectors, sound.weights);
    for (int feature = 0; feature < ranker.features(); feature += 3) {
      for (double change : new double[] {-0.01, 0.01}) {
        sound.weights[feature] += change;
        assertThat(objective(config, rows, sound.bias, sound.vectors, sound.weights)).isGreaterThan(least - 1e-4);
        sound.weights[feature] -= change;
        sound.vectors[feature][1] += change;
        assertThat(objective(config, rows, sound.bias, sound.vectors, sound.weights)).isGreaterThan(least - 1e-4);
        sound.vectors[feature][1] -= change;
      }
    }
  }

  private record Parameters(double bias, double[][] vectors, double[] weights) {}

  /** Found out from scores alone. */
  private static Parameters parameters(FmRanker ranker) {
    int factors = ranker.config().factors();
    double bias = ranker.score(new int[0], new float[0], 0);
    var vectors = new double[ranker.features()][factors];
    var weights = new double[ranker.features()];
    var bundle = new BundleWriter(FmRanker.KIND, 1);
    ranker.write(bundle);
    try {
      Path folder = java.nio.file.Files.createTempDirectory("fm").resolve("bundle");
      bundle.write(folder, Map.of());
      var values = Bundle.open(folder).tensors("fm").floats("features");
      for (int feature = 0; feature < vectors.length; feature++) {
        for (int f = 0; f < factors; f++) {
          vectors[feature][f] = values.get((long) feature * (factors + 1) + f);
        }
        weights[feature] = values.get((long) feature * (factors + 1) + factors);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return new Parameters(bias, vectors, weights);
  }

  private static double objective(FmRankerConfig config, Rows rows, double bias, double[][] vectors, double[] weights) {
    double sum = 0;
    for (int row = 0; row < rows.scores.length; row++) {
      var features = new int[rows.matrix.size(row)];
      var x = new float[features.length];
      for (int n = 0; n < features.length; n++) {
        features[n] = rows.matrix.column(rows.matrix.start(row) + n);
        x[n] = rows.matrix.value(rows.matrix.start(row) + n);
      }
      sum += config.loss(pairwise(bias, features, x, vectors, weights), rows.scores[row]);
    }
    for (int feature = 0; feature < weights.length; feature++) {
      sum += config.linearRegularization() / 2 * weights[feature] * weights[feature];
      for (double value : vectors[feature]) {
        sum += config.regularization() / 2 * value * value;
      }
    }
    return sum;
  }

  @Test
  void aScoreIsTheSumOverAllPairs() {
    var rows = planted(200);
    var ranker = new FmRankerTrainer(SQUARES.withEpochs(3)).train(rows.matrix, rows.scores, Job.DEFAULT);
    var found = parameters(ranker);
    var scores = ranker.scores(rows.matrix);
    for (int row = 0; row < 200; row++) {
      var features = new int[4];
      var x = new float[4];
      for (int n = 0; n < 4; n++) {
        features[n] = rows.matrix.column(4 * row + n);
        x[n] = rows.matrix.value(4 * row + n);
      }
      assertThat((double) scores[row]).isCloseTo(pairwise(found.bias, features, x, found.vectors, found.weights), within(1e-4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepGoesAlongTheGradient(Loss loss) {
    var rows = planted(12);
    var targets = loss == Loss.SQUARED ? rows.scores : rows.binary();
    var config = SQUARES.withLoss(loss).withRegularization(0, 0).withSteps(Method.SGD, 1e-4, 12).withEpochs(1);
    var before = parameters(new FmRankerTrainer(config.withSteps(Method.SGD, 1e-9, 12)).train(rows.matrix, targets, Job.DEFAULT));
    var after = parameters(new FmRankerTrainer(config).train(rows.matrix, targets, Job.DEFAULT));
    var wanted = new Rows(rows.matrix, targets);
    for (int n = 0; n < 4; n++) {
      int feature = rows.matrix.column(n);
      for (int f = -1; f < 4; f++) {
        double[] place = f < 0 ? before.weights : before.vectors[feature];
        int at = f < 0 ? feature : f;
        double value = place[at];
        place[at] = value + 1e-4;
        double more = objective(config, wanted, before.bias, before.vectors, before.weights);
        place[at] = value - 1e-4;
        double less = objective(config, wanted, before.bias, before.vectors, before.weights);
        place[at] = value;
        double moved = (f < 0 ? after.weights[feature] : after.vectors[feature][f]) - value;
        assertThat(moved / 1e-4).as("feature %d, place %d", feature, f).isCloseTo(-(more - less) / 2e-4, within(2e-2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theThreadsDoNotChangeABit(Method method) {
    var rows = planted(40_000); // so many that groups of features are shared by threads
    var config = FmRankerConfig.DEFAULT.withEpochs(2).withRegularization(0.1, 0.1).withSteps(method, 0.01, 500);
    var one = new FmRankerTrainer(config).train(rows.matrix, rows.binary(), Job.DEFAULT.withThreads(1));
    for (int threads : new int[] {2, 7}) {
      var other = new FmRankerTrainer(config).train(rows.matrix, rows.binary(), Job.DEFAULT.withThreads(threads));
      assertThat(other.scores(rows.matrix)).isEqualTo(one.scores(rows.matrix));
      assertThat(other.loss()).isEqualTo(one.loss());
    }
  }

  @Test
  void featuresThatMeetAreNeverSteppedSideBySide() { // two bags of the same size in one row
    var rows = new SparseMatrix(5, new long[] {0, 3, 6}, new int[] {0, 2, 3, 1, 2, 3}, new float[] {1, 0.5f, 0.5f, 1, 0.5f, 0.5f});
    var ranker = new FmRankerTrainer(SQUARES.withEpochs(200)).train(rows, new float[] {3, -1}, Job.DEFAULT);
    assertThat(ranker.scores(rows)[0]).isGreaterThan(2f);
    assertThat(ranker.scores(rows)[1]).isLessThan(0f);
    assertThat(ranker.score(new int[] {4}, new float[] {1}, 1)).as("a feature of no row says nothing").isEqualTo(ranker.score(new int[0], new float[0], 0));
  }

  @Test
  void oneClassOnlyOrNoFeaturesAtAllStayFinite() {
    var rows = planted(100);
    var ones = new float[100];
    Arrays.fill(ones, 1);
    for (Method method : Method.values()) {
      var config = FmRankerConfig.DEFAULT.withSteps(method, 0.05, 10);
      float score = new FmRankerTrainer(config).train(rows.matrix, ones, Job.DEFAULT).scores(rows.matrix)[0];
      assertThat(score).isFinite().isPositive();
      var empty = new FmRankerTrainer(config.withEpochs(3000)).train(new SparseMatrix(0, new long[] {0, 0, 0, 0, 0}, new int[0], new float[0]), new float[] {1, 1, 1, 0}, Job.DEFAULT);
      assertThat(empty.prediction(empty.score(new int[0], new float[0], 0))).as("%s", method).isCloseTo(0.75f, within(0.02f));
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    var rows = planted(3).matrix;
    var trainer = new FmRankerTrainer(FmRankerConfig.DEFAULT);
    assertThatThrownBy(() -> trainer.train(new SparseMatrix(2, new long[] {0}, new int[0], new float[0]), new float[0], Job.DEFAULT)).hasMessageContaining("no rows");
    assertThatThrownBy(() -> trainer.train(rows, new float[2], Job.DEFAULT)).hasMessageContaining("3 rows and 2 targets");
    assertThatThrownBy(() -> trainer.train(rows, new float[] {0, 1, 0.5f}, Job.DEFAULT)).hasMessageContaining("row 2 is 0.5").hasMessageContaining("squared");
    assertThatThrownBy(() -> new FmRankerTrainer(SQUARES).train(rows, new float[] {0, Float.NaN, 0}, Job.DEFAULT)).hasMessageContaining("row 1 is NaN");
    assertThatThrownBy(() -> trainer.train(new SparseMatrix(2, new long[] {0, 1}, new int[] {1}, new float[] {Float.POSITIVE_INFINITY}), new float[1], Job.DEFAULT)).hasMessageContaining("feature 1 of row 0 is Infinity");
    assertThatThrownBy(() -> trainer.train(new SparseMatrix(2, new long[] {0, 2}, new int[] {1, 1}, new float[] {1, 1}), new float[1], Job.DEFAULT)).hasMessageContaining("feature 1 twice");
    assertThatThrownBy(() -> trainer.train(new SparseMatrix(2, new long[] {0, 1}, new int[] {2}, new float[] {1}), new float[1], Job.DEFAULT)).hasMessageContaining("the feature 2, there are 2");
    assertThatThrownBy(() -> FmRankerConfig.DEFAULT.withFactors(0)).hasMessageContaining("1..2048");
    assertThatThrownBy(() -> new FmRankerTrainer(SQUARES.withSteps(Method.SGD, 100, 2).withEpochs(50)).train(planted(100).matrix, planted(100).scores, Job.DEFAULT)).isInstanceOf(DivergedException.class);
  }

  @Test
  void aBundleGivesTheSameScores(@TempDir Path folder) throws Exception {
    var rows = planted(100);
    var ranker = new FmRankerTrainer(SQUARES.withEpochs(2)).train(rows.matrix, rows.scores, Job.DEFAULT);
    var bundle = new BundleWriter(FmRanker.KIND, 1);
    ranker.write(bundle);
    bundle.write(folder.resolve("whole"), Map.of());
    var read = FmRanker.read(Bundle.open(folder.resolve("whole")));
    assertThat(read.scores(rows.matrix)).isEqualTo(ranker.scores(rows.matrix));
    assertThat(read.config()).isEqualTo(ranker.config());
    assertThat(read.loss()).isEqualTo(ranker.loss());
    var other = new BundleWriter(FmRanker.KIND, 1);
    ranker.write(other);
    other.settings(dev.tributary.settings.Settings.of(FmRankerConfig.DEFAULT).toMap(SQUARES.withFactors(9))).write(folder.resolve("other"), Map.of());
    assertThatThrownBy(() -> FmRanker.read(Bundle.open(folder.resolve("other")))).isInstanceOf(CorruptFileException.class).hasMessageContaining("[features, 10]");
  }
}
