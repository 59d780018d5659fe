package dev.tributary.retrieval.place;

import dev.tributary.retrieval.HalfLife;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.shelves.Likings;
import dev.tributary.retrieval.shelves.ShelfChannel;

/**
 * Where a user is: by the attributes {@code latitude} and {@code longitude} (degrees) and the city; of a user without any of them the
 * places of the latest interests. Immutable.
 */
record Whereabouts(PlaceConfig config) implements ShelfChannel.Taste {
  @Override
  public void add(Query query, ShelfChannel channel, Likings likings) {
    boolean told = false;
    if (query.attributes().get("latitude") instanceof Double latitude && query.attributes().get("longitude") instanceof Double longitude
        && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
      told = true;
      likings.add(channel.shelf(Place.cell(GeoHash.cell(latitude, longitude, config.letters()))), 1f, -1);
      for (String cell : GeoHash.around(latitude, longitude, config.letters())) {
        likings.add(channel.shelf(Place.cell(cell)), (float) config.near(), -1);
      }
    }
    if (query.attributes().get(config.cityField()) instanceof String city && !city.isEmpty()) {
      told = true;
      likings.add(channel.shelf(Place.city(city)), 1f, -1);
    }
    int used = told ? 0 : config.historyUsed() == 0 ? query.historySize() : Math.min(config.historyUsed(), query.historySize());
    for (int position = 0; position < used; position++) {
      float interest = (float) (query.historyLike(position) * HalfLife.left(position, config.halfLife()));
      for (int shelf : channel.shelvesOf(query.historyItem(position))) {
        likings.add(shelf, interest, position);
      }
    }
  }
}
