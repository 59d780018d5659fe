package dev.tributary.model;

import java.nio.file.Path;
import java.util.Map;

/** The fields of one JSON file, each fetched with its type; what is missing or of another type is refused by name. Immutable. */
record Document(Path file, Map<String, Object> fields) {
  String text(String name) throws CorruptFileException {
    return get(name, String.class, "text");
  }

  long whole(String name) throws CorruptFileException {
    return get(name, Long.class, "a whole number");
  }

  @SuppressWarnings("unchecked") // keys of a JSON object are strings
  Map<String, Object> object(String name) throws CorruptFileException {
    return get(name, Map.class, "an object");
  }

  Document in(String name) throws CorruptFileException {
    return new Document(file, object(name));
  }

  private <T> T get(String name, Class<T> type, String what) throws CorruptFileException {
    Object value = fields.get(name);
    if (!type.isInstance(value)) {
      throw new CorruptFileException(file, -1, "'" + name + "' " + (value == null ? "is missing" : "is not " + what));
    }
    return type.cast(value);
  }
}
