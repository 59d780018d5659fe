package dev.tributary.retrieval.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.data.Interactions;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureSchema;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.feature.MutualInformation;
import dev.tributary.feature.Row;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfSupervisionTest {
  private static final int ITEMS = 9;

  /** Nine items with a colour, a shade that follows from it, a size and four words each; the last item has no interests. */
  private static final class Bench {
    final Towers towers;
    final FeatureTransform transform;
    final FeatureBatch items;
    final FeatureBatch bare;
    final ItemViews views;

    Bench(TowerConfig config) {
      var rows = new ArrayList<Row>();
      for (int item = 0; item < ITEMS; item++) {
        rows.add(
            Row.of(
                Map.of("colour", "c" + item % 3, "shade", "s" + item % 3, "size", item * item * 0.1, "words", List.of("w" + item, "w" + (item + 1), "w" + (item + 2), "w" + (item + 4)))));
      }
      // by name: colour has floats (three values), shade and words slots, size two floats
      transform = FeatureTransform.fit(FeatureSchema.parse("colour=category, shade=hashed:40, size=standard, words=hashed:50"), rows);
      items = transform.batch();
      rows.forEach(row -> transform.encode(row, items));
      bare = TowerTraining.bare(transform);
      towers = new Towers(config, 1, ITEMS, FeatureTransform.fit(FeatureSchema.NONE, List.of()), transform, 7);
      for (var table : towers.item.tables()) { // long enough to weigh beside the floats
        var values = table.values().values();
        for (long n = 0; n < values.size(); n++) {
          values.set(n, 15 * values.get(n));
        }
      }
      var known = new boolean[ITEMS];
      java.util.Arrays.fill(known, 0, ITEMS - 1, true);
      views = new ItemViews(towers, items, bare, known, MutualInformation.of(transform, rows));
    }

    SelfSupervision selfSupervision() {
      return new SelfSupervision(towers, views, ITEMS, Job.DEFAULT.withThreads(1));
    }
  }

  private static TowerConfig config(ItemTransform transform) {
    return TowerTrainingTest.with(
        "dim", 4, "embedding", 5, "featureEmbedding", 3, "layers", "6", "activation", "tanh", "temperature", 0.5, "selfSupervised", 0.7, "itemTransform", transform.name().toLowerCase());
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfFiniteDifferences(ItemTransform transform) {
    var bench = new Bench(config(transform));
    var self = bench.selfSupervision();
    self.learn(7, 3);
    float[] analytic = self.weightGradients().getFirst().clone();
    float[] weights = bench.towers.weights.values();
    int checked = 0;
    for (int place = 0; place < weights.length; place++) {
      int at = place;
      float before = weights[place];
      double numeric = slope(self, by -> weights[at] = before + by);
      assertThat((double) analytic[place]).as("%s", bench.towers.weights.nameAt(place)).isCloseTo(numeric, within(1e-3 + 0.02 * Math.abs(numeric)));
      checked += Math.abs(numeric) > 0.01 ? 1 : 0;
    }
    assertThat(checked).isGreaterThan(10);
    checkTables(bench, self);
  }

  private static void checkTables(Bench bench, SelfSupervision self) {
    int checked = 0;
    for (var table : bench.towers.item.tables()) {
      for (int row = 0; row < table.rows(); row++) {
        self.learn(7, 3);
        double analytic = 0;
        for (var pass : self.passes()) {
          analytic += gradient(bench, pass, table, row, row % table.width());
        }
        long place = (long) row * table.width() + row % table.width();
        var values = table.values().values();
        float before = values.get(place);
        double numeric = slope(self, by -> values.set(place, before + by));
        assertThat(analytic).as("row %d", row).isCloseTo(numeric, within(1e-3 + 0.02 * Math.abs(numeric)));
        checked += Math.abs(numeric) > 4e-3 ? 1 : 0;
      }
    }
    assertThat(checked).isGreaterThan(3);
  }

  /** A central difference of the fourth order. */
  private static double slope(SelfSupervision self, Consumer<Float> move) {
    var loss = new double[4];
    float[] by = {-2e-2f, -1e-2f, 1e-2f, 2e-2f};
    for (int n = 0; n < 4; n++) {
      move.accept(by[n]);
      loss[n] = self.learn(7, 3);
    }
    move.accept(0f);
    return (8 * (loss[2] - loss[1]) - (loss[3] - loss[0])) / 12e-2;
  }

  private static double gradient(Bench bench, Tower.Pass pass, EmbeddingTable table, int wanted, int column) {
    var tower = bench.towers.item;
    int t = tower.tables().indexOf(table);
    double sum = 0;
    for (int row = 0; row < pass.rows; row++) {
      int size = pass.bags[t].end(row) - pass.bags[t].start(row);
      for (int n = pass.bags[t].start(row); n < pass.bags[t].end(row); n++) {
        sum += pass.bags[t].row(n) == wanted ? pass.dx[row * tower.in() + tower.place(t) + column] / size : 0;
      }
    }
    return sum;
  }

  @Test
  void theLossIsTheSymmetricSoftmaxTimesAlpha() {
    var bench = new Bench(config(ItemTransform.MIXED));
    var self = bench.selfSupervision();
    double loss = self.learn(100, 5); // all nine
    float[] first = self.passes().get(0).out;
    float[] second = self.passes().get(1).out;
    double sum = 0;
    for (int i = 0; i < ITEMS; i++) {
      double row = 0;
      double column = 0;
      for (int j = 0; j < ITEMS; j++) {
        row += Math.exp(Kernels.dot(first, 4 * i, second, 4 * j, 4) / 0.5);
        column += Math.exp(Kernels.dot(first, 4 * j, second, 4 * i, 4) / 0.5);
      }
      sum += Math.log(row) + Math.log(column) - 2 * Kernels.dot(first, 4 * i, second, 4 * i, 4) / 0.5;
    }
    assertThat(loss).isCloseTo(0.7 * sum / (2 * ITEMS), within(1e-5));
  }

  /** What is hidden of the first item of a pass: the id, then colour, shade, size, words; a bag of words that is shorter is no hidden one. */
  private static Set<String> hidden(Bench bench, Tower.Pass pass) {
    var hidden = new HashSet<String>();
    if (pass.bags[0].row(0) == bench.towers.items) {
      hidden.add("id");
    }
    for (int feature = 0; feature < 4; feature++) {
      int slot = bench.transform.slotFeature(feature);
      int at = bench.transform.column(feature);
      int end = at + bench.transform.columns(feature);
      boolean missing =
          slot >= 0
              ? pass.bags[1 + slot].row(pass.bags[1 + slot].start(0)) == 0
              : java.util.Arrays.equals(pass.floats, at, end, bench.bare.dense(), at, end);
      if (missing) {
        hidden.add(bench.transform.schema().features().get(feature).field());
      }
    }
    return hidden;
  }

  private static Tower.Pass[] views(Bench bench, int item, long seed) {
    Tower.Pass[] passes = {bench.towers.item.new Pass(), bench.towers.item.new Pass()};
    for (var pass : passes) {
      pass.reset(1);
    }
    bench.views.add(item, seed, passes[0], passes[1]);
    return passes;
  }

  @Test
  void aMaskHidesOneFeatureOfEachView() {
    var bench = new Bench(config(ItemTransform.MASK));
    var met = new HashSet<String>();
    for (int seed = 0; seed < 60; seed++) {
      for (var pass : views(bench, 4, seed)) {
        var hidden = hidden(bench, pass);
        assertThat(hidden).hasSize(1);
        met.addAll(hidden);
      }
    }
    assertThat(met).containsExactlyInAnyOrder("id", "colour", "shade", "size", "words");
  }

  @Test
  void halvesAreComplementary() {
    var bench = new Bench(config(ItemTransform.COMPLEMENT));
    for (int seed = 0; seed < 20; seed++) {
      var passes = views(bench, 4, seed);
      var first = hidden(bench, passes[0]);
      var second = hidden(bench, passes[1]);
      assertThat(first).as("seed %d", seed).hasSize(2).doesNotContainAnyElementsOf(second);
      assertThat(second).hasSize(3);
    }
  }

  @Test
  void dropoutKeepsHalfOfTheWordsAndAllElse() {
    var bench = new Bench(config(ItemTransform.DROPOUT));
    int words = 1 + bench.transform.slotFeature(3);
    var whole = Set.copyOf(java.util.Arrays.stream(bench.items.slots(words - 1), 4 * 4, 4 * 5).boxed().toList());
    for (int seed = 0; seed < 20; seed++) {
      for (var pass : views(bench, 4, seed)) {
        assertThat(hidden(bench, pass)).isEmpty();
        assertThat(pass.bags[words].end(0) - pass.bags[words].start(0)).isEqualTo(2);
        assertThat(whole).contains(pass.bags[words].row(0), pass.bags[words].row(1));
      }
    }
  }

  @Test
  void whatTellsOfAHiddenFeatureIsHiddenWithIt() {
    var bench = new Bench(config(ItemTransform.CORRELATED));
    var rounds = new HashSet<Set<String>>();
    for (int seed = 0; seed < 40; seed++) {
      for (var pass : views(bench, 4, seed)) {
        var hidden = hidden(bench, pass);
        assertThat(hidden).hasSize(4).contains("id"); // the seed and two of the other three
        rounds.add(hidden);
      }
    }
    assertThat(rounds).hasSizeGreaterThan(1);
  }

  @Test
  void anItemWithoutInterestsGoesByTheUnknownId() {
    var bench = new Bench(config(ItemTransform.DROPOUT));
    assertThat(hidden(bench, views(bench, ITEMS - 1, 1)[0])).containsExactly("id");
  }

  private static TrainingData data(boolean features) {
    var catalog = new Catalog();
    var log = new StringBuilder();
    for (int user = 0; user < 40; user++) {
      log.append("u").append(user);
      for (int n = 0; n < 6; n++) {
        log.append(" i").append((user * 7 + n * n * 3) % 30);
      }
      log.append(";");
    }
    for (int item = 0; item < 300; item++) {
      catalog.put(Item.builder("i" + item).categories(features ? List.of("k" + item % 7, "k" + item % 5) : List.of()).author(features ? "a" + item % 9 : "").build());
    }
    return TrainingData.of(Interactions.parse(log.toString())).withCatalog(catalog);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theNumberOfThreadsChangesNothing(int threads) {
    var config = TowerTrainingTest.with("selfSupervised", 0.5, "epochs", 2, "layers", "8", "batchNorm", true, "dropout", 0.2, "batch", 256);
    var one = TowerKindForTests.KIND.trainer(config).train(data(true), Job.DEFAULT.withThreads(1));
    var more = TowerKindForTests.KIND.trainer(config).train(data(true), Job.DEFAULT.withThreads(threads));
    assertThat(more.itemVectors().vectors().values().toArray()).isEqualTo(one.itemVectors().vectors().values().toArray());
    assertThat(more.loss()).isEqualTo(one.loss());
  }

  @Test
  void itIsRefusedWhereItemsHaveNoFeatures() {
    var config = TowerTrainingTest.with("selfSupervised", 0.5);
    assertThatThrownBy(() -> TowerKindForTests.KIND.trainer(config).train(data(false), Job.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("itemTransform is mixed, which the features of items do not allow: there are 0, none with slots and many values; declare others with itemFeatures, or set selfSupervised to 0");
  }
}
