package dev.tributary.server.api;

import dev.tributary.server.http.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A page as callers ask for it. Immutable.
 *
 * @param user empty for a session without one
 * @param session the session's id, which names its pages' user in answers to nobody; empty for none
 * @param scene empty for the release's own
 * @param context what is known of who asks now: the session's attributes, and what the request itself says, which wins
 * @param page token of the page that comes; empty for the first one
 */
record PageRequest(
    String user,
    String session,
    List<String> sessionItems,
    String scene,
    int count,
    Map<String, Object> context,
    String filter,
    List<String> exclude,
    Optional<String> page,
    boolean explain,
    int deadlineMillis) {
  static final int MOST_SESSION_ITEMS = 1000;
  static final int MOST_EXCLUDED = 10_000;
  static final int MOST_CONTEXT = 100;
  static final int LONGEST_FILTER = 10_000;
  static final int LONGEST_DEADLINE = 60_000;

  /** Reads a request; what is wrong is noted in the fields, which the caller checks. */
  static PageRequest read(JsonFields fields) {
    fields.only("user", "session", "scene", "count", "context", "filter", "exclude", "page", "explain", "deadlineMillis");
    var session = fields.object("session");
    session.ifPresent(s -> s.only("id", "items", "attributes"));
    return new PageRequest(
        fields.id("user"),
        session.map(s -> s.id("id")).orElse(""),
        session.map(s -> s.ids("items", MOST_SESSION_ITEMS)).orElse(List.of()),
        fields.text("scene", 100),
        fields.whole("count", 1, 500, 10),
        context(fields, session),
        fields.text("filter", LONGEST_FILTER),
        fields.ids("exclude", MOST_EXCLUDED),
        fields.has("page") ? Optional.of(fields.text("page", PageTokens.LONGEST)) : Optional.empty(),
        fields.flag("explain"),
        fields.whole("deadlineMillis", 0, LONGEST_DEADLINE, 0));
  }

  /** The session's attributes under the request's context. */
  static Map<String, Object> context(JsonFields fields, Optional<JsonFields> session) {
    var context = new TreeMap<String, Object>();
    session.ifPresent(s -> context.putAll(s.scalars("attributes", MOST_CONTEXT)));
    context.putAll(fields.scalars("context", MOST_CONTEXT));
    return context;
  }
}
