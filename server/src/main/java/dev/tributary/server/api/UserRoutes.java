package dev.tributary.server.api;

import dev.tributary.catalog.User;
import dev.tributary.catalog.UserJson;
import dev.tributary.data.EventJson;
import dev.tributary.home.Home;
import dev.tributary.log.LogRecord;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users, and what reveals them to others, which only admins may see. */
final class UserRoutes {
  private static final Parameter ID = Parameter.pathId("id", "the user");
  private static final Parameter COUNT = Parameter.whole("count", 1, 500, 10, "how many users at most");
  private static final Parameter EVENTS = Parameter.whole("count", 1, 10_000, 100, "how many events at most");

  private final Home home;
  private final EventIntake intake;
  private final Duration filesWithin;
  private final InstantSource clock;
  private final Documents<User> documents =
      new Documents<>("User", ID) {
        @Override
        User parse(String json) {
          var user = UserJson.parse(json);
          limit("id", user.id());
          return user;
        }

        @Override
        Optional<String> current(String id) {
          return index(id) < 0 ? Optional.empty() : Optional.of(UserJson.write(home.live().catalog().user(index(id))));
        }

        @Override
        LogRecord entry(User user) {
          return new LogRecord.OfUser(user);
        }
      };

  /** @param filesWithin how long an erased user may stay in the log's files */
  UserRoutes(Home home, EventIntake intake, Duration filesWithin, InstantSource clock) {
    this.home = home;
    this.intake = intake;
    this.filesWithin = filesWithin;
    this.clock = clock;
  }

  List<Route> routes() {
    var routes = new java.util.ArrayList<>(documents.routes("/v1/users", intake));
    routes.add(
        Route.get("/v1/users/{id}/similar", Role.ADMIN)
            .summary("Users with similar interests, by the cosine of what they like now")
            .with(ID, COUNT)
            .answers(200, "SimilarUsers", "the neighbours, best first")
            .problems(404)
            .by(this::similar));
    routes.add(Route.get("/v1/users/{id}/events", Role.ADMIN).summary("The newest events of a user, newest first; reads the log").with(ID, EVENTS).answers(200, "UserEvents", "the events").problems(404).by(this::events));
    routes.add(
        Route.delete("/v1/users/{id}", Role.WRITE)
            .summary("Erases a user: at once from everything that is asked, from the files with the next upkeep; the answer says what is gone and what still holds sums")
            .with(ID)
            .answers(200, "Erasure", "what is gone, and what is not yet")
            .problems(404, 507)
            .by(this::erase));
    return routes;
  }

  private Answer erase(Exchange exchange) throws IOException {
    if (index(exchange.text(ID)) < 0) {
      throw documents.unknown();
    }
    var erasure = home.erase(exchange.text(ID));
    var map = new LinkedHashMap<String, Object>();
    map.put("user", erasure.user());
    map.put("gone", Map.of("attributes", true, "itemsMet", erasure.itemsMet(), "record", erasure.sequence()));
    map.put("filesBy", clock.instant().plus(filesWithin).truncatedTo(ChronoUnit.SECONDS).toString());
    map.put("aggregatesIn", erasure.releases());
    map.put("aggregatesUntil", "these releases hold sums over many users, this one among them; the next release that is trained is without, and old ones go as new ones come");
    return Answer.json(200, map);
  }

  private int index(String id) {
    return home.live().catalog().userIndex(id);
  }

  private Answer similar(Exchange exchange) {
    int user = index(exchange.text(ID));
    if (user < 0) {
      throw documents.unknown();
    }
    var neighbors = SimilarUsers.of(home.live(), user, exchange.whole(COUNT));
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("user", exchange.text(ID));
          json.writeArrayPropertyStart("users");
          for (SimilarUsers.Neighbor neighbor : neighbors) {
            json.writeStartObject();
            json.writeStringProperty("id", neighbor.id());
            json.writeNumberProperty("score", neighbor.score());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Answer events(Exchange exchange) throws IOException {
    String user = exchange.text(ID);
    if (index(user) < 0) {
      throw documents.unknown();
    }
    var newest = home.events(user, exchange.whole(EVENTS));
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("user", user);
          json.writeArrayPropertyStart("events");
          newest.forEach(event -> json.writeRawValue(EventJson.write(event)));
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
