package dev.tributary.home;

import dev.tributary.data.Event;
import dev.tributary.log.LogRecord;
import dev.tributary.log.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Joins each event to the response that it names. An event is attributed when
 *
 * <ul>
 *   <li>a record of that response stands before it in the log, among the last {@link #RESPONSES_KEPT} ones;
 *   <li>its item is on that page, or on a further one of the same response, whose positions go on where the page before ended;
 *   <li>its user is the page's, or the page was made for a session without one;
 *   <li>its time, if it has one, lies from one minute before the page (clocks differ) to {@link #WINDOW_MILLIS} after it.
 * </ul>
 *
 * Each event gives one row at most, an impression as well as what followed it; nothing is attributed to more than the page that the event names.
 * An event that was sent twice counts once, and what an erasure or a take-back made void not at all. O(records), memory for the responses kept. Holds nothing.
 */
public final class OutcomeJoin {
  /** How long after a page its events count: a day. */
  public static final long WINDOW_MILLIS = 86_400_000L;

  /** How many responses are remembered, the newest ones. */
  public static final int RESPONSES_KEPT = 1_000_000;

  private static final long CLOCK_SLACK_MILLIS = 60_000;

  /** What became of an event. */
  public enum Outcome {
    ATTRIBUTED,
    /** It names no response. */
    UNNAMED,
    /** The response is not in the log, not any more, or only behind the event. */
    UNKNOWN_RESPONSE,
    /** The page did not have its item. */
    OTHER_ITEM,
    /** The page was another user's. */
    OTHER_USER,
    /** It lies before the page, or more than the window behind it. */
    OUT_OF_TIME
  }

  private final Map<String, Response> responses;
  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private final Consumer<AttributedEvent> rows;

  private OutcomeJoin(Consumer<AttributedEvent> rows, int kept) {
    this.rows = rows;
    responses =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Response> eldest) {
            return size() > kept;
          }
        };
  }

  /**
   * Gives the attributed events of a home's log to a consumer, in the log's order.
   *
   * @return how many events had which outcome
   */
  public static Map<Outcome, Long> read(Path home, Consumer<AttributedEvent> rows) throws IOException {
    return read(home, rows, RESPONSES_KEPT);
  }

  static Map<Outcome, Long> read(Path home, Consumer<AttributedEvent> rows, int kept) throws IOException {
    var join = new OutcomeJoin(rows, kept);
    ValidRecords.read(Home.log(home), (_, entry) -> join.take(entry));
    return join.counts;
  }

  private void take(LogRecord entry) {
    switch (entry) {
      case LogRecord.OfResponse(var response) -> responses.merge(response.id(), response, OutcomeJoin::continued);
      case LogRecord.OfEvent(var event) -> counts.merge(join(event), 1L, Long::sum);
      case LogRecord.OfItem _, LogRecord.OfUser _, LogRecord.OfErasure _, LogRecord.OfTakeBack _ -> {}
    }
  }

  /** A response of several pages: the later ones go on where the first one ended. */
  private static Response continued(Response first, Response next) {
    if (!first.featureNames().equals(next.featureNames())) {
      return next; // their items cannot stand side by side
    }
    var items = new ArrayList<>(first.items());
    items.addAll(next.items());
    var cuts = new ArrayList<>(first.cuts());
    cuts.addAll(next.cuts());
    return new Response(first.id(), first.user(), first.scene(), next.release(), first.time(), items, first.featureNames(), cuts);
  }

  private Outcome join(Event event) {
    if (event.responseId().isEmpty()) {
      return Outcome.UNNAMED;
    }
    var response = responses.get(event.responseId());
    if (response == null) {
      return Outcome.UNKNOWN_RESPONSE;
    }
    if (!response.user().isEmpty() && !response.user().equals(event.user())) {
      return Outcome.OTHER_USER;
    }
    long after = event.time() - response.time();
    if (event.time() != Event.NO_TIME && (after < -CLOCK_SLACK_MILLIS || after > WINDOW_MILLIS)) {
      return Outcome.OUT_OF_TIME;
    }
    for (int n = 0; n < response.items().size(); n++) {
      var shown = response.items().get(n);
      if (shown.item().equals(event.item())) {
        rows.accept(new AttributedEvent(event, n + 1, shown.score(), shown.channels(), response.scene(), response.release(), response.time(), response.featureNames(), shown.features()));
        return Outcome.ATTRIBUTED;
      }
    }
    return Outcome.OTHER_ITEM;
  }
}
