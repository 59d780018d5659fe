package dev.tributary.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Something that a user did. Its id makes sending it again harmless, so it has one from the start. Immutable.
 *
 * @param id names this event for ever
 * @param type for example click, like, play
 * @param item empty for events without one
 * @param time when it happened
 * @param responseId of the page that led to it; empty when none did
 * @param more further fields by their names on the wire, for example {@code value} or {@code position}: text, numbers, booleans, lists and maps
 */
public record Event(String id, String type, String user, String item, Instant time, String responseId, Map<String, Object> more) {
  public Event {
    Objects.requireNonNull(time, "time");
    if (id.isEmpty() || type.isEmpty() || user.isEmpty()) {
      throw new IllegalArgumentException("an event needs id, type and user; it has '" + id + "', '" + type + "', '" + user + "'");
    }
    more = Map.copyOf(more);
  }

  /** An event that happens now, with an id of its own. */
  public static Event now(String type, String user, String item) {
    return new Event(UUID.randomUUID().toString(), type, user, item, Instant.now(), "", Map.of());
  }

  /** The same event as an outcome of a page. */
  public Event of(Page page) {
    return new Event(id, type, user, item, time, page.responseId(), more);
  }

  /** The same event with a further field. */
  public Event with(String name, Object value) {
    var fields = new LinkedHashMap<>(more);
    fields.put(name, value);
    return new Event(id, type, user, item, time, responseId, fields);
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>(more);
    map.put("id", id);
    map.put("type", type);
    map.put("user", user);
    if (!item.isEmpty()) {
      map.put("item", item);
    }
    map.put("time", time.toString());
    if (!responseId.isEmpty()) {
      map.put("responseId", responseId);
    }
    return map;
  }
}
