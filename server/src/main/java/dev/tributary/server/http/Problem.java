package dev.tributary.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request that cannot be answered as asked: an RFC 9457 problem. The detail says what was wrong and what to do, and holds no secret. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad request"),
          Map.entry(401, "Key needed"),
          Map.entry(403, "Not allowed"),
          Map.entry(404, "Not found"),
          Map.entry(405, "Method not allowed"),
          Map.entry(408, "Too slow"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Expired"),
          Map.entry(413, "Too large"),
          Map.entry(415, "Unsupported content type"),
          Map.entry(422, "Cannot be done"),
          Map.entry(429, "Too many requests"),
          Map.entry(431, "Headers too large"),
          Map.entry(500, "Internal error"),
          Map.entry(503, "Not ready"),
          Map.entry(507, "Disk full"));

  private final int status;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers;

  /** What is wrong with one field. The pointer is an RFC 6901 one into the body, or the name of a parameter. */
  public record FieldError(String pointer, String detail) {}

  private Problem(int status, String detail, List<FieldError> errors, Map<String, String> headers) {
    super(detail, null, false, false); // an answer, not a fault: no stack trace
    this.status = status;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
  }

  /** A problem of a status. */
  public static Problem of(int status, String detail, Object... values) {
    return new Problem(status, values.length == 0 ? detail : String.format(Locale.ROOT, detail, values), List.of(), Map.of());
  }

  /** The body or a parameter is wrong: 400. */
  public static Problem input(List<FieldError> errors) {
    var first = errors.getFirst();
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return new Problem(400, (first.pointer.isEmpty() ? "" : first.pointer + ": ") + first.detail + more, errors, Map.of());
  }

  /** One field is wrong: 400. */
  public static Problem input(String pointer, String detail) {
    return input(List.of(new FieldError(pointer, detail)));
  }

  /** The body is well-formed, and none of it can be honoured: 422. */
  public static Problem unfit(List<FieldError> errors) {
    return new Problem(422, input(errors).getMessage(), errors, Map.of());
  }

  /** One field is well-formed, and cannot be honoured: 422. */
  public static Problem unfit(String pointer, String detail) {
    return new Problem(422, pointer + ": " + detail, List.of(new FieldError(pointer, detail)), Map.of());
  }

  /** The same problem with a header. */
  public Problem withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(status, getMessage(), errors, more);
  }

  public int status() {
    return status;
  }

  /** The problem as {@code application/problem+json}. */
  Answer answer(String requestId) {
    var answer =
        Answer.json(
            status,
            "application/problem+json",
            json -> {
              json.writeStartObject();
              json.writeStringProperty("type", "about:blank");
              json.writeStringProperty("title", TITLES.getOrDefault(status, "Problem"));
              json.writeNumberProperty("status", status);
              json.writeStringProperty("detail", getMessage());
              json.writeStringProperty("instance", "urn:request:" + requestId);
              if (!errors.isEmpty()) {
                json.writeArrayPropertyStart("errors");
                for (FieldError error : errors) {
                  json.writeStartObject();
                  json.writeStringProperty("pointer", error.pointer);
                  json.writeStringProperty("detail", error.detail);
                  json.writeEndObject();
                }
                json.writeEndArray();
              }
              json.writeEndObject();
            });
    for (var header : headers.entrySet()) {
      answer = answer.withHeader(header.getKey(), header.getValue());
    }
    return answer;
  }
}
