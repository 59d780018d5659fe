package dev.tributary.log;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;

/** One record of the log. An item or user replaces what earlier records said of the same id. Immutable. */
public sealed interface LogRecord {
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
}
