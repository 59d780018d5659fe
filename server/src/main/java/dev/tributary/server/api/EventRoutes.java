package dev.tributary.server.api;

import dev.tributary.data.Event;
import dev.tributary.data.EventJson;
import dev.tributary.data.InvalidEventException;
import dev.tributary.log.LogRecord;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.JsonRows;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events: what users did. Acknowledged only when they are on the disk; the next page knows them. */
final class EventRoutes {
  private static final int MOST_ROWS = 10_000;
  private static final long FUTURE_MILLIS = Duration.ofDays(1).toMillis();

  private static final Parameter ID = Parameter.pathId("id", "the event, as its sender named it");

  private final EventIntake intake;
  private final Traffic traffic;
  private final InstantSource clock;

  EventRoutes(EventIntake intake, Traffic traffic, InstantSource clock) {
    this.intake = intake;
    this.traffic = traffic;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/v1/events", Role.WRITE)
            .summary("Events, as a JSON array or as JSON lines; each row is judged alone, and the answer comes when the good ones are on the disk")
            .body("Events", Answer.JSON, JsonRows.LINES)
            .answers(202, "BulkResult", "what became of the rows")
            .problems(422, 507)
            .by(this::take),
        Route.delete("/v1/events/{id}", Role.WRITE)
            .summary("Takes an event back: the user is from the next page on as if it had never come. Again is as once; reads the log")
            .with(ID)
            .answers(200, "TakeBack", "it is void")
            .problems(404, 507)
            .by(this::takeBack));
  }

  private Answer takeBack(Exchange exchange) throws IOException {
    String id = exchange.text(ID);
    if (!intake.takeBack(id)) {
      throw Problem.of(404, "the log has no event of this id, or not any more");
    }
    return Answer.json(200, Map.of("id", id, "void", true));
  }

  private Answer take(Exchange exchange) throws IOException {
    var rows = JsonRows.of(exchange, MOST_ROWS);
    var result = new BulkAnswer();
    var good = new ArrayList<LogRecord>(rows.size());
    long now = clock.millis();
    for (int row = 0; row < rows.size(); row++) {
      try {
        var event = EventJson.parse(rows.bytes(), rows.from(row), rows.length(row));
        limit("user", event.user());
        limit("item", event.item());
        good.add(new LogRecord.OfEvent(timed(event, now)));
      } catch (InvalidEventException e) {
        result.reject(row, "", e.field(), e.getMessage());
      }
    }
    intake.rejected(result.rejected());
    var receipt = intake.take(good);
    traffic.happened(good);
    return result.write(202, receipt);
  }

  /** Refuses an id that no address could name. */
  private static void limit(String field, String id) {
    if (!id.isEmpty()) {
      Parameter.idProblem(id).ifPresent(problem -> {
        throw new InvalidEventException(field, problem);
      });
    }
  }

  /** An event without a time happened now: interests are ordered by time. One that lies far ahead would stay the newest for ever. */
  private static Event timed(Event event, long now) {
    if (event.time() == Event.NO_TIME) {
      return event.withTime(now);
    }
    if (event.time() > now + FUTURE_MILLIS) {
      throw new InvalidEventException("time", "lies more than a day ahead of this service's clock");
    }
    return event;
  }
}
