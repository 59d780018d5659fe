package dev.tributary.data;

import static dev.tributary.math.Require.require;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * One thing that happened, with the fields of the wire format ({@code id type user item time responseId position value
 * author topic query context}). Fields that do not apply are empty strings; nothing is null.
 *
 * @param id makes a retry harmless; empty when none was given
 * @param user who did it
 * @param item with which item; empty for signals that concern none (visit, search, a follow, a hide of an author or topic)
 * @param time epoch milliseconds, or {@link #NO_TIME}
 * @param responseId the page that caused it, or empty
 * @param position place on that page, 1 = top; 0 when unknown
 * @param value seconds for play, stars for rating; 0 when there is none
 * @param author whom a follow or a wider hide names, or empty
 * @param topic what a wider hide names, or empty
 * @param query text of a search, or empty
 * @param context further fields as text
 */
public record Event(
    String id,
    Signal type,
    String user,
    String item,
    long time,
    String responseId,
    int position,
    float value,
    String author,
    String topic,
    String query,
    Map<String, String> context) {
  /** The time of an event that came without one. */
  public static final long NO_TIME = Long.MIN_VALUE;

  public Event {
    context = Map.copyOf(context);
  }

  /** An event of a user with an item. */
  public static Event of(Signal type, String user, String item, long time) {
    return new Event("", type, user, item, time, "", 0, 0f, "", "", "", Map.of());
  }

  /** The same event with a value. */
  public Event withValue(float value) {
    return new Event(id, type, user, item, time, responseId, position, value, author, topic, query, context);
  }

  /**
   * The same event with an id that it has from its own fields, when it has none: SHA-256 of its JSON, so that sending it again gives
   * the same id.
   *
   * @throws IllegalArgumentException when it has neither id nor time: then nothing tells a repetition from a second event
   */
  public Event withDerivedId() {
    if (!id.isEmpty()) {
      return this;
    }
    require(time != NO_TIME, "an event has neither id nor time; give one, so that a retry can be told from a new event");
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(EventJson.write(this).getBytes(StandardCharsets.UTF_8));
      return withId("own-" + HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The same event at a time. */
  public Event withTime(long time) {
    return new Event(id, type, user, item, time, responseId, position, value, author, topic, query, context);
  }

  /** The same event with an id. */
  public Event withId(String id) {
    return new Event(id, type, user, item, time, responseId, position, value, author, topic, query, context);
  }
}
