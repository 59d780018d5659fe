package dev.tributary.catalog;

import dev.tributary.data.Table;
import dev.tributary.data.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The fields of one JSON object, taken with their types checked. Thread-safe: holds nothing that changes. */
final class JsonFields {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  /**
   * The fields of a text.
   *
   * @param known names that may occur
   */
  static JsonFields of(String json, Set<String> known) {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (JacksonException e) {
      String reason = e.getOriginalMessage() == null ? "" : e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InvalidFieldException("", "no readable JSON: " + (reason.length() > 120 ? reason.substring(0, 120) : reason));
    }
    if (!node.isObject()) {
      throw new InvalidFieldException("", "must be a JSON object");
    }
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) {
        throw new InvalidFieldException(name, "is not a known field; the fields are " + String.join(" ", known.stream().sorted().toList()) + "; others belong into attributes");
      }
    }
    return new JsonFields(node);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private JsonNode get(String name) {
    return object.path(name);
  }

  boolean has(String name) {
    return !get(name).isMissingNode() && !get(name).isNull();
  }

  /** Text, or a whole number with all its digits; empty when absent. */
  String id(String name) {
    if (!has(name)) {
      return "";
    }
    var node = get(name);
    if (!node.isString() && !node.isIntegralNumber()) {
      throw new InvalidFieldException(name, "must be text or a whole number");
    }
    String id = node.asString();
    String problem = id.isEmpty() ? "" : Table.idProblem(id);
    if (!problem.isEmpty()) {
      throw new InvalidFieldException(name, "is an " + problem);
    }
    return id;
  }

  String text(String name) {
    if (!has(name)) {
      return "";
    }
    if (!get(name).isString()) {
      throw new InvalidFieldException(name, "must be text");
    }
    return get(name).asString();
  }

  /** A finite number; NaN when absent. */
  double number(String name) {
    if (!has(name)) {
      return Double.NaN;
    }
    double value = get(name).isNumber() ? get(name).asDouble() : Double.NaN;
    if (!Double.isFinite(value)) {
      throw new InvalidFieldException(name, "must be a finite number");
    }
    return value;
  }

  boolean flag(String name) {
    if (has(name) && !get(name).isBoolean()) {
      throw new InvalidFieldException(name, "must be true or false");
    }
    return has(name) && get(name).asBoolean();
  }

  /** Epoch milliseconds; {@link Item#NO_TIME} when absent. */
  long time(String name) {
    if (!has(name)) {
      return Item.NO_TIME;
    }
    var node = get(name);
    long millis = node.isString() && node.asString().length() <= 64 && node.asString().indexOf('-') > 0 ? TimeText.parse(node.asString()) : node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : Item.NO_TIME;
    if (millis == Item.NO_TIME) {
      throw new InvalidFieldException(name, "is no time; write ISO-8601, for example 2026-11-21T03:12:00Z, or epoch milliseconds");
    }
    return millis;
  }

  List<String> texts(String name) {
    var texts = new ArrayList<String>();
    if (!has(name)) {
      return texts;
    }
    if (!get(name).isArray()) {
      throw new InvalidFieldException(name, "must be an array of texts");
    }
    for (JsonNode element : get(name)) {
      if (!element.isString()) {
        throw new InvalidFieldException(name, "must be an array of texts");
      }
      texts.add(element.asString());
    }
    return texts;
  }

  List<Float> floats(String name) {
    var floats = new ArrayList<Float>();
    if (!has(name)) {
      return floats;
    }
    for (JsonNode element : get(name)) {
      double value = element.isNumber() ? element.asDouble() : Double.NaN;
      if (!(Math.abs(value) <= Float.MAX_VALUE)) {
        throw new InvalidFieldException(name, "must be an array of finite numbers");
      }
      floats.add((float) value);
    }
    if (!get(name).isArray()) {
      throw new InvalidFieldException(name, "must be an array of finite numbers");
    }
    return floats;
  }

  /** A place of {@code {"latitude": …, "longitude": …}}. */
  Item.Location location(String name) {
    var place = get(name);
    if (!place.isObject() || !place.path("latitude").isNumber() || !place.path("longitude").isNumber() || place.size() != 2) {
      throw new InvalidFieldException(name, "must be {\"latitude\": …, \"longitude\": …} in degrees");
    }
    try {
      return new Item.Location(place.path("latitude").asDouble(), place.path("longitude").asDouble());
    } catch (IllegalArgumentException e) {
      throw new InvalidFieldException(name, "has a " + e.getMessage());
    }
  }

  /** Takes each attribute: text, a finite number, true or false, an array of texts; null is as good as absent. */
  void attributes(java.util.function.BiConsumer<String, Object> take) {
    if (!has("attributes")) {
      return;
    }
    if (!get("attributes").isObject()) {
      throw new InvalidFieldException("attributes", "must be a JSON object");
    }
    for (var entry : get("attributes").properties()) {
      var node = entry.getValue();
      if (!node.isNull()) {
        take.accept(entry.getKey(), attribute(entry.getKey(), node));
      }
    }
  }

  private static Object attribute(String name, JsonNode node) {
    if (node.isString()) {
      return node.asString();
    }
    if (node.isBoolean()) {
      return node.asBoolean();
    }
    if (node.isNumber() && Double.isFinite(node.asDouble())) {
      return node.asDouble();
    }
    if (node.isArray()) {
      var texts = new ArrayList<String>();
      for (JsonNode element : node) {
        if (element.isString()) {
          texts.add(element.asString());
        }
      }
      if (texts.size() == node.size()) {
        return List.copyOf(texts);
      }
    }
    throw new InvalidFieldException("attributes." + name, "must be text, a finite number, true, false or an array of texts");
  }

  /** Writes attributes of items and users. */
  static void write(java.util.Map<String, Object> attributes, ObjectNode target) {
    if (attributes.isEmpty()) {
      return;
    }
    var object = target.putObject("attributes");
    attributes.forEach(
        (name, value) -> {
          switch (value) {
            case String text -> object.put(name, text);
            case Boolean flag -> object.put(name, flag);
            case List<?> texts -> {
              var array = object.putArray(name);
              texts.forEach(t -> array.add(t.toString()));
            }
            case Number number -> putNumber(object, name, number.doubleValue());
            default -> throw new IllegalArgumentException("attribute " + name + " is a " + value.getClass().getSimpleName() + "; allowed are String, Double, Boolean and List of String");
          }
        });
  }

  /** A number without a needless fraction. */
  static void putNumber(ObjectNode target, String name, double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      target.put(name, (long) value);
    } else {
      target.put(name, value);
    }
  }
}
