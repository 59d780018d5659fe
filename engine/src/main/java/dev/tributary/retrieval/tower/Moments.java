package dev.tributary.retrieval.tower;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.data.Vocabulary;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureSchema;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.feature.RateFields;
import dev.tributary.feature.RateTable;
import dev.tributary.feature.Row;
import dev.tributary.feature.WindowedRates;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What is known of items and users at an instant: attributes, and the rates that the settings name, of what the log had strictly before. The instant of an interest is that at which its item was offered:
 * the last impression before the user did anything with it, or, where there is none, what the user did first. What came of the offer, the interest itself before all, is no part of what is known.
 * Immutable.
 */
final class Moments {
  static final String ITEMS = "items";
  static final String AUTHORS = "authors";
  static final String USERS = "users";

  private final Vocabulary itemIds;
  private final Vocabulary userIds;
  private final List<Item> items = new ArrayList<>();
  private final List<User> users = new ArrayList<>();
  private final Vocabulary authors;
  private final int[] authorOf; // by item
  private final Optional<WindowedRates> itemRates;
  private final Optional<WindowedRates> authorRates;
  private final Optional<WindowedRates> userRates;
  private final long[] instants; // by interest
  private final long end;

  /**
   * What a log says.
   *
   * @param ids all items of the model
   * @param numbers for each item of the log its int among them
   * @param wanted whose rates
   * @param left by user the item of the model whose events with this user are left out, or -1
   * @throws IllegalArgumentException when rates are wanted and the log has no times
   */
  Moments(TrainingData data, Vocabulary ids, int[] numbers, List<String> wanted, int[] left) {
    var log = data.interactions();
    var interests = data.interests();
    var catalog = data.catalog();
    itemIds = ids;
    userIds = interests.users();
    for (int item = 0; item < ids.size(); item++) {
      items.add(item(ids.id(item), catalog));
    }
    for (int user = 0; user < userIds.size(); user++) {
      users.add(user(userIds.id(user), catalog));
    }
    authors = Vocabulary.of(items.stream().map(Item::author).distinct().toList());
    authorOf = items.stream().mapToInt(item -> authors.indexOf(item.author())).toArray();
    var userOf = new int[wanted.isEmpty() ? 0 : Math.toIntExact(log.size())];
    for (int user = 0; user < userIds.size() && !wanted.isEmpty(); user++) {
      Arrays.fill(userOf, (int) log.start(user), (int) log.end(user), user);
    }
    var owner = new Object() {
      int item(long row) {
        int item = numbers[log.item(row)];
        return left[userOf[(int) row]] == item ? -1 : item;
      }
    };
    itemRates = wanted.contains(ITEMS) ? Optional.of(WindowedRates.of(log, ids.size(), owner::item)) : Optional.empty();
    authorRates =
        wanted.contains(AUTHORS)
            ? Optional.of(WindowedRates.of(log, authors.size(), row -> owner.item(row) < 0 || items.get(owner.item(row)).author().isEmpty() ? -1 : authorOf[owner.item(row)]))
            : Optional.empty();
    userRates = wanted.contains(USERS) ? Optional.of(WindowedRates.of(log, userIds.size(), row -> owner.item(row) < 0 ? -1 : userOf[(int) row])) : Optional.empty();
    instants = wanted.isEmpty() ? new long[0] : instants(log, interests);
    end = wanted.isEmpty() ? 0 : log.lastTime() + 1;
  }

  private static Item item(String id, Catalog catalog) {
    int index = catalog.itemIndex(id);
    return index < 0 ? Item.of(id) : catalog.item(index);
  }

  /** What a catalog knows of a user. */
  static User user(String id, Catalog catalog) {
    int index = catalog.userIndex(id);
    return index < 0 ? User.of(id) : catalog.user(index);
  }

  private static long[] instants(Interactions log, Interests interests) {
    var instants = new long[Math.toIntExact(interests.size())];
    var shown = new long[log.items().size()]; // by item: when last, while nothing was done with it
    var offered = new long[log.items().size()]; // by item: the instant
    for (int user = 0; user < interests.users().size(); user++) {
      for (long row = log.start(user); row < log.end(user); row++) {
        shown[log.item(row)] = Long.MIN_VALUE;
        offered[log.item(row)] = Long.MIN_VALUE;
      }
      for (long row = log.start(user); row < log.end(user); row++) {
        int item = log.item(row);
        if (log.signal(row) == Signal.IMPRESSION) {
          shown[item] = log.time(row);
        } else if (offered[item] == Long.MIN_VALUE) {
          offered[item] = shown[item] == Long.MIN_VALUE ? log.time(row) : shown[item];
        }
      }
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        instants[(int) entry] = offered[interests.item(entry)];
      }
    }
    return instants;
  }

  /** Whether anything changes with time; else every instant is as good as another. */
  boolean changes() {
    return itemRates.isPresent() || authorRates.isPresent() || userRates.isPresent();
  }

  /** When the item of an interest was offered; 0 where nothing changes. */
  long instant(int entry) {
    return changes() ? instants[entry] : 0;
  }

  /** What is known of an item strictly before an instant. */
  Row item(int item, long instant) {
    Row row = Row.of(items.get(item));
    if (itemRates.isPresent()) {
      row = itemRates.get().row(row, RateFields.OWN, item, instant);
    }
    return authorRates.isPresent() ? authorRates.get().row(row, RateFields.AUTHOR, authorOf[item], instant) : row;
  }

  /** What is known of a user strictly before an instant. */
  Row user(int user, long instant) {
    Row row = Row.of(users.get(user));
    return userRates.isPresent() ? userRates.get().row(row, RateFields.OWN, user, instant) : row;
  }

  /** The features of items: what their attributes suggest, the rates, and what is declared over both; each item as it was at an instant of chance. */
  FeatureTransform itemTransform(String declared, long seed) {
    var schema = schema(items.stream().map(Row::of).toList(), itemRates, authorRates).with(declared);
    var rows = new ArrayList<Row>();
    for (int item = 0; item < items.size(); item++) {
      rows.add(item(item, chance(seed, item, 0, instants.length)));
    }
    return FeatureTransform.fit(schema, rows);
  }

  /** The features of users likewise; each user as at an instant of an interest of theirs. */
  FeatureTransform userTransform(String declared, Interests interests, long seed) {
    var schema = schema(users.stream().map(Row::of).toList(), userRates, Optional.empty()).with(declared);
    var rows = new ArrayList<Row>();
    for (int user = 0; user < users.size(); user++) {
      rows.add(user(user, chance(seed, user, (int) interests.start(user), (int) interests.end(user))));
    }
    return FeatureTransform.fit(schema, rows);
  }

  /** The instant of one interest among some, or the end of the log where there are none. */
  private long chance(long seed, int number, int from, int to) {
    return from == to || !changes() ? end : instants[from + (int) (Seeds.unit(Seeds.of(seed, number)) * (to - from))];
  }

  private static FeatureSchema schema(List<Row> rows, Optional<WindowedRates> own, Optional<WindowedRates> author) {
    var schema = FeatureSchema.infer(rows);
    if (own.isPresent()) {
      schema = schema.with(own.get().schema(RateFields.OWN).toString());
    }
    return author.isPresent() ? schema.with(author.get().schema(RateFields.AUTHOR).toString()) : schema;
  }

  /** The rates at the end of the log. */
  LatestRates latest() {
    return new LatestRates(atEnd(itemRates, itemIds::id), atEnd(authorRates, authors::id), atEnd(userRates, userIds::id));
  }

  private Optional<RateTable> atEnd(Optional<WindowedRates> rates, IntFunction<String> id) {
    return rates.map(of -> of.at(end, id));
  }

  /** All items as they are at the end of the log. */
  List<Row> itemRows(LatestRates latest) {
    return items.stream().map(latest::of).toList();
  }

  /** The same, encoded. */
  FeatureBatch items(FeatureTransform transform, LatestRates latest) {
    return encoded(transform, itemRows(latest));
  }

  /** All users as they are at the end of the log. */
  FeatureBatch users(FeatureTransform transform, LatestRates latest) {
    return encoded(transform, users.stream().map(latest::of).toList());
  }

  /** Rows, encoded. */
  static FeatureBatch encoded(FeatureTransform transform, List<Row> rows) {
    var batch = transform.batch();
    rows.forEach(row -> transform.encode(row, batch));
    return batch;
  }
}
