package dev.tributary.retrieval.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.feature.FeatureDrift;
import dev.tributary.math.Job;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MomentsTest {
  private static final long SECOND = 1000;
  private static final long NOON = 3_600_000_000L;

  /** ann was shown a at noon and clicked it a second later; bob clicked it at a time of his own, and b of the same author an hour before. */
  private static Moments moments(long bob) {
    var log =
        Interactions.builder()
            .add("ann", "a", Signal.IMPRESSION, 0f, NOON)
            .add("ann", "a", Signal.CLICK, 0f, NOON + SECOND)
            .add("ann", "a", Signal.LIKE, 0f, NOON + 2 * SECOND)
            .add("bob", "b", Signal.CLICK, 0f, NOON - 3600 * SECOND)
            .add("bob", "a", Signal.CLICK, 0f, bob)
            .build();
    var catalog = new Catalog();
    catalog.put(Item.builder("a").author("x").build());
    catalog.put(Item.builder("b").author("x").build());
    return new Moments(TrainingData.of(log).withCatalog(catalog), log.items(), new int[] {0, 1}, List.of(Moments.ITEMS, Moments.AUTHORS, Moments.USERS), new int[] {-1, -1});
  }

  @Test
  void whatAnItemWasOfferedWithIsWhatWasKnownASecondBeforeButNotAtThatInstant() {
    for (long bob : new long[] {NOON - SECOND, NOON}) {
      var moments = moments(bob);
      long instant = moments.instant(0); // ann's interest in a
      assertThat(instant).isEqualTo(NOON); // when it was shown: of her click nothing is known
      double known = bob < NOON ? 1 : 0;
      assertThat((double) moments.item(0, instant).value("rates.clicks.1h")).isEqualTo((float) Math.log1p(known));
      assertThat((double) moments.item(0, instant).value("authorRates.clicks.1h")).isEqualTo((float) Math.log1p(known + 1));
      assertThat((double) moments.user(0, instant).value("rates.clicks.1h")).isZero();
      assertThat((double) moments.user(1, instant).value("rates.clicks.1h")).isEqualTo((float) Math.log1p(known + 1));
      assertThat(moments.item(0, instant).value("author")).isEqualTo("x");
    }
  }

  @Test
  void withoutAnImpressionTheFirstThatWasDoneIsTheInstant() {
    assertThat(moments(NOON).instant(2)).isEqualTo(NOON); // bob's interest in a
    assertThat(moments(NOON).instant(1)).isEqualTo(NOON - 3600 * SECOND);
  }

  @Test
  void servingReadsTheEndOfTheLog() {
    var moments = moments(NOON);
    var latest = moments.latest();
    assertThat((double) latest.of(Item.of("a")).value("rates.clicks.1h")).isEqualTo((float) Math.log1p(2));
    assertThat((double) latest.of(Item.builder("new").author("x").build()).value("authorRates.clicks.1d")).isEqualTo((float) Math.log1p(3));
    assertThat((double) latest.of(Item.of("new")).value("rates.like.30d")).isEqualTo(1 / 3f); // one like of three clicks: the prior
    assertThat((double) latest.of(User.of("ann")).value("rates.clicks.7d")).isEqualTo((float) Math.log1p(1));
  }

  /** Users are shown items in turn, a second apart, and click them; the last of them is shown at a time of its own what they clicked long before. */
  private static TrainingData log(long impression) {
    var log = Interactions.builder();
    for (int n = 0; n < 200; n++) {
      log.add("u" + n % 20, "i" + (n * 7 + n / 20) % 30, Signal.IMPRESSION, 0f, NOON + n * SECOND);
      log.add("u" + n % 20, "i" + (n * 7 + n / 20) % 30, Signal.CLICK, 0f, NOON + n * SECOND);
    }
    log.add("u19", "i13", Signal.IMPRESSION, 0f, impression);
    var catalog = new Catalog();
    IntStream.range(0, 30).forEach(item -> catalog.put(Item.builder("i" + item).author("a" + item % 4).build()));
    return TrainingData.of(log.build()).withCatalog(catalog);
  }

  private static TowerModel train(long impression) {
    var config = TowerTrainingTest.with("overTime", "items,authors,users", "epochs", 6, "patience", 0, "batch", 2);
    return TowerKindForTests.KIND.trainer(config).train(log(impression), Job.DEFAULT);
  }

  private static float[] parameters(TowerModel model) throws IOException {
    var file = Tensors.builder();
    model.towers().save(file);
    return file.build().floats("weights.user.last.weight").toArray();
  }

  @Test
  void aBatchKnowsWhatCameASecondBeforeItsFirstSampleAndNothingLater() throws IOException {
    long last = NOON + 199 * SECOND;
    float[] after = parameters(train(last + SECOND));
    assertThat(Arrays.equals(parameters(train(last - SECOND)), after)).as("the instant of the sample before the last, in one batch with it").isTrue();
    assertThat(Arrays.equals(parameters(train(last - 2 * SECOND)), after)).as("a second before that").isFalse();
  }

  @Test
  void aBundleServesTheSameVectorsAndSaysHowFarItMoved(@TempDir Path folder) throws IOException {
    var model = train(NOON);
    var writer = new BundleWriter(model.kind(), 1);
    model.write(writer);
    writer.write(folder.resolve("m"), Map.of());
    var read = TowerModel.read(TowerKindForTests.KIND, Bundle.open(folder.resolve("m")));
    var item = Item.builder("i3").author("a3").build();
    assertThat(vector(read, item)).isEqualTo(vector(model, item));
    assertThat(read.itemDrift(List.of(item))).extracting(FeatureDrift::field).contains("rates.clicks.1h", "authorRates.click.7d", "author");
    assertThat(read.userDrift(List.of(User.of("u1")))).extracting(FeatureDrift::field).contains("rates.clicks.30d");
  }

  private static float[] vector(TowerModel model, Item item) {
    var batch = model.towers().itemFeatures.batch();
    model.towers().itemFeatures.encode(model.latest().of(item), batch);
    var pass = model.towers().item.new Pass();
    pass.reset(1);
    model.towers().addItem(model.id(model.items().indexOf(item.id())), batch, 0, pass);
    model.towers().item.forward(pass, false, 0, new dev.tributary.math.ArrayProduct());
    return pass.out.clone();
  }

  @Test
  void aLogWithoutTimesHasNoRatesAndAWrongNameIsRefused() {
    var data = TrainingData.of(Interactions.parse("ann a b; bob b c"));
    var model = TowerKindForTests.KIND.trainer(TowerTrainingTest.with("overTime", "items", "epochs", 1)).train(data, Job.DEFAULT);
    assertThat(model.towers().itemFeatures.schema().features()).isEmpty();
    assertThatThrownBy(() -> TowerTrainingTest.with("overTime", "topics")).hasMessageContaining("overTime is 'topics', allowed items, authors, users");
  }
}
