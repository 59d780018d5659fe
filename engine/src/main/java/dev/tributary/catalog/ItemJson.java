package dev.tributary.catalog;

import dev.tributary.data.TimeText;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * One item as a JSON object in the wire format: {@code id title author categories keywords text vector mediaType length durationSeconds publishedAt
 * expiresAt withdrawn location attributes}. What is not known is left out; null is as good as absent. Thread-safe: holds nothing that changes.
 */
public final class ItemJson {
  private static final Set<String> FIELDS =
      Set.of("id", "title", "author", "categories", "keywords", "text", "vector", "mediaType", "length", "durationSeconds", "publishedAt", "expiresAt", "withdrawn", "location", "attributes");

  private ItemJson() {}

  /**
   * The item of a JSON object.
   *
   * @throws InvalidFieldException naming the field that is missing, unknown or of a wrong type
   */
  public static Item parse(String json) {
    var fields = JsonFields.of(json, FIELDS);
    String id = fields.id("id");
    if (id.isEmpty()) {
      throw new InvalidFieldException("id", fields.has("id") ? "is empty" : "is missing");
    }
    var item =
        Item.builder(id)
            .title(fields.text("title"))
            .author(fields.id("author"))
            .categories(fields.texts("categories"))
            .keywords(fields.texts("keywords"))
            .text(fields.text("text"))
            .vector(fields.floats("vector"))
            .mediaType(fields.text("mediaType"))
            .length(fields.number("length"))
            .durationSeconds(fields.number("durationSeconds"))
            .publishedAt(fields.time("publishedAt"))
            .expiresAt(fields.time("expiresAt"))
            .withdrawn(fields.flag("withdrawn"));
    if (fields.has("location")) {
      item.location(fields.location("location"));
    }
    fields.attributes(item::attribute);
    return item.build();
  }

  /** The item as one line of JSON, without a line break; the same item gives the same text. */
  public static String write(Item item) {
    var object = JsonFields.object();
    object.put("id", item.id());
    text(object, "title", item.title());
    text(object, "author", item.author());
    texts(object, "categories", item.categories());
    texts(object, "keywords", item.keywords());
    text(object, "text", item.text());
    if (!item.vector().isEmpty()) {
      var array = object.putArray("vector");
      item.vector().forEach(array::add);
    }
    text(object, "mediaType", item.mediaType());
    number(object, "length", item.length());
    number(object, "durationSeconds", item.durationSeconds());
    time(object, "publishedAt", item.publishedAt());
    time(object, "expiresAt", item.expiresAt());
    if (item.withdrawn()) {
      object.put("withdrawn", true);
    }
    item.location().ifPresent(place -> {
      var location = object.putObject("location");
      location.put("latitude", place.latitude());
      location.put("longitude", place.longitude());
    });
    JsonFields.write(item.attributes(), object);
    return object.toString();
  }

  private static void text(ObjectNode object, String name, String value) {
    if (!value.isEmpty()) {
      object.put(name, value);
    }
  }

  private static void texts(ObjectNode object, String name, java.util.List<String> values) {
    if (!values.isEmpty()) {
      var array = object.putArray(name);
      values.forEach(array::add);
    }
  }

  private static void number(ObjectNode object, String name, double value) {
    if (!Double.isNaN(value)) {
      JsonFields.putNumber(object, name, value);
    }
  }

  private static void time(ObjectNode object, String name, long millis) {
    if (millis == Item.NO_TIME) {
      return;
    }
    String text = TimeText.format(millis);
    if (text.endsWith("Z")) {
      object.put(name, text);
    } else {
      object.put(name, millis);
    }
  }
}
