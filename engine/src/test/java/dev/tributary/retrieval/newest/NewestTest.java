package dev.tributary.retrieval.newest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.shelves.ShelfModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestTest {
  private static final long DAY = 86_400_000L;
  private static final NewestConfig CONFIG = NewestConfig.DEFAULT.withHalfLifeDays(2).withQuality(1).withPrior(0);

  private static Item published(String id, long day) {
    return Item.builder(id).publishedAt(day * DAY).build();
  }

  // A and B were published on day 6, C on day 8, D nobody says when, U nobody met either; it is day 10. A was clicked by both who met it, B by one of two, C and D by one of one
  private static ShelfModel<NewestConfig> model(NewestConfig config) {
    var log =
        Interactions.builder()
            .add("a", "A", Signal.CLICK, 0, 7 * DAY)
            .add("b", "A", Signal.CLICK, 0, 7 * DAY)
            .add("a", "B", Signal.CLICK, 0, 7 * DAY)
            .add("b", "B", Signal.IMPRESSION, 0, 7 * DAY)
            .add("a", "D", Signal.CLICK, 0, 4 * DAY)
            .add("a", "C", Signal.CLICK, 0, 10 * DAY)
            .build();
    var catalog = Catalog.of(List.of(published("A", 6), published("B", 6), published("C", 8), Item.of("D"), Item.of("U")));
    return new NewestTrainer(config).train(TrainingData.of(log).withCatalog(catalog), Job.DEFAULT);
  }

  private static List<String> found(Channel channel, int items, long day, String... ids) {
    var hits = new Hits();
    channel.retrieve(new Query().reset(-1, day * DAY, new ItemMask().allowAll(items)), 10, hits);
    var found = new ArrayList<String>();
    for (int rank = 0; rank < hits.size(); rank++) {
      found.add(ids[hits.item(rank)]);
    }
    return found;
  }

  @Test
  void freshnessTimesQuality() {
    // mean like 5/6. quality: A (2/2)/(5/6) = 6/5, B 3/5, C and D 6/5, U 1. ages: A and B 4 days = 1/4, C 2 days = 1/2, D, met first on day 4, 1/8, U as the oldest
    var scored = model(CONFIG).recommend("nobody", 9);
    assertThat(scored).extracting(Scored::item).startsWith("C", "A").endsWith("U").hasSize(5);
    assertThat(scored).extracting(Scored::score).usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1).containsExactly(0.6f, 0.3f, 0.15f, 0.15f, 0.125f);
  }

  @Test
  void withoutTheirQualityTheNewestComeFirst() {
    var scored = model(CONFIG.withQuality(0)).recommend("nobody", 9);
    assertThat(scored.getFirst().score()).isCloseTo(0.5f, within(1e-6f));
    assertThat(scored.get(1).score()).isEqualTo(scored.get(2).score()); // A and B by the hash of the id
  }

  @Test
  void anItemIsReachableWhenItArrivesAndNotBeforeItIsPublished() {
    var model = model(CONFIG);
    var toCatalog = new int[model.items().size()];
    String[] ids = {"A", "B", "C", "D", "E", "F", "G", "U"};
    Arrays.setAll(toCatalog, i -> Arrays.asList(ids).indexOf(model.items().id(i)));
    var channel = model.open(toCatalog);
    assertThat(found(channel, 8, 10, ids)).startsWith("C", "A").endsWith("U").hasSize(5);
    channel.itemChanged(4, published("E", 10));
    channel.itemChanged(5, published("F", 12));
    channel.itemChanged(6, Item.of("G")); // nobody says when: as new as the newest known
    channel.itemChanged(0, published("A", 1)); // an old one after all
    assertThat(found(channel, 8, 10, ids).subList(0, 2)).containsExactlyInAnyOrder("E", "G");
    assertThat(found(channel, 8, 10, ids).subList(2, 6)).startsWith("C").endsWith("U");
    assertThat(found(channel, 8, 10, ids)).endsWith("A").hasSize(7);
    assertThat(found(channel, 8, 12, ids)).startsWith("F").hasSize(8);
  }

  @Test
  void aLogWithoutTimesIsTakenInItsOrderWhateverIsKnownOfPublication() {
    var data = TrainingData.of(Interactions.parse("a X Y; b X; c Z")).withCatalog(Catalog.of(List.of(published("X", 9000))));
    var scored = new NewestTrainer(CONFIG.withRelativeHalfLife(1)).train(data, Job.DEFAULT).recommend("nobody", 9);
    assertThat(scored).extracting(Scored::item).containsExactly("Z", "Y", "X");
  }

  @Test
  void timesFarInTheFutureAndThePastStayFinite() {
    var log = Interactions.builder().add("a", "now", Signal.CLICK, 0, 10 * DAY).build();
    var catalog = Catalog.of(List.of(published("never", 100_000_000), published("ancient", -100_000_000)));
    var model = new NewestTrainer(CONFIG).train(TrainingData.of(log).withCatalog(catalog), Job.DEFAULT);
    assertThat(model.recommend("nobody", 9)).extracting(Scored::item).containsExactly("now", "ancient");
    assertThat(model.recommend("nobody", 9)).allSatisfy(scored -> assertThat(scored.score()).isFinite().isPositive());
  }

  @Test
  void settingsOutOfRangeAreRefusedInWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withQuality(-1)).withMessage("quality is -1.0, allowed 0..100");
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withHalfLifeDays(Double.NaN)).withMessageStartingWith("halfLifeDays is NaN");
  }
}
