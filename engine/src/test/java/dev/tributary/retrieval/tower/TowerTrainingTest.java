package dev.tributary.retrieval.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.CutItems;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureSchema;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.feature.Row;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TowerTrainingTest {
  /** Six users take three or four of seven items; nobody a b c takes h. */
  private static final Interests INTERESTS =
      Interests.of(Interactions.parse("u0 a b c; u1 b c d; u2 c d e; u3 e f g a; u4 g f a; u5 a c e h"), InterestRule.DEFAULT);

  static final TowerConfig CONFIG = TowerKindForTests.DEFAULTS;

  static TowerConfig with(Object... namesAndValues) {
    Map<String, String> given = new HashMap<>();
    for (int n = 0; n < namesAndValues.length; n += 2) {
      given.put((String) namesAndValues[n], namesAndValues[n + 1].toString());
    }
    return Settings.of(CONFIG).parse(given);
  }

  /** All that a step needs. */
  private static final class Bench {
    final TowerConfig config;
    final Samples samples;
    final Towers towers;
    final FeatureBatch users;
    final FeatureBatch items;
    final Batch batch;
    final TowerTraining training;
    final int[] popularity;

    Bench(TowerConfig config) {
      this.config = config;
      int count = INTERESTS.items().size();
      samples = new Samples(INTERESTS, IntStream.range(0, count).toArray(), false, 1);
      var itemRows = new ArrayList<Row>();
      for (int item = 0; item < count; item++) {
        itemRows.add(Row.of(Map.of("colour", List.of("c" + item % 5, "c" + item % 3), "size", item * 0.5)));
      }
      var userRows = new ArrayList<Row>();
      for (int user = 0; user < 6; user++) {
        userRows.add(Row.of(Map.of("town", "t" + user % 2, "age", user + 0.0)));
      }
      var itemFeatures = FeatureTransform.fit(FeatureSchema.parse("colour=hashed:6, size=standard"), itemRows);
      var userFeatures = FeatureTransform.fit(FeatureSchema.parse("town=category, age=buckets:3"), userRows);
      items = itemFeatures.batch();
      itemRows.forEach(row -> itemFeatures.encode(row, items));
      users = userFeatures.batch();
      userRows.forEach(row -> userFeatures.encode(row, users));
      towers = new Towers(config, 6, count, userFeatures, itemFeatures, 7);
      popularity = samples.popularity(count);
      var hard = new HardNegatives(6);
      for (int user = 0; user < 6; user++) {
        hard.cut(user, new int[] {(user + 5) % 8 == 0 ? 1 : 7});
      }
      batch = new Batch(config, samples, count, new ItemSampler(popularity, config.popularityPower()), hard, item -> (double) popularity[item] / samples.size(), _ -> 0);
      training = new TowerTraining("test", towers, users, items, IntStream.range(0, count).toArray(), Optional.empty(), Optional.empty(), Job.DEFAULT.withThreads(1));
    }

    /** The mean loss of a batch as the parameters are, which do not change. */
    double loss(int[] order) {
      var kept = towers.parameters().remember();
      batch.fill(order, 0, order.length, 3);
      double loss = training.step(batch, samples, 1e-3);
      towers.parameters().recall(kept);
      return loss;
    }
  }

  /** No rectifier: where it bends, differences are no gradients. */
  @ParameterizedTest
  @CsvSource({
    "softmax,batch,0,tanh,6", "softmax,mixed,2,gelu,5", "softmax,catalog,1,tanh,''", "listwise,catalog,1,tanh,6", "pointwise,catalog,0,gelu,6-5", "logistic,catalog,1,gelu,5", "hinge,catalog,0,gelu,5"
  })
  void gradientsAreThoseOfFiniteDifferences(String objective, String negatives, int hard, String activation, String layers) {
    var config =
        with(
            "objective", objective, "negatives", negatives, "hard", hard, "activation", activation, "layers", layers, "dim", 4, "embedding", 5, "featureEmbedding", 3, "idDropout", 0, "userId", true,
            "history", 2, "negativeCount", 3, "temperature", 0.5, "margin", 1.9, "slope", 2, "correction", 0.7);
    var bench = new Bench(config);
    int[] order = IntStream.range(0, bench.samples.size()).toArray();
    bench.loss(order);
    float[] analytic = bench.training.weightGradients[0].clone();
    float[] weights = bench.towers.weights.values();
    int checked = 0;
    for (int place = 0; place < weights.length; place += 3) {
      float before = weights[place];
      double numeric = (moved(bench, order, weights, place, before, 1e-2f) - moved(bench, order, weights, place, before, -1e-2f)) / 2e-2;
      assertThat(analytic[place]).as("%s", bench.towers.weights.nameAt(place)).isCloseTo((float) numeric, within((float) (2e-3 + 0.06 * Math.abs(numeric))));
      checked += Math.abs(numeric) > 1e-3 ? 1 : 0;
    }
    assertThat(checked).isGreaterThan(10);
    for (int number = 0; number < bench.towers.tables.size(); number++) {
      bench.loss(order);
      var gradients = new HashMap<Integer, float[]>();
      var sums = bench.training.tableGradients.get(number).sums();
      for (int place = 0; place < sums.size(); place++) {
        gradients.put(sums.row(place), Arrays.copyOfRange(sums.sums(), place * sums.width(), (place + 1) * sums.width()));
      }
      var table = bench.towers.tables.get(number);
      var values = table.values().values();
      for (int row = 0; row < table.rows(); row++) {
        long place = (long) row * table.width() + row % table.width();
        float before = values.get(place);
        double numeric = (moved(bench, order, values, place, before, 1e-3f) - moved(bench, order, values, place, before, -1e-3f)) / 2e-3;
        float of = gradients.containsKey(row) ? gradients.get(row)[row % table.width()] : 0;
        assertThat(of).as("table %d row %d", number, row).isCloseTo((float) numeric, within((float) (4e-3 + 0.06 * Math.abs(numeric))));
      }
    }
  }

  private static double moved(Bench bench, int[] order, float[] weights, int place, float before, float by) {
    weights[place] = before + by;
    double loss = bench.loss(order);
    weights[place] = before;
    return loss;
  }

  private static double moved(Bench bench, int[] order, FloatColumn values, long place, float before, float by) {
    values.set(place, before + by);
    double loss = bench.loss(order);
    values.set(place, before);
    return loss;
  }

  @Test
  void theLossIsTheCorrectedSoftmaxOverWhatTheUserHasNotTaken() {
    var config = with("dim", 4, "embedding", 5, "idDropout", 0, "temperature", 0.5, "correction", 1, "history", 3);
    var bench = new Bench(config);
    int[] order = {0, 3, 7, 8, 13};
    double loss = bench.loss(order);
    int count = INTERESTS.items().size();
    Matrix items = TowerVectors.items(bench.towers, bench.items, IntStream.range(0, bench.items.rows()).toArray(), Job.DEFAULT);
    double sum = 0;
    for (int sample : order) {
      int user = bench.samples.sampleUsers[sample];
      int own = bench.samples.item(bench.samples.sampleEntries[sample]);
      var vector = vectorOf(bench, sample);
      double[] logits = new double[count];
      for (int item = 0; item < count; item++) {
        var b = new float[4];
        items.copyRow(item, b);
        logits[item] = Kernels.dot(vector, b) / 0.5 - Math.log((double) bench.popularity[item] / bench.samples.size());
      }
      double all = 0;
      for (int other : order) { // once for each sample that has it
        int item = bench.samples.item(bench.samples.sampleEntries[other]);
        all += other == sample || !bench.samples.took(user, item) ? Math.exp(logits[item]) : 0;
      }
      sum += Math.log(all) - logits[own];
    }
    assertThat(loss).isCloseTo(sum / order.length, within(1e-4));
  }

  private static float[] vectorOf(Bench bench, int sample) {
    var pass = bench.towers.user.new Pass();
    pass.reset(1);
    int user = bench.samples.sampleUsers[sample];
    bench.towers.addUser(user, bench.users, user, pass);
    bench.samples.history(sample, bench.config.history(), bench.towers.histories(pass));
    bench.towers.user.forward(pass, false, 0, new dev.tributary.math.ArrayProduct());
    return Arrays.copyOf(pass.out, bench.config.dim());
  }

  @Test
  void batchesOfOneUserOrOneItemTeachNothingAndHarmNothing() {
    var bench = new Bench(with("dim", 4, "idDropout", 0));
    assertThat(bench.loss(new int[] {0, 1, 2})).as("all that u0 took").isZero();
    int a = 0;
    int[] sameItem = IntStream.range(0, bench.samples.size()).filter(s -> bench.samples.item(bench.samples.sampleEntries[s]) == a).toArray();
    assertThat(sameItem.length).isGreaterThan(2);
    assertThat(bench.loss(sameItem)).isCloseTo(0, within(1e-6));
    assertThat(bench.training.weightGradients[0]).containsOnly(0f);
  }

  @Test
  void withoutTimesAHistoryIsAllElseAndWithTimesWhatCameBefore() {
    var untimed = new Samples(INTERESTS, IntStream.range(0, 8).toArray(), false, 1);
    assertThat(untimed.timed).isFalse();
    var bags = new Bags();
    bags.begin();
    untimed.history(0, 10, bags);
    assertThat(IntStream.range(bags.start(0), bags.end(0)).map(bags::row)).containsExactly(1, 2); // u0: a, not itself; b and c
    var log = Interactions.builder();
    for (int n = 0; n < 4; n++) {
      log.add("u", "i" + n, dev.tributary.data.Signal.CLICK, 0f, 1000 + n);
    }
    var timed = new Samples(Interests.of(log.build(), InterestRule.DEFAULT), IntStream.range(0, 4).toArray(), false, 1);
    bags.begin();
    timed.history(3, 2, bags);
    assertThat(IntStream.range(bags.start(1), bags.end(1)).map(bags::row)).containsExactly(1, 2);
    bags.begin();
    timed.history(0, 2, bags);
    assertThat(bags.end(2)).isEqualTo(bags.start(2));
  }

  @Test
  void theItemTowerHasWidthsOfItsOwnWhereTheyAreSet() {
    var same = with("layers", "6-5");
    assertThat(same.itemShape()).isEqualTo(same.userShape());
    var own = with("layers", "6-5", "itemLayers", "4");
    assertThat(own.userShape().widths()).containsExactly(6, 5);
    assertThat(own.itemShape().widths()).containsExactly(4);
    assertThat(with("layers", "6-5", "itemLayers", "").itemShape().widths()).isEmpty();
  }

  @Test
  void theStreamFindsHowOftenAnItemComes() {
    var stream = new StreamingFrequency(2, 1);
    for (int step = 1; step <= 400; step++) {
      if (step % 4 == 0) {
        stream.meet(0, step);
        stream.meet(0, step);
      }
    }
    assertThat(stream.probability(0)).isCloseTo(0.25, within(1e-3));
    assertThat(stream.probability(1)).isEqualTo(1); // nothing but what was believed
  }

  @Test
  void theCatalogueIsDrawnByAPowerOfPopularity() {
    var sampler = new ItemSampler(new int[] {16, 0, 1}, 0.75);
    assertThat(sampler.probability(0)).isCloseTo(8.0 / 9, within(1e-6)); // 16^¾ = 8
    var random = dev.tributary.math.Seeds.random(5);
    int[] drawn = new int[3];
    for (int n = 0; n < 9000; n++) {
      drawn[sampler.draw(random)]++;
    }
    assertThat(drawn[1]).isZero();
    assertThat(drawn[0]).isBetween(7850, 8150);
    assertThat(new ItemSampler(new int[] {16, 0, 1}, 0).probability(2)).isEqualTo(0.5);
  }

  @Test
  void popularPositivesAreThinnedOutByTheFormula() {
    assertThat(TowerTrainer.keep(0.01, 0.001)).isCloseTo(0.41623, within(1e-5)); // (√10 + 1) / 10
    assertThat(TowerTrainer.keep(0.0005, 0.001)).isEqualTo(1);
  }

  @Test
  void whatAUserMetIsNoHardNegative() {
    var log =
        Interactions.builder()
            .add("u", "taken", dev.tributary.data.Signal.CLICK, 0f, 1)
            .add("u", "shown", dev.tributary.data.Signal.IMPRESSION, 0f, 2)
            .add("v", "cut", dev.tributary.data.Signal.CLICK, 0f, 3)
            .build();
    var interests = Interests.of(log, InterestRule.DEFAULT);
    var hard = new HardNegatives(2);
    var cuts = new CutItems();
    List.of("taken", "shown", "cut", "unheard of").forEach(item -> cuts.add("u", item));
    TowerTrainer.readCuts(cuts, hard, interests, IntStream.range(0, 3).toArray());
    for (int n = 0; n < 20; n++) {
      assertThat(hard.draw(interests.users().indexOf("u"), dev.tributary.math.Seeds.random(n))).isEqualTo(interests.items().indexOf("cut"));
    }
    assertThat(new HardNegatives(1).draw(0, dev.tributary.math.Seeds.random(1))).isEqualTo(-1);
  }
}
