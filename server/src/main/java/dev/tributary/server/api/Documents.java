package dev.tributary.server.api;

import dev.tributary.catalog.InvalidFieldException;
import dev.tributary.log.LogRecord;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.JsonRows;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What items and users have in common: things with an id that are put whole, read, changed in part (RFC 7396: what is null goes) and
 * brought in bulk. Changes follow each other, so that two changes of one thing in part do not undo each other. Thread-safe.
 */
abstract class Documents<T> {
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final int MOST_ROWS = 10_000;

  private final String schema;
  private final Parameter id;

  Documents(String schema, Parameter id) {
    this.schema = schema;
    this.id = id;
  }

  /** Reads one, strictly. */
  abstract T parse(String json);

  /** What is known of an id, as JSON; empty when nothing is. */
  abstract Optional<String> current(String id);

  abstract LogRecord entry(T thing);

  /** Refuses an id that no address could name. */
  static void limit(String field, String id) {
    if (!id.isEmpty()) {
      Parameter.idProblem(id).ifPresent(problem -> {
        throw new InvalidFieldException(field, problem);
      });
    }
  }

  Problem unknown() {
    return Problem.of(404, "there is no %s of this id", schema.toLowerCase(Locale.ROOT));
  }

  List<Route> routes(String path, EventIntake intake) {
    String one = path + "/{id}";
    String name = schema.toLowerCase(Locale.ROOT);
    return List.of(
        Route.put(one, Role.WRITE).summary("Adds the " + name + ", or puts it in the place of what was known").with(id).body(schema + "Fields").answers(200, schema, "as it is now").problems(422, 507).by(e -> put(e, intake)),
        Route.get(one, Role.READ).summary("What is known of the " + name).with(id).answers(200, schema, "as it is now").problems(404).by(this::get),
        Route.patch(one, Role.WRITE)
            .summary("Changes the fields that are named; null takes one away")
            .with(id)
            .body(schema + "Patch", Answer.JSON, MERGE_PATCH)
            .answers(200, schema, "as it is now")
            .problems(404, 422, 507)
            .by(e -> patch(e, intake)),
        Route.post(path, Role.WRITE)
            .summary("Many at once, as a JSON array or as JSON lines; each row is judged alone")
            .body(schema + "s", Answer.JSON, JsonRows.LINES)
            .answers(200, "BulkResult", "what became of the rows")
            .problems(422, 507)
            .by(e -> bulk(e, intake)));
  }

  private Answer get(Exchange exchange) {
    return answer(current(exchange.text(id)).orElseThrow(this::unknown));
  }

  private static Answer answer(String json) {
    return Answer.text(Answer.JSON, json);
  }

  private synchronized Answer put(Exchange exchange, EventIntake intake) throws IOException {
    return write(exchange, body(exchange), intake);
  }

  /** The body, which is an object, and whose id, when it has one, is that of the address. */
  private ObjectNode body(Exchange exchange) throws IOException {
    var fields = exchange.json();
    String given = fields.id("id");
    fields.check();
    if (fields.has("id") && !given.equals(exchange.text(id))) {
      throw Problem.unfit("/id", "differs from the id in the address; leave it out");
    }
    return (ObjectNode) exchange.jsonTree();
  }

  private synchronized Answer patch(Exchange exchange, EventIntake intake) throws IOException {
    var changes = body(exchange);
    String before = current(exchange.text(id)).orElseThrow(this::unknown);
    var merged = (ObjectNode) Exchange.parse(before);
    merge(merged, changes);
    return write(exchange, merged, intake);
  }

  private static void merge(ObjectNode target, JsonNode patch) {
    for (var entry : patch.properties()) {
      var value = entry.getValue();
      if (value.isNull()) {
        target.remove(entry.getKey());
      } else if (value.isObject() && target.get(entry.getKey()) instanceof ObjectNode inner) {
        merge(inner, value);
      } else {
        target.set(entry.getKey(), value);
      }
    }
  }

  private Answer write(Exchange exchange, ObjectNode object, EventIntake intake) throws IOException {
    String name = exchange.text(id);
    object.put("id", name);
    T thing;
    try {
      thing = parse(object.toString());
    } catch (InvalidFieldException e) {
      throw Problem.input(e.field().isEmpty() ? "" : "/" + e.field().replace('.', '/'), detail(e));
    }
    intake.take(List.of(entry(thing)));
    return answer(current(name).orElse("{\"id\":" + object.get("id") + "}"));
  }

  private static String detail(InvalidFieldException e) {
    return e.getMessage().startsWith(e.field() + " ") ? e.getMessage().substring(e.field().length() + 1) : e.getMessage();
  }

  private synchronized Answer bulk(Exchange exchange, EventIntake intake) throws IOException {
    var rows = JsonRows.of(exchange, MOST_ROWS);
    var result = new BulkAnswer();
    var good = new ArrayList<LogRecord>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      try {
        good.add(entry(parse(rows.text(row))));
      } catch (InvalidFieldException e) {
        result.reject(row, "", e.field(), e.getMessage());
      }
    }
    intake.rejected(result.rejected());
    return result.write(200, intake.take(good));
  }
}
