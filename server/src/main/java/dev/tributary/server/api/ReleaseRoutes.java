package dev.tributary.server.api;

import dev.tributary.funnel.Page;
import dev.tributary.funnel.Request;
import dev.tributary.home.Home;
import dev.tributary.model.Bundle;
import dev.tributary.model.Release;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Releases: which there are, which serves, and what two of them show the same user. */
final class ReleaseRoutes {
  private static final Parameter ID = Parameter.pathId("id", "the release");
  private static final Parameter USER = Parameter.id("user", "whose pages are compared");
  private static final Parameter LEFT = Parameter.id("left", "a release");
  private static final Parameter RIGHT = Parameter.id("right", "another release");
  private static final Parameter COUNT = Parameter.whole("count", 1, 500, 10, "how many items");

  private final Home home;

  ReleaseRoutes(Home home) {
    this.home = home;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/releases", Role.ADMIN).summary("All releases, the newest first").answers(200, "ReleaseList", "the releases").by(_ -> list()),
        Route.get("/v1/releases/compare", Role.ADMIN).summary("The pages of two releases for one user").with(USER, LEFT, RIGHT, COUNT).answers(200, "ReleaseComparison", "both pages").problems(404).by(this::compare),
        Route.post("/v1/releases/rollback", Role.ADMIN).summary("Lets the release serve that served before").answers(200, "Release", "the release that serves now").problems(409, 507).by(_ -> rollback("")),
        Route.get("/v1/releases/{id}", Role.ADMIN).summary("One release, with the figures of its bundles").with(ID).answers(200, "Release", "the release").problems(404).by(e -> Answer.json(200, detailed(find(e.text(ID))))),
        Route.post("/v1/releases/{id}/publish", Role.ADMIN).summary("Lets this release serve from the next request on").with(ID).answers(200, "Release", "the release").problems(404, 409, 507).by(e -> rollback(find(e.text(ID)).id())));
  }

  private Release find(String id) throws IOException {
    try {
      return home.store().show(id);
    } catch (NoSuchFileException | java.nio.file.InvalidPathException _) {
      throw Problem.of(404, "there is no release of this id");
    }
  }

  private String serving() {
    return home.funnel().map(f -> f.release()).orElse("");
  }

  private Answer list() throws IOException {
    String serving = serving();
    return Answer.json(200, Map.of("releases", home.store().list().reversed().stream().map(r -> toMap(r, serving)).toList()));
  }

  private static Map<String, Object> toMap(Release release, String serving) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", release.id());
    map.put("number", release.number());
    map.put("createdAt", release.createdAt().toString());
    map.put("serving", release.id().equals(serving));
    map.put("catalogMark", release.catalogMark());
    map.put("bundles", release.bundles());
    release.ranker().ifPresent(ranker -> map.put("ranker", ranker));
    release.previous().ifPresent(previous -> map.put("previous", previous));
    return map;
  }

  private Map<String, Object> detailed(Release release) throws IOException {
    var map = toMap(release, serving());
    var figures = new LinkedHashMap<String, Object>();
    for (var bundle : release.bundles().entrySet()) {
      figures.put(bundle.getKey(), describe(home.store().bundle(bundle.getValue())));
    }
    if (release.ranker().isPresent()) {
      var ranker = home.store().bundle(release.ranker().get());
      figures.put("ranker", describe(ranker));
      map.put("run", ranker.run());
    }
    map.put("figures", figures);
    return map;
  }

  private static Map<String, Object> describe(Bundle bundle) {
    var map = new LinkedHashMap<String, Object>();
    map.put("settings", bundle.settings());
    map.put("data", bundle.data());
    map.put("figures", bundle.figures());
    return map;
  }

  private Answer rollback(String id) throws IOException {
    try {
      var release = home.rollback(id);
      return Answer.json(200, toMap(release, release.id()));
    } catch (IllegalStateException e) { // there is none before
      throw Problem.of(409, "%s", e.getMessage());
    } catch (java.nio.file.FileSystemException e) {
      if (String.valueOf(e.getReason()).contains("is held by")) {
        throw Problem.of(409, "another process publishes just now; try again");
      }
      throw e;
    }
  }

  private Answer compare(Exchange exchange) throws IOException {
    var request = Request.of(exchange.text(USER), exchange.whole(COUNT));
    var left = page(find(exchange.text(LEFT)), request);
    var right = page(find(exchange.text(RIGHT)), request);
    var both = new HashSet<String>();
    left.items().forEach(item -> both.add(item.id()));
    both.retainAll(right.items().stream().map(Page.Shown::id).toList());
    var map = new LinkedHashMap<String, Object>();
    map.put("user", request.user());
    map.put("left", toMap(left));
    map.put("right", toMap(right));
    map.put("shared", both.size());
    return Answer.json(200, map);
  }

  private Page page(Release release, Request request) throws IOException {
    var serving = home.funnel();
    var funnel = serving.isPresent() && serving.get().release().equals(release.id()) ? serving.get() : home.open(release);
    return funnel.recommend(request);
  }

  private static Map<String, Object> toMap(Page page) {
    return Map.of(
        "release",
        page.release(),
        "items",
        page.items().stream().map(item -> Map.of("id", item.id(), "rank", item.rank(), "score", item.score(), "channels", item.channels().stream().map(Page.Found::name).toList())).toList());
  }
}
