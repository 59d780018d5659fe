package dev.tributary.server.api;

import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Request;
import dev.tributary.funnel.Why;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.util.List;

/** Lists that are no pages: neighbours of an item, what everybody likes, given items in order, and an item's way through the funnel. */
final class ListRoutes {
  private static final int MOST_RANKED = 500;
  private static final Parameter ITEM = Parameter.pathId("id", "the item");
  private static final Parameter COUNT = Parameter.whole("count", 1, 500, 10, "how many items at most");
  private static final Parameter SCENE = Parameter.text("scene", 100, "a named configuration; the release's own when left out");
  private static final Parameter CATEGORY = Parameter.text("category", Parameter.ID_CHARACTERS, "a category or keyword that all items have");
  private static final Parameter WHY_USER = Parameter.id("user", "the user; an unknown one is a newcomer");
  private static final Parameter WHY_ITEM = Parameter.id("item", "the item");
  private static final Parameter WHY_RESPONSE = Parameter.text("responseId", 64, "a response of the user that was recorded; looks through the whole log. Computed now when left out");

  private final Serving serving;

  ListRoutes(Serving serving) {
    this.serving = serving;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/items/{id}/similar", Role.READ)
            .summary("Items that are like an item, best first, each with the channel that says so")
            .with(ITEM, COUNT, SCENE)
            .answers(200, "SimilarItems", "the neighbours")
            .problems(404, 422, 503)
            .computes()
            .by(this::similar),
        Route.get("/v1/popular", Role.READ)
            .summary("What everybody likes, best first")
            .with(COUNT, SCENE, CATEGORY)
            .answers(200, "RankedItems", "the list")
            .problems(422, 503)
            .computes()
            .by(this::popular),
        Route.post("/v1/rank", Role.READ)
            .summary("Given items, ordered for a user or a session")
            .body("RankRequest")
            .answers(200, "RankedItems", "all of the given items, best first; those that no channel finds stand last with score 0")
            .problems(422, 503)
            .computes()
            .by(this::rank),
        Route.get("/v1/why", Role.READ)
            .summary("An item's way through the funnel for a user, or where it fell out: in a recorded response, or computed now")
            .with(WHY_USER, WHY_ITEM, WHY_RESPONSE, COUNT, SCENE)
            .answers(200, "Why", "stage by stage")
            .problems(404, 422, 503)
            .by(this::why));
  }

  private Answer similar(Exchange exchange) {
    String item = exchange.text(ITEM);
    var funnel = serving.choose(exchange.text(SCENE)).funnel();
    if (serving.catalog().itemIndex(item) < 0) {
      throw Problem.of(404, "there is no item of this id; no event and no upsert has named it");
    }
    var neighbors = funnel.similar(item, exchange.whole(COUNT));
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("item", item);
          json.writeStringProperty("release", funnel.release());
          json.writeArrayPropertyStart("items");
          for (Funnel.Neighbor neighbor : neighbors) {
            json.writeStartObject();
            json.writeStringProperty("id", neighbor.id());
            json.writeNumberProperty("score", neighbor.score());
            json.writeStringProperty("channel", neighbor.channel());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Answer popular(Exchange exchange) {
    var funnel = serving.choose(exchange.text(SCENE)).funnel();
    return ranked("", funnel, funnel.popular(exchange.text(CATEGORY), exchange.whole(COUNT)));
  }

  private Answer rank(Exchange exchange) throws IOException {
    var fields = exchange.json().only("user", "session", "scene", "items", "context", "deadlineMillis");
    String user = fields.id("user");
    var session = fields.object("session");
    session.ifPresent(s -> s.only("id", "items", "attributes"));
    session.ifPresent(s -> s.id("id"));
    var sessionItems = session.map(s -> s.ids("items", PageRequest.MOST_SESSION_ITEMS)).orElse(List.of());
    String scene = fields.text("scene", 100);
    var items = fields.ids("items", MOST_RANKED);
    var context = PageRequest.context(fields, session);
    int deadline = fields.whole("deadlineMillis", 0, PageRequest.LONGEST_DEADLINE, 0);
    if (!fields.has("items")) {
      fields.wrong("items", "is missing; it holds the ids of the items to order");
    }
    fields.check();
    var funnel = serving.choose(scene).funnel();
    return ranked(user, funnel, funnel.rank(new Request(user, sessionItems, 1, List.of(), "", Request.SeenPolicy.KEEP, deadline, context), items));
  }

  private static Answer ranked(String user, Funnel funnel, List<Funnel.Ranked> items) {
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("user", user);
          json.writeStringProperty("scene", funnel.scene().name());
          json.writeStringProperty("release", funnel.release());
          json.writeArrayPropertyStart("items");
          int rank = 1;
          for (Funnel.Ranked item : items) {
            json.writeStartObject();
            json.writeStringProperty("id", item.id());
            json.writeNumberProperty("rank", rank++);
            json.writeNumberProperty("score", item.score());
            json.writeObjectPropertyStart("predictions");
            json.writeEndObject();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Answer why(Exchange exchange) throws IOException {
    if (exchange.has(WHY_RESPONSE)) {
      return recorded(exchange.text(WHY_USER), exchange.text(WHY_ITEM), exchange.text(WHY_RESPONSE));
    }
    var chosen = serving.choose(exchange.text(SCENE));
    var why = chosen.funnel().why(Request.of(exchange.text(WHY_USER), exchange.whole(COUNT)).withSeen(chosen.seen()), exchange.text(WHY_ITEM));
    return answer(why, chosen.funnel().release(), "now");
  }

  /** What the log knows of an item in a response: nothing is computed anew, since what the user did and what serves have changed. */
  private Answer recorded(String user, String item, String responseId) throws IOException {
    var pages = serving.home().responses(responseId);
    if (pages.isEmpty()) {
      throw Problem.of(404, "no response of this id is recorded; 'recordShare' says how many are, and erased and outdated ones are gone");
    }
    if (!pages.getFirst().user().equals(user)) {
      throw Problem.unfit("/user", "is not the one whom this response was for");
    }
    return answer(RecordedWhy.of(pages, item), pages.getFirst().release(), "recorded");
  }

  private static Answer answer(Why why, String release, String computed) {
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("user", why.user());
          json.writeStringProperty("item", why.item());
          json.writeStringProperty("release", release);
          json.writeStringProperty("computed", computed);
          json.writeNumberProperty("position", why.position());
          json.writeArrayPropertyStart("steps");
          for (Why.Step step : why.steps()) {
            json.writeStartObject();
            json.writeStringProperty("stage", step.stage());
            json.writeStringProperty("what", step.what());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
