package dev.tributary.server.http;

import dev.tributary.settings.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object of a request, read field by field. What is wrong is collected with its pointer, and {@link #check} refuses the request
 * with all of it: unknown fields (the nearest known name is told), wrong types, values out of range. Duplicate keys and deep nesting are
 * refused on parsing. Confined: one request.
 */
public final class JsonFields {
  private static final int DEEPEST = 32;
  private static final int MOST_ERRORS = 20;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(100).maxStringLength(1 << 20).maxNameLength(4096).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;
  private final String pointer;
  private final List<Problem.FieldError> errors;

  private JsonFields(JsonNode object, String pointer, List<Problem.FieldError> errors) {
    this.object = object;
    this.pointer = pointer;
    this.errors = errors;
  }

  /** Parses a JSON document, strictly. */
  static JsonNode parse(byte[] bytes) {
    if (bytes.length == 0) {
      throw Problem.input("", "the body is empty; a JSON document is expected");
    }
    try {
      return JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw Problem.input("", "no JSON that can be read: " + reason(e));
    }
  }

  private static String reason(JacksonException e) {
    String text = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    var place = e.getLocation();
    return Parameter.shown(text.length() > 200 ? text.substring(0, 200) : text) + (place == null || place.getLineNr() < 0 ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")");
  }

  /** The object of a JSON document. */
  public static JsonFields of(byte[] bytes) {
    return of(parse(bytes), "");
  }

  private static JsonFields of(JsonNode node, String pointer) {
    if (!node.isObject()) {
      throw Problem.input(pointer, "must be a JSON object");
    }
    return new JsonFields(node, pointer, new ArrayList<>());
  }

  /** Refuses fields that are not among these. */
  public JsonFields only(String... names) {
    var known = List.of(names);
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        String near = name.length() > 100 ? "" : "; did you mean '" + Nearest.of(name, known) + "'?";
        wrong(name, "is no field here" + near + " The fields are " + String.join(" ", known));
      }
    }
    return this;
  }

  /** Notes that a field is wrong. */
  public void wrong(String name, String detail) {
    if (errors.size() < MOST_ERRORS) {
      errors.add(new Problem.FieldError(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), detail));
    }
  }

  /** Refuses the request when anything was wrong. */
  public void check() {
    if (!errors.isEmpty()) {
      throw Problem.input(errors);
    }
  }

  /** The names of the fields, in their order. */
  public List<String> names() {
    return List.copyOf(object.propertyNames());
  }

  public boolean has(String name) {
    return object.has(name);
  }

  /** An id; empty when absent. */
  public String id(String name) {
    String id = text(name, Integer.MAX_VALUE);
    if (object.has(name) && object.get(name).isString()) {
      Parameter.idProblem(id).ifPresent(problem -> wrong(name, problem));
    }
    return id;
  }

  /** Text; empty when absent. */
  public String text(String name, int longest) {
    var node = object.get(name);
    if (node == null) {
      return "";
    }
    if (!node.isString()) {
      wrong(name, "must be text");
      return "";
    }
    String text = node.asString();
    if (text.codePointCount(0, text.length()) > longest) {
      wrong(name, "has more than " + longest + " characters");
    }
    return text;
  }

  /** A whole number. */
  public int whole(String name, int min, int max, int ifAbsent) {
    var node = object.get(name);
    if (node == null) {
      return ifAbsent;
    }
    // 10.0 is an integer in JSON Schema
    boolean whole = node.isNumber() && node.asDouble() == Math.rint(node.asDouble()) && Math.abs(node.asDouble()) <= Integer.MAX_VALUE;
    if (!whole || node.asDouble() < min || node.asDouble() > max) {
      wrong(name, "must be a whole number, " + min + ".." + max);
      return ifAbsent;
    }
    return (int) node.asDouble();
  }

  /** A number. */
  public double number(String name, double min, double max, double ifAbsent) {
    var node = object.get(name);
    if (node == null) {
      return ifAbsent;
    }
    if (!node.isNumber() || !(node.asDouble() >= min && node.asDouble() <= max)) {
      wrong(name, "must be a number, " + min + ".." + max);
      return ifAbsent;
    }
    return node.asDouble();
  }

  public boolean flag(String name) {
    return optionalFlag(name).orElse(false);
  }

  public Optional<Boolean> optionalFlag(String name) {
    var node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isBoolean()) {
      wrong(name, "must be true or false");
      return Optional.empty();
    }
    return Optional.of(node.asBoolean());
  }

  /** A list of ids; empty when absent. */
  public List<String> ids(String name, int most) {
    var ids = new ArrayList<String>();
    for (JsonNode element : elements(name, most)) {
      var problem = element.isString() ? Parameter.idProblem(element.asString()) : Optional.of("must be text");
      problem.ifPresent(p -> wrong(name, "element " + ids.size() + " " + p));
      ids.add(element.isString() ? element.asString() : "");
    }
    return ids;
  }

  /** A list of objects; empty when absent. */
  public List<JsonFields> objects(String name, int most) {
    var objects = new ArrayList<JsonFields>();
    for (JsonNode element : elements(name, most)) {
      if (element.isObject()) {
        objects.add(new JsonFields(element, pointer + "/" + name + "/" + objects.size(), errors));
      } else {
        wrong(name, "must be an array of objects");
        return List.of();
      }
    }
    return objects;
  }

  private Iterable<JsonNode> elements(String name, int most) {
    var node = object.get(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      wrong(name, "must be an array");
      return List.of();
    }
    if (node.size() > most) {
      wrong(name, "has " + node.size() + " elements, allowed " + most);
      return List.of();
    }
    return node;
  }

  /** An object inside; empty when absent. */
  public Optional<JsonFields> object(String name) {
    var node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isObject()) {
      wrong(name, "must be a JSON object");
      return Optional.empty();
    }
    return Optional.of(new JsonFields(node, pointer + "/" + name, errors));
  }

  /** An object of scalars by name, each a String, a Double or a Boolean; empty when absent. */
  public Map<String, Object> scalars(String name, int most) {
    var values = new TreeMap<String, Object>();
    object(name)
        .ifPresent(
            inner -> {
              for (var entry : inner.object.properties()) {
                if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                  inner.wrong(entry.getKey(), "must be text, a number, true or false");
                } else {
                  values.put(entry.getKey(), scalar(entry.getValue()));
                }
              }
              if (values.size() > most) {
                wrong(name, "has " + values.size() + " fields, allowed " + most);
              }
            });
    return values;
  }

  private static Object scalar(JsonNode value) {
    return value.isNumber() ? (Object) value.asDouble() : value.isBoolean() ? (Object) value.asBoolean() : value.asString();
  }

  /** The object as compact JSON. */
  public String toJson() {
    return object.toString();
  }

  /** The object for what needs the tree. */
  JsonNode node() {
    return object;
  }
}
