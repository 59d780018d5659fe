package dev.tributary.server.http;

import static dev.tributary.math.Require.require;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the route of a request by walking a tree of path segments. A segment is decoded after the path was cut, so an id may hold a slash. Immutable. */
final class Routes {
  private final Node root = new Node();
  private final List<Route> all;

  private static final class Node {
    private final Map<String, Node> literals = new LinkedHashMap<>();
    private Optional<Node> variable = Optional.empty();
    private final Map<String, Route> byMethod = new TreeMap<>();
  }

  /** What a path led to: its methods, and the segments that stand for variables. */
  record Match(Map<String, Route> byMethod, List<String> values) {}

  Routes(List<Route> routes) {
    all = List.copyOf(routes);
    for (Route route : routes) {
      Node node = root;
      for (String segment : segments(route.path())) {
        if (segment.startsWith("{")) {
          if (node.variable.isEmpty()) {
            node.variable = Optional.of(new Node());
          }
          node = node.variable.get();
        } else {
          node = node.literals.computeIfAbsent(segment, _ -> new Node());
        }
      }
      require(node.byMethod.put(route.method(), route) == null, "%s %s is there twice", route.method(), route.path());
    }
  }

  List<Route> all() {
    return all;
  }

  /** Follows a path as it came, not yet decoded; empty when it leads nowhere. */
  Optional<Match> find(String rawPath) {
    Node node = root;
    var values = new ArrayList<String>(2);
    for (String segment : segments(rawPath)) {
      String plain = decode(segment, false);
      var literal = node.literals.get(plain);
      if (literal != null) {
        node = literal;
      } else if (node.variable.isPresent()) {
        node = node.variable.get();
        values.add(plain);
      } else {
        return Optional.empty();
      }
    }
    return node.byMethod.isEmpty() ? Optional.empty() : Optional.of(new Match(node.byMethod, values));
  }

  private static String[] segments(String path) {
    return path.substring(1).split("/", -1);
  }

  /**
   * Decodes percent signs.
   *
   * @param plus whether a plus sign stands for a space, as in queries
   */
  static String decode(String text, boolean plus) {
    if (text.indexOf('%') < 0 && (!plus || text.indexOf('+') < 0)) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(raw.length);
    for (int n = 0; n < raw.length; n++) {
      if (raw[n] == '%') {
        boolean room = n + 2 < raw.length;
        int high = room ? Character.digit(raw[n + 1], 16) : -1;
        int low = room ? Character.digit(raw[n + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw Problem.of(400, "the address holds a percent sign that no two hexadecimal digits follow");
        }
        bytes.put((byte) (high << 4 | low));
        n += 2;
      } else {
        bytes.put(plus && raw[n] == '+' ? (byte) ' ' : raw[n]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw Problem.of(400, "the address is not UTF-8");
    }
  }
}
