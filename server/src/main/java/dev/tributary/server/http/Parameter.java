package dev.tributary.server.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parameter of a path or a query: what the contract says of it, and how it is read. Immutable.
 *
 * @param schema its JSON Schema
 */
public record Parameter(String name, boolean inPath, boolean required, String meaning, Map<String, Object> schema) {
  /** Most characters of an id. Each may take four bytes, and an id has room for 4,096. */
  public static final int ID_CHARACTERS = 1024;

  /** What an id looks like: no control characters. */
  public static final String ID_PATTERN = "^[^\\u0000-\\u001f\\u007f]+$";

  /** An id in a path. */
  public static Parameter pathId(String name, String meaning) {
    return new Parameter(name, true, true, meaning, idSchema());
  }

  /** An id in a query. */
  public static Parameter id(String name, String meaning) {
    return new Parameter(name, false, true, meaning, idSchema());
  }

  private static Map<String, Object> idSchema() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "string");
    schema.put("minLength", 1);
    schema.put("maxLength", ID_CHARACTERS);
    schema.put("pattern", ID_PATTERN);
    return schema;
  }

  /** A whole number with a default. */
  public static Parameter whole(String name, int min, int max, int ifAbsent, String meaning) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "integer");
    schema.put("minimum", min);
    schema.put("maximum", max);
    schema.put("default", ifAbsent);
    return new Parameter(name, false, false, meaning, schema);
  }

  /** Text that may be left out. */
  public static Parameter text(String name, int longest, String meaning) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "string");
    schema.put("maxLength", longest);
    return new Parameter(name, false, false, meaning, schema);
  }

  /** True or false; false when left out. */
  public static Parameter flag(String name, String meaning) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "boolean");
    schema.put("default", false);
    return new Parameter(name, false, false, meaning, schema);
  }

  /** The same parameter, which must be given. */
  public Parameter mustBeGiven() {
    return new Parameter(name, inPath, true, meaning, schema);
  }

  /** What is wrong with a value; empty when nothing is. */
  Optional<String> problem(String value) {
    switch ((String) schema.get("type")) {
      case "integer" -> {
        int min = (Integer) schema.get("minimum");
        int max = (Integer) schema.get("maximum");
        boolean whole = value.matches("-?[0-9]{1,9}");
        return whole && Integer.parseInt(value) >= min && Integer.parseInt(value) <= max ? Optional.empty() : Optional.of("is '" + shown(value) + "', must be a whole number, " + min + ".." + max);
      }
      case "boolean" -> {
        return value.equals("true") || value.equals("false") ? Optional.empty() : Optional.of("is '" + shown(value) + "', must be true or false");
      }
      default -> {
        int longest = (Integer) schema.get("maxLength");
        var problem = schema.containsKey("pattern") ? idProblem(value) : Optional.<String>empty();
        return problem.isPresent() ? problem : value.codePointCount(0, value.length()) > longest ? Optional.of("has more than " + longest + " characters") : Optional.empty();
      }
    }
  }

  /** What is wrong with an id; empty when nothing is. */
  public static Optional<String> idProblem(String id) {
    if (id.isEmpty()) {
      return Optional.of("is empty");
    }
    int length = id.codePointCount(0, id.length());
    if (length > ID_CHARACTERS) {
      return Optional.of("has " + length + " characters, an id has at most " + ID_CHARACTERS);
    }
    if (id.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
      return Optional.of("holds a control character");
    }
    return new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(id) ? Optional.empty() : Optional.of("holds half a surrogate pair");
  }

  /** A caller's text, cut and without control characters, for a message. */
  public static String shown(String value) {
    String clean = value.codePoints().limit(60).map(c -> Character.isISOControl(c) ? '?' : c).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    return clean.length() < value.length() ? clean + "…" : clean;
  }

  /** The names of query parameters. */
  static List<String> queryNames(List<Parameter> parameters) {
    return parameters.stream().filter(p -> !p.inPath).map(Parameter::name).toList();
  }
}
