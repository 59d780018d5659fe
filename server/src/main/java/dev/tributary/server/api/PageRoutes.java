package dev.tributary.server.api;

import dev.tributary.catalog.filter.InvalidFilterException;
import dev.tributary.funnel.Page;
import dev.tributary.funnel.Request;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.JsonFields;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Pages: single, in batches, and by a URL. */
final class PageRoutes {
  private static final int MOST_IN_BATCH = 100;
  private static final Parameter USER = Parameter.pathId("id", "the user");
  private static final Parameter COUNT = Parameter.whole("count", 1, 500, 10, "how many items");
  private static final Parameter SCENE = Parameter.text("scene", 100, "a named configuration; the release's own when left out");
  private static final Parameter FILTER = Parameter.text("filter", PageRequest.LONGEST_FILTER, "an expression that all items must pass");
  private static final Parameter EXPLAIN = Parameter.flag("explain", "whether the page says how many candidates each stage passed on");

  private final Serving serving;
  private final PageTokens tokens;
  private final PageMetrics metrics;
  private final Traffic traffic;
  private final ResponseRecorder recorder;
  private final InstantSource clock;

  PageRoutes(Serving serving, PageTokens tokens, PageMetrics metrics, Traffic traffic, ResponseRecorder recorder, InstantSource clock) {
    this.serving = serving;
    this.tokens = tokens;
    this.metrics = metrics;
    this.traffic = traffic;
    this.recorder = recorder;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/v1/recommend", Role.READ).summary("A page for a user or a session").body("RecommendRequest").answers(200, "Page", "the page").problems(410, 422, 503).computes().by(this::recommend),
        Route.post("/v1/recommend/batch", Role.READ)
            .summary("Pages for many, each as if asked for alone")
            .body("RecommendBatch")
            .answers(200, "PageBatch", "a page for each request, in their order")
            .problems(410, 422, 503)
            .computes()
            .by(this::batch),
        Route.get("/v1/users/{id}/recommendations", Role.READ)
            .summary("A page for a user, with a URL")
            .with(USER, COUNT, SCENE, FILTER, EXPLAIN)
            .answers(200, "Page", "the page")
            .problems(422, 503)
            .computes()
            .by(this::byUrl));
  }

  private Answer recommend(Exchange exchange) throws IOException {
    var fields = exchange.json();
    var asked = PageRequest.read(fields);
    fields.check();
    var served = serve(asked);
    return Answer.json(200, json -> served.write(json));
  }

  private Answer batch(Exchange exchange) throws IOException {
    var fields = exchange.json().only("requests");
    if (!fields.has("requests")) {
      fields.wrong("requests", "is missing; it holds the requests");
    }
    var asked = new ArrayList<PageRequest>();
    for (JsonFields each : fields.objects("requests", MOST_IN_BATCH)) {
      asked.add(PageRequest.read(each));
    }
    fields.check();
    var served = new ArrayList<Served>();
    for (PageRequest each : asked) {
      served.add(serve(each));
    }
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("responses");
          served.forEach(page -> page.write(json));
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Answer byUrl(Exchange exchange) {
    var served =
        serve(
            new PageRequest(
                exchange.text(USER), "", List.of(), exchange.text(SCENE), exchange.whole(COUNT), Map.of(), exchange.text(FILTER), List.of(), Optional.empty(), exchange.flag(EXPLAIN), 0));
    return Answer.json(200, json -> served.write(json));
  }

  /** A page that was made, with what the wire adds to it. */
  private record Served(Page page, String responseId, String scene, int before, Optional<String> nextPage, boolean explain, long tookMicros) {
    void write(JsonGenerator json) {
      json.writeStartObject();
      json.writeStringProperty("responseId", responseId);
      json.writeStringProperty("user", page.user());
      json.writeStringProperty("scene", scene);
      json.writeStringProperty("release", page.release());
      json.writeArrayPropertyStart("experiments");
      json.writeEndArray();
      json.writeArrayPropertyStart("items");
      for (Page.Shown item : page.items()) {
        write(json, item);
      }
      json.writeEndArray();
      nextPage.ifPresent(token -> json.writeStringProperty("nextPage", token));
      json.writeArrayPropertyStart("degraded");
      page.degraded().forEach(json::writeString);
      json.writeEndArray();
      json.writeArrayPropertyStart("unmetRules");
      page.unmetRules().forEach(unmet -> {
        json.writeStartObject();
        json.writeStringProperty("rule", unmet.rule());
        json.writeNumberProperty("slot", unmet.slot());
        json.writeStringProperty("reason", unmet.reason());
        json.writeEndObject();
      });
      json.writeEndArray();
      if (explain) {
        writeTrace(json);
      }
      json.writeNumberProperty("tookMicros", tookMicros);
      json.writeEndObject();
    }

    private void write(JsonGenerator json, Page.Shown item) {
      json.writeStartObject();
      json.writeStringProperty("id", item.id());
      json.writeNumberProperty("rank", before + item.rank());
      json.writeNumberProperty("score", item.score());
      json.writeArrayPropertyStart("channels");
      for (Page.Found found : item.channels()) {
        json.writeStartObject();
        json.writeStringProperty("name", found.name());
        json.writeNumberProperty("rank", found.rank());
        json.writeNumberProperty("score", found.score());
        json.writeArrayPropertyStart("because");
        found.because().forEach(because -> json.writeString(because.item()));
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectPropertyStart("predictions");
      json.writeEndObject();
      json.writeEndObject();
    }

    private void writeTrace(JsonGenerator json) {
      var trace = page.trace();
      json.writeObjectPropertyStart("trace");
      json.writeArrayPropertyStart("channels");
      for (Page.ChannelTrace channel : trace.channels()) {
        json.writeStartObject();
        json.writeStringProperty("name", channel.name());
        json.writeNumberProperty("found", channel.found());
        json.writeNumberProperty("micros", channel.micros());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberProperty("merged", trace.merged());
      json.writeNumberProperty("preRanked", trace.preRanked());
      json.writeNumberProperty("ranked", trace.ranked());
      json.writeNumberProperty("retrievalMicros", trace.retrievalMicros());
      json.writeNumberProperty("preRankingMicros", trace.preRankingMicros());
      json.writeNumberProperty("rankingMicros", trace.rankingMicros());
      json.writeNumberProperty("reRankingMicros", trace.reRankingMicros());
      json.writeEndObject();
    }
  }

  private Served serve(PageRequest asked) {
    long start = System.nanoTime();
    var chosen = serving.choose(asked.scene());
    String scene = chosen.funnel().scene().name();
    var catalog = serving.catalog();
    String asker = asked.user().isEmpty() ? asked.session() : asked.user();
    var before = asked.page().map(token -> tokens.read(token, asker, scene));
    int[] shown = before.map(PageTokens.Shown::items).orElse(new int[0]);
    var exclude = asked.exclude();
    if (shown.length > 0) {
      exclude = new ArrayList<>(asked.exclude());
      for (int item : shown) {
        if (item < catalog.itemCount()) { // fewer than then only where a damaged log lost items
          exclude.add(catalog.item(item).id());
        }
      }
    }
    var request = new Request(asked.user(), asked.sessionItems(), asked.count(), exclude, asked.filter(), chosen.seen(), asked.deadlineMillis(), asked.context());
    Page page;
    try {
      page = chosen.funnel().recommend(request);
    } catch (InvalidFilterException e) {
      throw Problem.unfit("/filter", e.getMessage());
    }
    metrics.add(page);
    String responseId = before.map(PageTokens.Shown::responseId).orElse(page.responseId());
    traffic.shown(responseId, page);
    recorder.add(responseId, scene, clock.millis(), page);
    Optional<String> next = Optional.empty();
    if (page.items().size() == asked.count()) {
      int[] all = Arrays.copyOf(shown, shown.length + page.items().size());
      for (int n = 0; n < page.items().size(); n++) {
        all[shown.length + n] = catalog.itemIndex(page.items().get(n).id());
      }
      next = tokens.write(responseId, asker, scene, all);
    }
    return new Served(page, responseId, scene, shown.length, next, asked.explain(), (System.nanoTime() - start) / 1000);
  }
}
