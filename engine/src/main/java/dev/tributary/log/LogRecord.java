package dev.tributary.log;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import java.util.Arrays;

/** One record of the log. An item or user replaces what earlier records said of the same id. Immutable. */
public sealed interface LogRecord {
  /**
   * The record as bytes, as a segment holds it.
   *
   * @throws IllegalArgumentException when an attribute is of a type that the log does not hold
   */
  default byte[] encoded() {
    var payload = new PayloadWriter(128);
    payload.write(this);
    return Arrays.copyOf(payload.bytes(), payload.size());
  }

  /**
   * The record of these bytes, all of which belong to it.
   *
   * @throws IllegalArgumentException when they are none
   */
  static LogRecord decoded(byte[] bytes, int from, int length) {
    try {
      return new PayloadReader().read(bytes, from, length);
    } catch (PayloadReader.Malformed e) {
      throw new IllegalArgumentException("a record " + e.getMessage(), e);
    }
  }

  /** Something that a user did. */
  record OfEvent(Event event) implements LogRecord {}

  /** An item as it is from now on. */
  record OfItem(Item item) implements LogRecord {}

  /** A user as they are from now on. */
  record OfUser(User user) implements LogRecord {}

  /** A page that was served. */
  record OfResponse(Response response) implements LogRecord {}

  /**
   * All that earlier records say of this user is void, and goes with the next {@link Upkeep}, as does this record. What comes later counts
   * as of a new user.
   */
  record OfErasure(String user) implements LogRecord {}

  /**
   * The event of this id that stands before is void, and goes with the next {@link Upkeep}. This record stays, so that the event is not taken for a new
   * one when it is sent again.
   *
   * @param user whose event it is
   */
  record OfTakeBack(String event, String user) implements LogRecord {}
}
