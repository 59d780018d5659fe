package dev.tributary.retrieval.tower;

import static dev.tributary.retrieval.tower.ClassifierKindForTests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureSchema;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.feature.Row;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTrainingTest {
  private static final Job ONE = Job.DEFAULT.withThreads(1);

  /** Six users take three or four of eight items, one a day. */
  private static Interests interests() {
    var log = Interactions.builder();
    String[] rows = {"abc", "bcd", "cde", "efga", "gfa", "aceh"};
    for (int user = 0; user < rows.length; user++) {
      for (int n = 0; n < rows[user].length(); n++) {
        log.add("u" + user, rows[user].substring(n, n + 1), Signal.CLICK, 0f, 86_400_000L * (n + user));
      }
    }
    return Interests.of(log.build(), InterestRule.DEFAULT);
  }

  /** All that a step needs. */
  private static final class Bench {
    final Classifier network;
    final ClassifierTraining training;
    final Lessons lessons;

    Bench(ClassifierConfig config) {
      var interests = interests();
      int count = interests.items().size();
      var samples = new Samples(interests, IntStream.range(0, count).toArray(), false, 1);
      var rows = new ArrayList<Row>();
      for (int user = 0; user < 6; user++) {
        rows.add(Row.of(Map.of("town", "t" + user % 2, "age", user + 0.0)));
      }
      var transform = FeatureTransform.fit(FeatureSchema.parse("town=category, age=standard"), rows);
      FeatureBatch users = transform.batch();
      rows.forEach(row -> transform.encode(row, users));
      network = new Classifier(config, count, transform, 7);
      lessons = new Lessons(samples, 0, config.targets(), 2);
      var sampler = new ItemSampler(samples.popularity(count), config.popularityPower());
      training = new ClassifierTraining("test", network, samples, users, interests, sampler, config.fullUpTo() > 0, ONE);
    }

    /** The mean loss of all lessons as the parameters are, which do not change. The negatives are others in each step. */
    double loss() {
      var kept = network.remember();
      double loss = training.step(lessons, 0, lessons.size(), 1e-3);
      network.recall(kept);
      return loss;
    }
  }

  /** Full softmax and positives alone draw nothing, so differences are gradients; of sampled softmax {@code SampledSoftmaxTest} has them. */
  @ParameterizedTest
  @CsvSource({"9,0,false,true,true,1,true", "9,0,false,false,false,2,false", "9,0,false,true,false,3,false", "0,0,true,false,true,1,true", "0,0,true,true,true,2,false"})
  void gradientsAreThoseOfFiniteDifferences(int fullUpTo, int negatives, boolean positivesOnly, boolean residual, boolean shared, int targets, boolean cosine) {
    var bench =
        new Bench(
            with("dim", 5, "featureEmbedding", 3, "fullUpTo", fullUpTo, "negatives", negatives, "positivesOnly", positivesOnly, "residual", residual, "shared", shared, "targets", targets, "cosine", cosine,
                "temperature", 0.5));
    int lessons = bench.lessons.size();
    if (residual) { // its layers start at nothing, where a wrong factor would not show
      float[] weights = bench.network.weights.values();
      for (int place = 0; place < weights.length; place++) {
        weights[place] += 0.3f * (float) Math.sin(place);
      }
    }
    bench.loss();
    float[] analytic = bench.training.weightGradients[0].clone();
    float[] weights = bench.network.weights.values();
    for (int place = 0; place < weights.length; place += 2) {
      float before = weights[place];
      weights[place] = before + 1e-2f;
      double more = bench.loss();
      weights[place] = before - 1e-2f;
      double less = bench.loss();
      weights[place] = before;
      double numeric = (more - less) / 2e-2;
      assertThat(analytic[place] / lessons).as(bench.network.weights.nameAt(place)).isCloseTo((float) numeric, within((float) (2e-3 + 0.05 * Math.abs(numeric))));
    }
    for (int number = 0; number < bench.network.tables().size(); number++) {
      bench.loss();
      var table = bench.network.tables().get(number);
      var gradients = new float[table.rows()][table.width()];
      var sums = bench.training.tableGradients.get(number).sums();
      for (int place = 0; place < sums.size(); place++) {
        System.arraycopy(sums.sums(), place * sums.width(), gradients[sums.row(place)], 0, sums.width());
      }
      FloatColumn values = table.values().values();
      for (int row = 0; row < table.rows(); row++) {
        int column = row % table.width();
        long place = (long) row * table.width() + column;
        float before = values.get(place);
        values.set(place, before + 1e-3f);
        double more = bench.loss();
        values.set(place, before - 1e-3f);
        double less = bench.loss();
        values.set(place, before);
        double numeric = (more - less) / 2e-3;
        assertThat(gradients[row][column] / lessons).as("table %d row %d", number, row).isCloseTo((float) numeric, within((float) (4e-3 + 0.06 * Math.abs(numeric))));
      }
    }
  }

  /** Thirty users and forty items of each of four clusters; nobody takes what is not of theirs. */
  private static TrainingData clusters() {
    var log = Interactions.builder();
    var random = Seeds.random(11);
    for (int user = 0; user < 120; user++) {
      for (int n = 0; n < 12; n++) {
        int item = user % 4 + 4 * random.nextInt(40);
        log.add("u" + user, "i" + item, Signal.CLICK, 0f, 86_400_000L * n + user);
      }
    }
    return TrainingData.of(log.build());
  }

  /** The mean cosine of items of different clusters. */
  private static double betweenClusters(ClassifierModel model) {
    var vectors = model.itemVectors().vectors();
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < vectors.rows(); i++) {
      for (int j = 0; j < i; j++) {
        double lengths = Math.sqrt((double) Kernels.dot(vectors, i, vectors, i) * Kernels.dot(vectors, j, vectors, j));
        if (cluster(model, i) != cluster(model, j) && lengths > 0) {
          sum += Kernels.dot(vectors, i, vectors, j) / lengths;
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  private static int cluster(ClassifierModel model, int item) {
    return Integer.parseInt(model.items().id(item).substring(1)) % 4;
  }

  @Test
  void positivesAloneFoldTheSpaceAndNegativesUnfoldIt() {
    var data = clusters();
    double folded = betweenClusters(train(data, with("residual", false, "shared", false, "epochs", 100, "negatives", 0, "positivesOnly", true)));
    double sampled = betweenClusters(train(data, with("residual", false, "shared", false, "negatives", 20)));
    double full = betweenClusters(train(data, with("residual", false, "shared", false, "fullUpTo", 1000)));
    assertThat(folded).isGreaterThan(0.95);
    assertThat(sampled).isLessThan(0.2);
    assertThat(full).isLessThan(0.2);
  }

  private static ClassifierModel train(TrainingData data, ClassifierConfig config) {
    return ClassifierKindForTests.KIND.trainer(config).train(data, ONE);
  }

  @Test
  void positivesAloneAreRefusedWithTheReason() {
    assertThatIllegalArgumentException().isThrownBy(() -> with("negatives", 0)).withMessageContaining("the space folds").withMessageContaining("positivesOnly");
    assertThatIllegalArgumentException().isThrownBy(() -> with("positivesOnly", true)).withMessageContaining("set both to 0");
    var few = ClassifierKindForTests.KIND.trainer(with("negatives", 0, "fullUpTo", 10)); // allowed where there are ten items at most
    assertThatIllegalArgumentException().isThrownBy(() -> few.train(clusters(), ONE)).withMessageContaining("fullUpTo 10 for 160 items").withMessageContaining("the space folds");
  }
}
