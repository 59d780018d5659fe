package dev.tributary.retrieval.vectors;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of users or items as sparse features, for models that are linear in them. Which attributes each row has beside its own id, as numbers of one list that
 * users and items share. An attribute of n values, as keywords, has 1/n for each; every other has 1. Immutable by convention.
 *
 * @param features by row
 * @param values of these, by row
 */
public record Features(int[][] features, float[][] values) {
  /** A number that has more different values than this is a measure, not a name, and left out. */
  private static final int MOST_NUMBERS = 100;

  /** Before the names of attributes that are numbers. */
  private static final String NUMBER = "number ";

  /** Users, items, and the names of all attributes they have. */
  public record All(Features users, Features items, Vocabulary names) {
    /** How many attributes there are. */
    public int count() {
      return names.size();
    }
  }

  /** The attributes of a user of now, as far as they are among these names. */
  public static Features of(User user, Vocabulary names) {
    return numbered(List.of(ofUser(user)), names);
  }

  /** The attributes of an item of now, as far as they are among these names. */
  public static Features of(Item item, Vocabulary names) {
    return numbered(List.of(ofItem(item)), names);
  }

  /** Some of the rows, in this order; they are shared. */
  public Features rows(int[] rows) {
    var some = new Features(new int[rows.length][], new float[rows.length][]);
    for (int n = 0; n < rows.length; n++) {
      some.features[n] = features[rows[n]];
      some.values[n] = values[rows[n]];
    }
    return some;
  }

  /** How many attributes a row has. */
  public int count(int row) {
    return features[row].length;
  }

  /**
   * The attributes of all users and items as a catalog has them.
   *
   * @param users whose features are wanted, in this order; the same for items
   */
  public static All of(Vocabulary users, Vocabulary items, Catalog catalog) {
    var ofUsers = new ArrayList<Map<String, List<String>>>(users.size());
    for (int user = 0; user < users.size(); user++) {
      int index = catalog.userIndex(users.id(user));
      ofUsers.add(index < 0 ? Map.of() : ofUser(catalog.user(index)));
    }
    var ofItems = new ArrayList<Map<String, List<String>>>(items.size());
    for (int item = 0; item < items.size(); item++) {
      int index = catalog.itemIndex(items.id(item));
      ofItems.add(index < 0 ? Map.of() : ofItem(catalog.item(index)));
    }
    dropMeasures(ofUsers);
    dropMeasures(ofItems);
    var names = new TreeSet<String>();
    ofUsers.forEach(row -> row.forEach((name, values) -> values.forEach(value -> names.add(name + "=" + value))));
    ofItems.forEach(row -> row.forEach((name, values) -> values.forEach(value -> names.add(name + "=" + value))));
    var vocabulary = Vocabulary.of(names);
    return new All(numbered(ofUsers, vocabulary), numbered(ofItems, vocabulary), vocabulary);
  }

  private static Map<String, List<String>> ofUser(User user) {
    return named("user.", user.attributes(), new HashMap<>());
  }

  private static Map<String, List<String>> ofItem(Item item) {
    Map<String, List<String>> named = new HashMap<>();
    put(named, "author", item.author().isEmpty() ? List.of() : List.of(item.author()));
    put(named, "category", item.categories());
    put(named, "keyword", item.keywords());
    put(named, "media", item.mediaType().isEmpty() ? List.of() : List.of(item.mediaType()));
    return named("item.", item.attributes(), named);
  }

  private static Map<String, List<String>> named(String prefix, Map<String, Object> attributes, Map<String, List<String>> named) {
    attributes.forEach(
        (name, value) -> {
          switch (value) {
            case List<?> list -> put(named, prefix + name, list.stream().map(Object::toString).toList());
            case Double number -> put(named, NUMBER + prefix + name, number.isNaN() ? List.of() : List.of(number.toString()));
            default -> put(named, prefix + name, List.of(value.toString()));
          }
        });
    return named;
  }

  private static void put(Map<String, List<String>> named, String name, List<String> values) {
    if (!values.isEmpty()) {
      named.put(name, values.stream().distinct().toList());
    }
  }

  private static void dropMeasures(List<Map<String, List<String>>> rows) {
    Map<String, TreeSet<String>> different = new HashMap<>();
    for (var row : rows) {
      row.forEach(
          (name, values) -> {
            var known = name.startsWith(NUMBER) ? different.computeIfAbsent(name, _ -> new TreeSet<>()) : new TreeSet<String>();
            if (known.size() <= MOST_NUMBERS) {
              known.addAll(values);
            }
          });
    }
    different.forEach((name, values) -> rows.stream().filter(row -> values.size() > MOST_NUMBERS && !row.isEmpty()).forEach(row -> row.remove(name)));
  }

  private static Features numbered(List<Map<String, List<String>>> rows, Vocabulary vocabulary) {
    var features = new int[rows.size()][];
    var values = new float[rows.size()][];
    for (int row = 0; row < features.length; row++) {
      Map<Integer, Float> numbered = new TreeMap<>(); // in one order, whatever that of the map
      rows.get(row).forEach((name, all) -> all.forEach(value -> numbered.put(vocabulary.indexOf(name + "=" + value), 1f / all.size())));
      numbered.remove(-1); // what training did not know
      features[row] = numbered.keySet().stream().mapToInt(Integer::intValue).toArray();
      values[row] = new float[features[row].length];
      for (int n = 0; n < features[row].length; n++) {
        values[row][n] = numbered.get(features[row][n]);
      }
    }
    return new Features(features, values);
  }
}
