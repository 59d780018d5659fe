package dev.tributary.retrieval.tower;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.feature.RateFields;
import dev.tributary.feature.RateTable;
import dev.tributary.feature.Row;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import java.io.IOException;
import java.util.Optional;

/**
 * The rates that towers read, as they were when the log of the training ended: those of a new item and of a stranger are the priors, those of a new item's author are not. Immutable.
 *
 * @param items by the id of the item, where they are read
 * @param authors by the id of the item's author, where they are read
 * @param users by the id of the user, where they are read
 */
record LatestRates(Optional<RateTable> items, Optional<RateTable> authors, Optional<RateTable> users) {
  /** Where no rates are read. */
  static final LatestRates NONE = new LatestRates(Optional.empty(), Optional.empty(), Optional.empty());

  private static final String ITEMS = "itemRates";
  private static final String AUTHORS = "authorRates";
  private static final String USERS = "userRates";

  /** What is known of an item. */
  Row of(Item item) {
    Row row = Row.of(item);
    if (items.isPresent()) {
      row = items.get().row(row, RateFields.OWN, item.id());
    }
    return authors.isPresent() ? authors.get().row(row, RateFields.AUTHOR, item.author()) : row;
  }

  /** What is known of a user. */
  Row of(User user) {
    Row row = Row.of(user);
    return users.isPresent() ? users.get().row(row, RateFields.OWN, user.id()) : row;
  }

  void write(BundleWriter bundle) {
    items.ifPresent(table -> table.write(bundle, ITEMS));
    authors.ifPresent(table -> table.write(bundle, AUTHORS));
    users.ifPresent(table -> table.write(bundle, USERS));
  }

  static LatestRates read(Bundle bundle) throws IOException {
    return new LatestRates(table(bundle, ITEMS), table(bundle, AUTHORS), table(bundle, USERS));
  }

  private static Optional<RateTable> table(Bundle bundle, String name) throws IOException {
    return bundle.has(name) ? Optional.of(RateTable.read(bundle, name)) : Optional.empty();
  }
}
