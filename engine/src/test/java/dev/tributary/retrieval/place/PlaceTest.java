package dev.tributary.retrieval.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.shelves.ShelfModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceTest {
  private static final PlaceConfig CONFIG = PlaceConfig.DEFAULT.withRelativeHalfLife(0).withQuality(0);

  private static Item at(String id, double latitude, double longitude) {
    return Item.builder(id).location(new Item.Location(latitude, longitude)).build();
  }

  // cells of five letters around 59.91, 10.75 are 0.044 degrees high and wide
  private static final Catalog CATALOG =
      Catalog.of(
          List.of(at("here", 59.91, 10.75), at("next", 59.95, 10.75), at("far", 45.76, 4.84), Item.builder("same city").attribute("city", "Oslo").build(), Item.of("nowhere")));
  private static final ShelfModel<PlaceConfig> MODEL =
      new PlaceTrainer(CONFIG).train(TrainingData.of(Interactions.parse("ann here next far nowhere; bob here")).withCatalog(CATALOG), Job.DEFAULT);

  private static List<String> found(Map<String, Object> attributes, String... interests) {
    var identity = new int[MODEL.items().size()];
    Arrays.setAll(identity, i -> i);
    var query = new Query().reset(-1, 0, new ItemMask().allowAll(identity.length)).profile(new User("somebody", attributes));
    for (String interest : interests) {
      query.addInterest(MODEL.items().indexOf(interest), 1f, 0);
    }
    var hits = new Hits();
    MODEL.open(identity).retrieve(query, 10, hits);
    var found = new ArrayList<String>();
    for (int rank = 0; rank < hits.size(); rank++) {
      found.add(MODEL.items().id(hits.item(rank)) + " " + hits.score(rank));
    }
    return found;
  }

  @Test
  void knownGeohashes() {
    assertThat(GeoHash.cell(57.64911, 10.40744, 10)).isEqualTo("u4pruydqqv"); // the example of the format's author
    assertThat(GeoHash.cell(42.6, -5.6, 5)).isEqualTo("ezs42");
    assertThat(GeoHash.cell(90, 180, 3)).isEqualTo("zzz");
    assertThat(GeoHash.cell(-90, -180, 3)).isEqualTo("000");
  }

  @Test
  void theCellsAroundGoAcrossTheDateLineAndNotBeyondThePole() {
    assertThat(GeoHash.around(42.6, -5.6, 5)).containsExactlyInAnyOrder("ezefp", "ezs40", "ezs41", "ezefr", "ezs43", "ezefx", "ezs48", "ezs49");
    assertThat(GeoHash.around(0.1, 179.99, 1)).containsExactlyInAnyOrder("q", "r", "2", "w", "8", "y", "z", "b").hasSize(8).doesNotContain("x");
    assertThat(GeoHash.around(89.99, 0.1, 2)).hasSize(5);
  }

  @Test
  void whereTheUserIsThenAroundIt() {
    assertThat(found(Map.of("latitude", 59.91, "longitude", 10.75))).containsExactly("here 1.0", "next 0.5");
    assertThat(found(Map.of("city", "Oslo"))).containsExactly("same city 1.0");
    assertThat(found(Map.of("latitude", 59.91, "longitude", 10.75, "city", "Oslo"))).hasSize(3);
  }

  @Test
  void whereTheRequestSaysThatTheUserIsStandsBeforeWhereTheyLive() {
    var query = new Query().reset(-1, 0, new ItemMask().allowAll(MODEL.items().size())).profile(new User("somebody", Map.of("city", "Oslo", "age", 30.0)));
    query.context(Map.of("city", "Bergen", "latitude", 45.76));
    assertThat(query.attributes()).isEqualTo(Map.of("city", "Bergen", "latitude", 45.76, "age", 30.0));
    assertThat(query.reset(-1, 0, new ItemMask()).attributes()).isEmpty();
  }

  @Test
  void withoutAPlaceTheInterestsTellIt() {
    assertThat(found(Map.of(), "far")).containsExactly("far 1.0");
    assertThat(found(Map.of("city", "Bergen"), "far")).as("told, and nothing there").isEmpty();
    assertThat(found(Map.of("latitude", 1000.0, "longitude", 0.0), "far")).as("no place on earth").containsExactly("far 1.0");
    assertThat(found(Map.of(), "nowhere")).isEmpty();
    assertThat(found(Map.of())).isEmpty();
  }

  @Test
  void settingsOutOfRangeAreRefusedInWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withLetters(11)).withMessage("letters is 11, allowed 1..10; 5 are cells of 4.9 km");
  }
}
