package dev.tributary.catalog.filter;

import dev.tributary.catalog.Item;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A field of items that a filter can name. Immutable.
 *
 * @param name as filters write it
 * @param kinds what it holds; an attribute may hold values of several kinds, and a comparison sees those of its own
 * @param value of an item: String, List of String, Double, Long, Boolean, Optional of a place; empty, NaN and {@link Item#NO_TIME} when missing
 */
record Field(String name, Set<Kind> kinds, Function<Item, Object> value) {
  private static final String ATTRIBUTES = "attributes.";

  /** The fields that every item has, by name. */
  static final Map<String, Field> FIXED = fixed();

  private static Map<String, Field> fixed() {
    var fields = new LinkedHashMap<String, Field>();
    add(fields, "id", Kind.TEXT, Item::id);
    add(fields, "title", Kind.TEXT, Item::title);
    add(fields, "author", Kind.TEXT, Item::author);
    add(fields, "categories", Kind.LIST, Item::categories);
    add(fields, "keywords", Kind.LIST, Item::keywords);
    add(fields, "topic", Kind.LIST, Field::topics);
    add(fields, "text", Kind.TEXT, Item::text);
    add(fields, "vector", Kind.VECTOR, Item::vector);
    add(fields, "mediaType", Kind.TEXT, Item::mediaType);
    add(fields, "length", Kind.NUMBER, Item::length);
    add(fields, "durationSeconds", Kind.NUMBER, Item::durationSeconds);
    add(fields, "publishedAt", Kind.TIME, Item::publishedAt);
    add(fields, "expiresAt", Kind.TIME, Item::expiresAt);
    add(fields, "withdrawn", Kind.TRUTH, Item::withdrawn);
    add(fields, "location", Kind.PLACE, Item::location);
    return fields;
  }

  private static void add(Map<String, Field> fields, String name, Kind kind, Function<Item, Object> value) {
    fields.put(name, new Field(name, EnumSet.of(kind), value));
  }

  private static List<String> topics(Item item) {
    var topics = new ArrayList<>(item.categories());
    topics.addAll(item.keywords());
    return topics;
  }

  /** The field of an attribute. */
  static Field attribute(String name, Set<Kind> kinds) {
    return new Field(ATTRIBUTES + name, kinds, item -> item.attributes().getOrDefault(name, ""));
  }

  /** What an attribute's value is. */
  static Kind kindOf(Object value) {
    return switch (value) {
      case String _ -> Kind.TEXT;
      case Boolean _ -> Kind.TRUTH;
      case List<?> _ -> Kind.LIST;
      default -> Kind.NUMBER;
    };
  }
}
