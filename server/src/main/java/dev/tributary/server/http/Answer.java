package dev.tributary.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * What goes back. Immutable; the body must not change.
 *
 * @param type the content type; empty when there is no body
 * @param stream writes the body piece by piece instead of {@code body}
 */
public record Answer(int status, String type, byte[] body, Map<String, String> headers, Optional<Stream> stream) {
  /** The content type of JSON. */
  public static final String JSON = "application/json";

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int BUFFER = 4096;

  /** Writes a body while it comes to be. */
  @FunctionalInterface
  public interface Stream {
    void writeTo(OutputStream out) throws IOException;
  }

  public Answer {
    headers = Map.copyOf(headers);
  }

  /** Nothing to say: 204. */
  public static Answer nothing() {
    return new Answer(204, "", new byte[0], Map.of(), Optional.empty());
  }

  /** A JSON document, written by {@code content}. */
  public static Answer json(int status, Consumer<JsonGenerator> content) {
    return json(status, JSON, content);
  }

  static Answer json(int status, String type, Consumer<JsonGenerator> content) {
    var bytes = new ByteArrayOutputStream(BUFFER);
    try (var json = MAPPER.createGenerator(bytes)) {
      content.accept(json);
    }
    return new Answer(status, type, bytes.toByteArray(), Map.of(), Optional.empty());
  }

  /** A JSON document of maps, lists and scalars. */
  public static Answer json(int status, Object value) {
    return new Answer(status, JSON, MAPPER.writeValueAsBytes(value), Map.of(), Optional.empty());
  }

  /** Text of a content type. */
  public static Answer text(String type, String text) {
    return new Answer(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of(), Optional.empty());
  }

  /** A body that is written while it comes to be. */
  public static Answer streamed(String type, Stream stream) {
    return new Answer(200, type, new byte[0], Map.of(), Optional.of(stream));
  }

  /** The same answer with a header. */
  public Answer withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, type, body, more, stream);
  }
}
