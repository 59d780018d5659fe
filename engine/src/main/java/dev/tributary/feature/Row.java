package dev.tributary.feature;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of an item, a user or a request, by field. The fields of an item are named as in requests and files: {@code author categories
 * keywords mediaType length durationSeconds vector}, then {@code attributes.name}; a user has {@code attributes.name} alone. Title and text are no
 * features: they belong to retrieval by words.
 */
public interface Row {
  /** The fields that it may have a value in. */
  Set<String> fields();

  /** A String, Double, Boolean, or a List of String or of Float; an empty text or list or NaN where nothing is known. */
  Object value(String field);

  /** An item's fields. */
  static Row of(Item item) {
    return new ItemRow(item);
  }

  /** A user's fields. */
  static Row of(User user) {
    return new AttributeRow(user.attributes());
  }

  /** Values by field. */
  static Row of(Map<String, Object> values) {
    return new MapRow(values);
  }

  /** See {@link Row#of(Map)}. */
  record MapRow(Map<String, Object> values) implements Row {
    @Override
    public Set<String> fields() {
      return values.keySet();
    }

    @Override
    public Object value(String field) {
      return values.getOrDefault(field, "");
    }
  }

  /** See {@link Row#of(User)}. */
  record AttributeRow(Map<String, Object> attributes) implements Row {
    static final String PREFIX = "attributes.";

    @Override
    public Set<String> fields() {
      var fields = new TreeSet<String>();
      attributes.keySet().forEach(name -> fields.add(PREFIX + name));
      return fields;
    }

    @Override
    public Object value(String field) {
      return field.startsWith(PREFIX) ? attributes.getOrDefault(field.substring(PREFIX.length()), "") : "";
    }
  }

  /** See {@link Row#of(Item)}. */
  record ItemRow(Item item) implements Row {
    private static final Set<String> OWN = Set.of("author", "categories", "keywords", "mediaType", "length", "durationSeconds", "vector");

    @Override
    public Set<String> fields() {
      var fields = new AttributeRow(item.attributes()).fields();
      fields.addAll(OWN);
      return fields;
    }

    @Override
    public Object value(String field) {
      return switch (field) {
        case "author" -> item.author();
        case "categories" -> item.categories();
        case "keywords" -> item.keywords();
        case "mediaType" -> item.mediaType();
        case "length" -> item.length();
        case "durationSeconds" -> item.durationSeconds();
        case "vector" -> item.vector();
        default -> new AttributeRow(item.attributes()).value(field);
      };
    }
  }
}
