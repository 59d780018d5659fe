package dev.tributary.server.api;

import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Scenes: named configurations of the funnel. */
final class SceneRoutes {
  private static final Parameter NAME = new Parameter("name", true, true, "the scene", Map.of("type", "string", "minLength", 1, "maxLength", 100, "pattern", Parameter.ID_PATTERN));

  private final Serving serving;
  private final Scenes scenes;

  SceneRoutes(Serving serving, Scenes scenes) {
    this.serving = serving;
    this.scenes = scenes;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/scenes", Role.ADMIN).summary("All scenes that were configured, and the release's own").answers(200, "SceneList", "the scenes").by(_ -> list()),
        Route.put("/v1/scenes/{name}", Role.ADMIN).summary("Configures a scene; what is left out is as in the default one").with(NAME).body("SceneFields").answers(200, "Scene", "as it is now").problems(409, 422, 507).by(this::put),
        Route.get("/v1/scenes/{name}", Role.ADMIN).summary("One scene").with(NAME).answers(200, "Scene", "the scene").problems(404).by(this::get),
        Route.delete("/v1/scenes/{name}", Role.ADMIN).summary("Removes a scene").with(NAME).answers(204, "", "", "it is gone").problems(404).by(this::remove));
  }

  private Map<String, SceneSettings> all() {
    var all = new TreeMap<String, SceneSettings>();
    serving.home().funnel().ifPresent(funnel -> all.put(funnel.scene().name(), new SceneSettings(funnel.scene(), funnel.channelNames(), dev.tributary.funnel.Request.SeenPolicy.HIDE)));
    all.putAll(scenes.all());
    return all;
  }

  private Answer list() {
    return Answer.json(200, Map.of("scenes", all().entrySet().stream().map(e -> toMap(e.getKey(), e.getValue())).toList()));
  }

  private static Map<String, Object> toMap(String name, SceneSettings settings) {
    var map = new LinkedHashMap<String, Object>();
    map.put("name", name);
    map.putAll(settings.toMap());
    return map;
  }

  private static Problem unknown() {
    return Problem.of(404, "there is no scene of this name");
  }

  private Answer get(Exchange exchange) {
    var settings = all().get(exchange.text(NAME));
    if (settings == null) {
      throw unknown();
    }
    return Answer.json(200, toMap(exchange.text(NAME), settings));
  }

  private Answer put(Exchange exchange) throws IOException {
    String name = exchange.text(NAME);
    var settings = SceneSettings.read(name, exchange.json());
    serving.home().funnel().ifPresent(funnel -> settings.channels().stream().filter(c -> !funnel.channelNames().contains(c)).findFirst().ifPresent(c -> {
      throw Problem.unfit("/channels", "the release that serves has no channel '" + Parameter.shown(c) + "'; it has " + String.join(" ", funnel.channelNames()));
    }));
    scenes.put(name, settings);
    return Answer.json(200, toMap(name, settings));
  }

  private Answer remove(Exchange exchange) throws IOException {
    if (!scenes.remove(exchange.text(NAME))) {
      throw unknown();
    }
    return Answer.nothing();
  }
}
