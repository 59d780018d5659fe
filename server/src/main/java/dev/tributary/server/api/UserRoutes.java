package dev.tributary.server.api;

import dev.tributary.catalog.User;
import dev.tributary.catalog.UserJson;
import dev.tributary.data.EventJson;
import dev.tributary.home.Home;
import dev.tributary.log.EventLog;
import dev.tributary.log.LogRecord;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** Users, and what reveals them to others, which only admins may see. */
final class UserRoutes {
  private static final Parameter ID = Parameter.pathId("id", "the user");
  private static final Parameter COUNT = Parameter.whole("count", 1, 500, 10, "how many users at most");
  private static final Parameter EVENTS = Parameter.whole("count", 1, 10_000, 100, "how many events at most");

  private final Home home;
  private final EventIntake intake;
  private final Documents<User> documents =
      new Documents<>("User", ID) {
        @Override
        User parse(String json) {
          return UserJson.parse(json);
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

  UserRoutes(Home home, EventIntake intake) {
    this.home = home;
    this.intake = intake;
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
    return routes;
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
    int count = exchange.whole(EVENTS);
    var newest = new ArrayDeque<String>();
    EventLog.open(Home.log(home.folder()))
        .replay(
            0,
            (_, entry) -> {
              if (entry instanceof LogRecord.OfEvent(var event) && event.user().equals(user)) {
                newest.addFirst(EventJson.write(event));
                if (newest.size() > count) {
                  newest.removeLast();
                }
              }
            });
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("user", user);
          json.writeArrayPropertyStart("events");
          newest.forEach(json::writeRawValue);
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
