package dev.tributary.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON (RFC 8259) as maps, lists, text, doubles and booleans: as much as the service's answers need. Confined: one document. */
final class Json {
  private static final int DEEPEST = 64;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** A document that is an object. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(byte[] bytes) {
    var json = new Json(new String(bytes, StandardCharsets.UTF_8));
    Object value = json.value(0);
    json.space();
    if (json.at < json.text.length() || !(value instanceof Map)) {
      throw json.wrong("an object and nothing else");
    }
    return (Map<String, Object>) value;
  }

  /** Writes a value of maps, lists, text, numbers and booleans. */
  static byte[] bytes(Object value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String before = "{";
      for (var entry : map.entrySet()) {
        out.append(before);
        quote(entry.getKey().toString(), out);
        out.append(':');
        write(entry.getValue(), out);
        before = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String before = "[";
      for (Object element : list) {
        out.append(before);
        write(element, out);
        before = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      quote(value.toString(), out);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int n = 0; n < text.length(); n++) {
      char c = text.charAt(n);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  static String text(Map<String, Object> object, String name) {
    return object.get(name) instanceof String value ? value : "";
  }

  static double number(Map<String, Object> object, String name) {
    return object.get(name) instanceof Double value ? value : 0;
  }

  static List<String> texts(Map<String, Object> object, String name) {
    return object.get(name) instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
    return object.get(name) instanceof List<?> list ? list.stream().filter(Map.class::isInstance).map(o -> (Map<String, Object>) o).toList() : List.of();
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("expected " + expected + " at character " + at + " of '" + (text.length() > 100 ? text.substring(0, 100) + "…" : text) + "'");
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skip(String expected) {
    space();
    boolean there = text.startsWith(expected, at);
    at += there ? expected.length() : 0;
    return there;
  }

  private Object value(int depth) {
    if (depth > DEEPEST) {
      throw wrong("no more than " + DEEPEST + " levels");
    }
    if (skip("{")) {
      return members(depth);
    }
    if (skip("[")) {
      return elements(depth);
    }
    if (skip("\"")) {
      return string();
    }
    if (skip("true")) {
      return true;
    }
    if (skip("false")) {
      return false;
    }
    if (skip("null")) {
      return ""; // absent and null mean the same to whoever reads
    }
    return number();
  }

  private Map<String, Object> members(int depth) {
    var map = new LinkedHashMap<String, Object>();
    while (!skip("}")) {
      if (!map.isEmpty() && !skip(",") || !skip("\"")) {
        throw wrong("a name");
      }
      String name = string();
      if (!skip(":")) {
        throw wrong("':'");
      }
      map.put(name, value(depth + 1));
    }
    return map;
  }

  private List<Object> elements(int depth) {
    var list = new ArrayList<>();
    while (!skip("]")) {
      if (!list.isEmpty() && !skip(",")) {
        throw wrong("',' or ']'");
      }
      list.add(value(depth + 1));
    }
    return list;
  }

  private String string() {
    var out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escaped() : c);
    }
    throw wrong("the end of a text");
  }

  private char escaped() {
    if (at == text.length()) {
      throw wrong("an escaped character");
    }
    char c = text.charAt(at++);
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(plain);
    }
    if (c != 'u' || at + 4 > text.length()) {
      throw wrong("an escape");
    }
    at += 4;
    return (char) Integer.parseInt(text, at - 4, at, 16);
  }

  private double number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (from == at) {
      throw wrong("a value");
    }
    return Double.parseDouble(text.substring(from, at));
  }
}
