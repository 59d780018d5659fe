package dev.tributary.retrieval.popular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.XxHash64;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.charts.ChartModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopularTest {
  private static final long DAY = 86_400_000L;

  // old was clicked three times ten days ago, new once today, half twice five days ago (one of them liked too)
  private static final Interactions LOG =
      Interactions.builder()
          .add("a", "old", Signal.CLICK, 0, 0)
          .add("b", "old", Signal.CLICK, 0, 0)
          .add("c", "old", Signal.CLICK, 0, 0)
          .add("a", "half", Signal.CLICK, 0, 5 * DAY)
          .add("b", "half", Signal.CLICK, 0, 5 * DAY)
          .add("b", "half", Signal.LIKE, 0, 5 * DAY)
          .add("c", "new", Signal.CLICK, 0, 10 * DAY)
          .add("c", "seen", Signal.IMPRESSION, 0, 10 * DAY)
          .build();

  private static ChartModel<PopularConfig> train(PopularConfig config) {
    return new PopularTrainer(config).train(LOG);
  }

  @Test
  void anInterestHalvesWithEachHalfLife() {
    // h = 5 days: old 3/4, half 3/2, new 1
    assertThat(train(PopularConfig.DEFAULT.withHalfLifeDays(5)).recommend("nobody", 9)).containsExactly(new Scored("half", 1.5f), new Scored("new", 1f), new Scored("old", 0.75f));
  }

  @Test
  void withoutDecayItIsThePlainSumAndEqualSumsGoByTheHashOfTheId() {
    var plain = train(PopularConfig.DEFAULT.withRelativeHalfLife(0));
    assertThat(plain.halfLifeDays()).isZero();
    boolean oldFirst = Long.compareUnsigned(XxHash64.hash("old"), XxHash64.hash("half")) < 0;
    assertThat(plain.recommend("nobody", 9))
        .containsExactly(new Scored(oldFirst ? "old" : "half", 3f), new Scored(oldFirst ? "half" : "old", 3f), new Scored("new", 1f));
  }

  @Test
  void theRelativeHalfLifeIsAMultipleOfTheMedianAge() {
    // six interests: 0 0 0 5 5 10 days; the median (place 3 of 0..5) is day 5, its age 5 days
    assertThat(train(PopularConfig.DEFAULT.withRelativeHalfLife(0.4)).halfLifeDays()).isCloseTo(2, within(1e-9));
  }

  @Test
  void whatIsVeryOldKeepsAPlaceAtTheEnd() {
    assertThat(train(PopularConfig.DEFAULT.withHalfLifeDays(0.001)).recommend("nobody", 9)).extracting(Scored::item).startsWith("new").contains("old").doesNotContain("seen");
  }

  @Test
  void logsWithoutTimesAreSummed() {
    var model = new PopularTrainer(PopularConfig.DEFAULT.withHalfLifeDays(1)).train(Interactions.parse("a X Y; b Y; c Y X; d Z"));
    assertThat(model.halfLifeDays()).isZero();
    assertThat(model.recommend("nobody", 2)).containsExactly(new Scored("Y", 3f), new Scored("X", 2f));
  }

  @Test
  void theCapKeepsTheTop() {
    assertThat(train(PopularConfig.DEFAULT.withHalfLifeDays(5).withTopN(1)).recommend("nobody", 9)).extracting(Scored::item).containsExactly("half");
  }

  @Test
  void whatAUserHasIsLeftOut() {
    assertThat(train(PopularConfig.DEFAULT.withHalfLifeDays(5)).recommend("c", 9)).extracting(Scored::item).containsExactly("half");
  }

  @Test
  void aWindowForgetsWhatIsOlder() {
    // the last six days: half 3, new 1; what is exactly as old as the window is out
    var plain = PopularConfig.DEFAULT.withRelativeHalfLife(0);
    assertThat(train(plain.withWindowDays(6)).recommend("nobody", 9)).containsExactly(new Scored("half", 3f), new Scored("new", 1f));
    assertThat(train(plain.withWindowDays(5)).recommend("nobody", 9)).containsExactly(new Scored("new", 1f));
  }

  @Test
  void everyGroupOfUsersThatIsLargeEnoughHasAListOfItsOwn(@TempDir Path folder) throws IOException {
    // a and b live in Oslo, c in Bergen, d nowhere; Oslo likes X and Y, the others Z
    var catalog = new Catalog();
    catalog.put(new User("a", Map.of("city", "Oslo")));
    catalog.put(new User("b", Map.of("city", "Oslo")));
    catalog.put(new User("c", Map.of("city", "Bergen")));
    var data = TrainingData.of(Interactions.parse("a X Y; b X; c Z; d Z W; e Z")).withCatalog(catalog);
    var trained = new PopularTrainer(PopularConfig.DEFAULT.withBy("city").withLeastUsers(2)).train(data, Job.DEFAULT);
    var writer = new BundleWriter("popular", 1).seed(1);
    trained.write(writer);
    writer.write(folder.resolve("m"), Map.of());
    for (ChartModel<PopularConfig> model : List.of(trained, Popular.KIND.read(Bundle.open(folder.resolve("m"))))) {
      assertThat(model.groups().size()).isEqualTo(1);
      assertThat(first(model, Map.of("city", "Oslo"))).isEqualTo("X");
      assertThat(first(model, Map.of("city", "Bergen"))).as("too small").isEqualTo("Z");
      assertThat(first(model, Map.of())).isEqualTo("Z");
    }
  }

  private static String first(ChartModel<PopularConfig> model, Map<String, Object> attributes) {
    var identity = IntStream.range(0, model.items().size()).toArray();
    var hits = new Hits();
    model.open(identity).retrieve(new Query().reset(-1, 0, new ItemMask().allowAll(identity.length)).profile(new User("somebody", attributes)), 1, hits);
    return model.items().id(hits.item(0));
  }

  @Test
  void settingsOutOfRangeAreRefusedInWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> PopularConfig.DEFAULT.withHalfLifeDays(-1)).withMessage("halfLifeDays is -1.0, allowed 0..1000000");
    assertThatIllegalArgumentException().isThrownBy(() -> PopularConfig.DEFAULT.withTopN(-1)).withMessageContaining("topN");
  }
}
