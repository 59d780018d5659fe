package dev.tributary.catalog;

import static dev.tributary.math.Require.require;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A user and what is known of them. Immutable.
 *
 * @param id unique among users, never empty
 * @param attributes String, Double, Boolean or List of String
 */
public record User(String id, Map<String, Object> attributes) {
  public User {
    require(!id.isEmpty(), "a user's id is empty");
    attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** A user of whom only the id is known. */
  public static User of(String id) {
    return new User(id, Map.of());
  }
}
