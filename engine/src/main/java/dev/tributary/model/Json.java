package dev.tributary.model;

import static dev.tributary.math.Require.require;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Small JSON documents in canonical form: keys in the order of their chars, two spaces a level, a line feed at the end; the
 * same content gives the same bytes. Reading refuses duplicate keys, null, numbers beyond long or double, and
 * anything after the document.
 */
final class Json {
  /** Longest document, in bytes: no allocation follows a forged length. */
  static final int LIMIT = 4 << 20;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(32).maxTokenCount(400_000).maxNumberLength(100).maxNameLength(4096)
                  .maxStringLength(LIMIT).build())
          .build();

  private Json() {}

  /**
   * The bytes of a document.
   *
   * @throws IllegalArgumentException when a value is neither String, Boolean, whole or finite number, List nor Map
   */
  static byte[] canonical(Map<String, ?> object) {
    var text = new StringBuilder();
    write(text, object, 0, "");
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(StringBuilder text, Object value, int depth, String where) {
    require(depth < 32, "%s is nested too deep", where);
    switch (value) {
      case Map<?, ?> map -> writeMap(text, map, depth, where);
      case List<?> list -> {
        String between = "";
        text.append('[');
        for (Object element : list) {
          text.append(between);
          write(text, element, depth + 1, where + "[]");
          between = ", ";
        }
        text.append(']');
      }
      case String s -> quote(text, s, where);
      case Boolean b -> text.append(b.booleanValue());
      case Float f -> {
        require(Float.isFinite(f), "%s is %s, must be finite", where, f);
        text.append(f.floatValue());
      }
      case Double d -> {
        require(Double.isFinite(d), "%s is %s, must be finite", where, d);
        text.append(d.doubleValue());
      }
      case Long n -> text.append(n.longValue());
      case Integer n -> text.append(n.intValue());
      case Short n -> text.append(n.intValue());
      case Byte n -> text.append(n.intValue());
      case null -> throw new IllegalArgumentException(where + " is null");
      default -> throw new IllegalArgumentException(where + " is a " + value.getClass().getName()
          + ", allowed text, numbers, true or false, lists and maps");
    }
  }

  private static void writeMap(StringBuilder text, Map<?, ?> map, int depth, String where) {
    var sorted = new TreeMap<String, Object>();
    map.forEach((key, value) -> sorted.put((String) key, value));
    String indent = "  ".repeat(depth + 1);
    String between = "\n";
    text.append('{');
    for (var entry : sorted.entrySet()) {
      text.append(between).append(indent);
      quote(text, entry.getKey(), where);
      text.append(": ");
      write(text, entry.getValue(), depth + 1, where.isEmpty() ? entry.getKey() : where + "." + entry.getKey());
      between = ",\n";
    }
    text.append(sorted.isEmpty() ? "}" : "\n" + "  ".repeat(depth) + "}");
  }

  /** Appends text in quotes. A lone surrogate, which UTF-8 cannot hold, is escaped and so comes back as it was. */
  static void quote(StringBuilder text, String value, String where) {
    require(value.length() < LIMIT, "%s has %d chars, allowed below %d", where, value.length(), LIMIT);
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean pair = i + 1 < value.length() && Character.isSurrogatePair(c, value.charAt(i + 1));
      if (pair) {
        text.append(c).append(value.charAt(++i));
      } else if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** The bytes of a small file. */
  static byte[] bytesOf(Path file) throws IOException {
    long size = Files.size(file);
    if (size > LIMIT) {
      throw new CorruptFileException(file, -1, "holds " + size + " bytes, allowed " + LIMIT);
    }
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(LIMIT);
    }
  }

  /** The document in these bytes of a file: Long, Double, String, Boolean, List and Map, unmodifiable. */
  static Map<String, Object> read(Path file, byte[] bytes) throws CorruptFileException {
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new CorruptFileException(file, 0, "is not a JSON object");
      }
      var object = object(file, parser);
      if (parser.nextToken() != null) {
        throw new CorruptFileException(file, at(parser), "goes on after its end");
      }
      return object;
    } catch (JacksonException e) {
      throw broken(file, e);
    }
  }

  /** What a parser's complaint says of a file. */
  static CorruptFileException broken(Path file, JacksonException e) {
    long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    return new CorruptFileException(file, offset, "is no valid JSON: " + e.getOriginalMessage());
  }

  static long at(JsonParser parser) {
    return Math.max(0, parser.currentTokenLocation().getByteOffset());
  }

  private static Map<String, Object> object(Path file, JsonParser parser) throws CorruptFileException {
    var map = new LinkedHashMap<String, Object>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      map.put(name, value(file, parser));
    }
    return Collections.unmodifiableMap(map);
  }

  private static Object value(Path file, JsonParser parser) throws CorruptFileException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(file, parser);
      case START_ARRAY -> {
        var list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(file, parser));
        }
        yield Collections.unmodifiableList(list);
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> {
        double number = parser.getDoubleValue();
        if (!Double.isFinite(number)) {
          throw new CorruptFileException(file, at(parser), "holds a number out of range");
        }
        yield number;
      }
      default -> throw new CorruptFileException(file, at(parser), "holds " + parser.currentToken() + " where a value belongs");
    };
  }
}
