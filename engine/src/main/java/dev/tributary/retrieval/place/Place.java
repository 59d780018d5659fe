package dev.tributary.retrieval.place;

import dev.tributary.catalog.Item;
import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.shelves.ShelfModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The channel of what is near (同城). */
public final class Place implements ChannelKind<PlaceConfig> {
  /** The only one. */
  public static final Place KIND = new Place();

  private Place() {}

  @Override
  public String name() {
    return "place";
  }

  @Override
  public String summary() {
    return "what is near the user, fresh and good: same geohash or same city";
  }

  @Override
  public PlaceConfig defaults() {
    return PlaceConfig.DEFAULT;
  }

  @Override
  public PlaceTrainer trainer(PlaceConfig settings) {
    return new PlaceTrainer(settings);
  }

  @Override
  public ShelfModel<PlaceConfig> read(Bundle bundle) throws IOException {
    return ShelfModel.read(this, bundle, Place::shelves, Whereabouts::new);
  }

  @Override
  public Estimate estimate(PlaceConfig settings, TrainingData data) {
    long items = data.interests().items().size() + (long) data.catalog().itemCount();
    return new Estimate(200 * items, 24 * items, 2e-8 * data.interactions().size() + 2e-6 * items);
  }

  /** The cell and the city of an item, as far as they are known. */
  static List<String> shelves(PlaceConfig config, Item item) {
    var places = new ArrayList<String>(2);
    item.location().ifPresent(at -> places.add(cell(GeoHash.cell(at.latitude(), at.longitude(), config.letters()))));
    if (item.attributes().get(config.cityField()) instanceof String city && !city.isEmpty()) {
      places.add(city(city));
    }
    return places;
  }

  static String cell(String geohash) {
    return "cell " + geohash;
  }

  static String city(String name) {
    return "city " + name;
  }
}
