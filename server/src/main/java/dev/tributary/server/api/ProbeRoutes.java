package dev.tributary.server.api;

import dev.tributary.server.http.Answer;
import dev.tributary.server.http.OpenApi;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import dev.tributary.server.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether it lives, whether it can answer, what it measured, and the contract. */
final class ProbeRoutes {
  private final Serving serving;
  private final Metrics metrics;
  private final List<Route> others;

  /** @param others all other routes, which the contract describes too */
  ProbeRoutes(Serving serving, Metrics metrics, List<Route> others) {
    this.serving = serving;
    this.metrics = metrics;
    this.others = List.copyOf(others);
  }

  List<Route> routes() {
    var routes = new ArrayList<Route>();
    routes.add(Route.getPublic("/health/live").summary("Whether the process answers").answers(200, "Health", "it does").by(_ -> Answer.json(200, Map.of("status", "live"))));
    routes.add(Route.getPublic("/health/ready").summary("Whether a release serves and the service is not being stopped").answers(200, "Health", "it is ready").problems(503).by(_ -> ready()));
    routes.add(Route.get("/metrics", Role.READ).summary("What was measured, as Prometheus scrapes it").answers(200, Metrics.CONTENT_TYPE, "", "the measurements").by(_ -> Answer.text(Metrics.CONTENT_TYPE, metrics.text())));
    var document = new byte[1][];
    routes.add(Route.getPublic("/openapi.json").summary("This contract").answers(200, "OpenApi", "the contract").by(_ -> Answer.text(Answer.JSON, new String(document[0], java.nio.charset.StandardCharsets.UTF_8))));
    var all = new ArrayList<>(others);
    all.addAll(routes);
    document[0] = OpenApi.write(all, ProbeRoutes.class.getResource("schemas.json"));
    return routes;
  }

  private Answer ready() {
    if (serving.draining()) {
      throw Problem.of(503, "the service is being stopped");
    }
    if (!serving.ready()) {
      throw Problem.of(503, "no release serves yet; train one with POST /v1/jobs");
    }
    return Answer.json(200, Map.of("status", "ready"));
  }
}
