package dev.tributary.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract as an OpenAPI 3.1 document, made from the routes. */
public final class OpenApi {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<Integer, String> MEANINGS =
      Map.ofEntries(
          Map.entry(400, "the request is not as described here; errors point to what is wrong"),
          Map.entry(401, "no key, or none of this service"),
          Map.entry(403, "the key's role may not do this"),
          Map.entry(404, "there is no such thing"),
          Map.entry(409, "it cannot be done in the present state"),
          Map.entry(410, "the token of the page has expired"),
          Map.entry(413, "the body is too long"),
          Map.entry(415, "the body is of another content type"),
          Map.entry(422, "well-formed, and it cannot be honoured: a filter that does not parse, an unknown scene"),
          Map.entry(429, "the key asks too often"),
          Map.entry(500, "a fault of the service"),
          Map.entry(503, "no release serves yet, or the service is being stopped"),
          Map.entry(507, "the disk is full; nothing of this request was taken"));

  private OpenApi() {}

  /**
   * Writes the document.
   *
   * @param schemas a JSON object of the schemas that the routes name
   */
  public static byte[] write(List<Route> routes, URL schemas) {
    JsonNode components;
    try (var in = schemas.openStream()) {
      components = JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var paths = new LinkedHashMap<String, Map<String, Object>>();
    for (Route route : routes) {
      paths.computeIfAbsent(route.path(), _ -> new LinkedHashMap<>()).put(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "Tributary", "version", "1", "description", "A recommender: pages that explain themselves, and events that change the next one.", "license", Map.of("name", "Apache-2.0", "identifier", "Apache-2.0")));
    document.put("paths", paths);
    var about = new LinkedHashMap<String, Object>();
    about.put("schemas", components);
    about.put("securitySchemes", Map.of("bearer", Map.of("type", "http", "scheme", "bearer"), "apiKey", Map.of("type", "apiKey", "in", "header", "name", "X-API-Key")));
    document.put("components", about);
    return JSON.writeValueAsBytes(document);
  }

  private static Map<String, Object> operation(Route route) {
    var operation = new LinkedHashMap<String, Object>();
    operation.put("operationId", operationId(route));
    operation.put("tags", List.of(tag(route)));
    operation.put("summary", route.summary());
    route.role().ifPresent(role -> operation.put("description", "Needs a key of the role " + role.wireName() + " or above."));
    operation.put("security", route.role().isPresent() ? List.of(Map.of("bearer", List.of()), Map.of("apiKey", List.of())) : List.of());
    if (!route.parameters().isEmpty()) {
      var parameters = new ArrayList<Map<String, Object>>();
      for (Parameter parameter : route.parameters()) {
        var map = new LinkedHashMap<String, Object>();
        map.put("name", parameter.name());
        map.put("in", parameter.inPath() ? "path" : "query");
        map.put("required", parameter.required());
        map.put("description", parameter.meaning());
        map.put("schema", parameter.schema());
        parameters.add(map);
      }
      operation.put("parameters", parameters);
    }
    route.body().ifPresent(schema -> {
      var content = new LinkedHashMap<String, Object>();
      route.bodyTypes().forEach(type -> content.put(type, Map.of("schema", type.endsWith("ndjson") ? Map.of("type", "string") : reference(schema))));
      operation.put("requestBody", Map.of("required", true, "content", content));
    });
    operation.put("responses", responses(route));
    return operation;
  }

  private static Map<String, Object> responses(Route route) {
    var headers = Map.of("X-Request-Id", Map.of("description", "names the request in logs", "schema", Map.of("type", "string")));
    var responses = new LinkedHashMap<String, Object>();
    route.answers().forEach((status, content) -> {
      var response = new LinkedHashMap<String, Object>();
      response.put("description", content.meaning());
      response.put("headers", headers);
      if (!content.type().isEmpty()) {
        response.put("content", Map.of(content.type(), Map.of("schema", content.schema().isEmpty() ? Map.of("type", "string") : reference(content.schema()))));
      }
      responses.put(Integer.toString(status), response);
    });
    var problems = new TreeSet<>(route.problems());
    problems.addAll(List.of(400, 500));
    if (route.role().isPresent()) {
      problems.addAll(List.of(401, 403, 429));
    }
    if (route.body().isPresent()) {
      problems.addAll(List.of(413, 415));
    }
    for (int status : problems) {
      responses.put(Integer.toString(status), Map.of("description", MEANINGS.getOrDefault(status, "a problem"), "headers", headers, "content", Map.of("application/problem+json", Map.of("schema", reference("Problem")))));
    }
    return responses;
  }

  private static Map<String, Object> reference(String schema) {
    return Map.of("$ref", "#/components/schemas/" + schema);
  }

  /** What the path begins with behind the version, for example {@code items}: generated clients group their calls by it. */
  private static String tag(Route route) {
    return route.path().replaceFirst("^/(v1/)?([a-z]+).*$", "$2");
  }

  /** For example {@code getItemsByIdSimilar}; a slash at the end of the path is told apart as {@code Start}. */
  private static String operationId(Route route) {
    var id = new StringBuilder(route.method().toLowerCase(Locale.ROOT)).append(route.path().endsWith("/") ? "Start" : "");
    for (String segment : route.path().substring(1).split("/")) {
      if (!segment.equals("v1")) {
        String word = segment.replaceAll("[{}]", "").replaceAll("\\W.*", "");
        id.append(segment.startsWith("{") ? "By" : "").append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return id.toString();
  }
}
