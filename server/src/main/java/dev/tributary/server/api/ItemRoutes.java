package dev.tributary.server.api;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemJson;
import dev.tributary.home.Home;
import dev.tributary.log.LogRecord;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Items. A new one can be found by its content at once; a withdrawn, expired or deleted one is on no page from the next request on. */
final class ItemRoutes {
  private static final Parameter ID = Parameter.pathId("id", "the item");
  private static final Parameter CURSOR = Parameter.whole("cursor", 0, 999_999_999, 0, "nextCursor of the list before");
  private static final Parameter LIMIT = Parameter.whole("limit", 1, 1000, 100, "how many items at most");

  private final Catalog catalog;
  private final EventIntake intake;
  private final Documents<Item> documents =
      new Documents<>("Item", ID) {
        @Override
        Item parse(String json) {
          var item = ItemJson.parse(json);
          limit("id", item.id());
          limit("author", item.author());
          return item;
        }

        @Override
        Optional<String> current(String id) {
          return known(id).map(ItemJson::write);
        }

        @Override
        LogRecord entry(Item item) {
          return new LogRecord.OfItem(item);
        }
      };

  ItemRoutes(Home home, EventIntake intake) {
    catalog = home.live().catalog();
    this.intake = intake;
  }

  List<Route> routes() {
    var routes = new java.util.ArrayList<>(documents.routes("/v1/items", intake));
    routes.add(
        Route.delete("/v1/items/{id}", Role.WRITE)
            .summary("Forgets all of an item but its id; nobody sees it from the next response on")
            .with(ID)
            .answers(204, "", "", "it is gone")
            .problems(404, 507)
            .by(this::delete));
    routes.add(Route.get("/v1/items", Role.READ).summary("All items in the order in which they came, some at a time").with(CURSOR, LIMIT).answers(200, "ItemList", "the items").by(this::list));
    return routes;
  }

  /** An item that is known and was not deleted; deleted is what has nothing but an id and is withdrawn. */
  private Optional<Item> known(String id) {
    int index = catalog.itemIndex(id);
    return index < 0 ? Optional.empty() : Optional.of(catalog.item(index)).filter(item -> !item.equals(deleted(id)));
  }

  private static Item deleted(String id) {
    return Item.builder(id).withdrawn(true).build();
  }

  private Answer delete(Exchange exchange) throws IOException {
    String id = exchange.text(ID);
    known(id).orElseThrow(() -> documents.unknown());
    intake.take(List.of(new LogRecord.OfItem(deleted(id))));
    return Answer.nothing();
  }

  private Answer list(Exchange exchange) {
    int from = exchange.whole(CURSOR);
    int limit = exchange.whole(LIMIT);
    int count = catalog.itemCount();
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("items");
          int at = from;
          for (int taken = 0; at < count && taken < limit; at++) {
            var item = catalog.item(at);
            if (!item.equals(deleted(item.id()))) {
              json.writeRawValue(ItemJson.write(item));
              taken++;
            }
          }
          json.writeEndArray();
          if (at < count) {
            json.writeNumberProperty("nextCursor", at);
          }
          json.writeEndObject();
        });
  }
}
