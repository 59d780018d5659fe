package dev.tributary.server.http;

import dev.tributary.server.keys.Keys;
import dev.tributary.settings.Nearest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One request: its parameters, read and checked as the route describes them, and its body. Confined: one thread. */
public final class Exchange {
  private final Route route;
  private final String requestId;
  private final Optional<Keys.Key> key;
  private final Map<String, String> values;
  private final Headers headers;
  private final String contentType;
  private final BodySource source;
  private Optional<byte[]> body = Optional.empty();

  /** Reads the body, once. */
  @FunctionalInterface
  interface BodySource {
    byte[] read() throws IOException;
  }

  /** Finds a header by its name. */
  @FunctionalInterface
  interface Headers {
    Optional<String> first(String name);
  }

  private Exchange(Route route, String requestId, Optional<Keys.Key> key, Map<String, String> values, Headers headers, String contentType, BodySource source) {
    this.route = route;
    this.requestId = requestId;
    this.key = key;
    this.values = values;
    this.headers = headers;
    this.contentType = contentType;
    this.source = source;
  }

  /**
   * A request to a route.
   *
   * @param pathValues what stands for the path's variables
   * @param rawQuery as it came
   */
  static Exchange of(Route route, String requestId, Optional<Keys.Key> key, List<String> pathValues, String rawQuery, Headers headers, String contentType, BodySource source) {
    var values = new LinkedHashMap<String, String>();
    int at = 0;
    for (Parameter parameter : route.parameters()) {
      if (parameter.inPath()) {
        values.put(parameter.name(), pathValues.get(at++));
      }
    }
    if (!rawQuery.isEmpty()) {
      readQuery(route, rawQuery, values);
    }
    for (Parameter parameter : route.parameters()) {
      String value = values.get(parameter.name());
      var problem = value != null ? parameter.problem(value) : parameter.required() ? Optional.of("is missing: " + parameter.meaning()) : Optional.<String>empty();
      problem.ifPresent(p -> {
        throw Problem.input(parameter.name(), p);
      });
    }
    return new Exchange(route, requestId, key, values, headers, contentType, source);
  }

  private static void readQuery(Route route, String rawQuery, Map<String, String> values) {
    var known = Parameter.queryNames(route.parameters());
    for (String pair : rawQuery.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = Routes.decode(equals < 0 ? pair : pair.substring(0, equals), true);
      if (!known.contains(name)) {
        String advice = known.isEmpty() ? "none is known here" : "did you mean '" + (name.length() > 100 ? known.getFirst() : Nearest.of(name, known)) + "'? Known are " + String.join(" ", known);
        throw Problem.input(Parameter.shown(name), "is no parameter; " + advice);
      }
      if (values.put(name, Routes.decode(equals < 0 ? "" : pair.substring(equals + 1), true)) != null) {
        throw Problem.input(name, "is given twice");
      }
    }
  }

  public Route route() {
    return route;
  }

  /** Names this request in answers and logs. */
  public String requestId() {
    return requestId;
  }

  /** The key that was shown; empty on routes for everybody. */
  public Optional<Keys.Key> key() {
    return key;
  }

  /** A parameter as text; empty when it was left out. */
  public String text(Parameter parameter) {
    return values.getOrDefault(parameter.name(), "");
  }

  public boolean has(Parameter parameter) {
    return values.containsKey(parameter.name());
  }

  /** A parameter as a number, or its default. */
  public int whole(Parameter parameter) {
    return has(parameter) ? Integer.parseInt(text(parameter)) : (Integer) parameter.schema().get("default");
  }

  public boolean flag(Parameter parameter) {
    return text(parameter).equals("true");
  }

  /** A header as it came. */
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /** The content type of the body, without its parameters, in lower case; empty when none was named. */
  public String contentType() {
    return contentType;
  }

  /** The whole body. */
  public byte[] body() throws IOException {
    if (body.isEmpty()) {
      body = Optional.of(source.read());
    }
    return body.get();
  }

  /** The body as a JSON object. */
  public JsonFields json() throws IOException {
    return JsonFields.of(body());
  }

  /** The body as a JSON object, or an empty one when there is no body. */
  public JsonFields jsonOrNothing() throws IOException {
    return body().length == 0 ? JsonFields.of(new byte[] {'{', '}'}) : json();
  }

  /** Parses a JSON document, strictly. */
  public static JsonNode parse(String json) {
    return JsonFields.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The body as any JSON document. */
  public JsonNode jsonTree() throws IOException {
    return JsonFields.parse(body());
  }
}
