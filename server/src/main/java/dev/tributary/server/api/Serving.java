package dev.tributary.server.api;

import dev.tributary.catalog.Catalog;
import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Request;
import dev.tributary.home.Home;
import dev.tributary.server.http.Problem;
import dev.tributary.settings.Nearest;
import java.util.HashMap;
import java.util.Map;

/** The funnel that answers a request: the release that serves, under the scene that was asked for. Thread-safe. */
final class Serving {
  private static final int WARM_UP_PAGES = 100;
  private static final long WARM_UP_NANOS = 200_000_000L;
  private static final int WARM_UP_BUDGET = 10_000;

  private final Home home;
  private final Scenes scenes;
  private volatile Opened opened = new Opened(Map.of(), Map.of());
  private volatile boolean draining;

  /** The scenes of one release, opened from this configuration. */
  private record Opened(Map<String, SceneSettings> from, Map<String, Chosen> byName) {}

  /** A funnel, and what its scene says of items that the user has met. */
  record Chosen(Funnel base, Funnel funnel, Request.SeenPolicy seen) {}

  Serving(Home home, Scenes scenes) {
    this.home = home;
    this.scenes = scenes;
  }

  Catalog catalog() {
    return home.live().catalog();
  }

  Home home() {
    return home;
  }

  /** Makes pages for a moment, and throws them away: the first ones a process makes are a hundred times slower than the later ones. */
  void warmUp() {
    if (home.funnel().isEmpty()) {
      return;
    }
    var served = home.funnel().get();
    var patient = served.with(served.scene().withBudgets(WARM_UP_BUDGET, WARM_UP_BUDGET, WARM_UP_BUDGET), java.util.List.of());
    int users = catalog().userCount();
    long end = System.nanoTime() + WARM_UP_NANOS;
    for (int n = 0; n < WARM_UP_PAGES && System.nanoTime() < end; n++) {
      patient.recommend(Request.of(users == 0 ? "" : catalog().user((int) ((long) n * users / WARM_UP_PAGES)).id(), 10));
    }
  }

  /** Whether a release serves and the service is not being stopped. */
  boolean ready() {
    return !draining && home.funnel().isPresent();
  }

  boolean draining() {
    return draining;
  }

  void drain() {
    draining = true;
  }

  /**
   * The funnel of a scene.
   *
   * @param scene empty for the release's own
   * @throws Problem 503 when no release serves, 422 when there is no such scene or the release cannot serve it
   */
  Chosen choose(String scene) {
    var base = home.funnel().orElseThrow(() -> Problem.of(503, "no release serves yet; train one with POST /v1/jobs").withHeader("Retry-After", "10"));
    String name = scene.isEmpty() ? base.scene().name() : scene;
    var configured = scenes.all();
    var known = opened;
    var chosen = known.byName.get(name);
    if (chosen != null && chosen.base == base && known.from == configured) {
      return chosen;
    }
    return open(base, name, configured);
  }

  private synchronized Chosen open(Funnel base, String name, Map<String, SceneSettings> configured) {
    var settings = configured.get(name);
    if (settings == null && !name.equals(base.scene().name())) {
      var names = new java.util.TreeSet<>(configured.keySet());
      names.add(base.scene().name());
      throw Problem.unfit("scene", "there is no scene '" + name + "'; did you mean '" + Nearest.of(name, java.util.List.copyOf(names)) + "'? The scenes are " + String.join(" ", names));
    }
    Chosen chosen;
    try {
      chosen = settings == null ? new Chosen(base, base, Request.SeenPolicy.HIDE) : new Chosen(base, base.with(settings.scene(), settings.channels()), settings.seen());
    } catch (IllegalArgumentException e) { // a scene that names a channel which this release lacks
      throw Problem.unfit("scene", e.getMessage());
    }
    var byName = new HashMap<String, Chosen>();
    opened.byName.forEach((other, before) -> {
      if (before.base == base && opened.from == configured) {
        byName.put(other, before);
      }
    });
    byName.put(name, chosen);
    opened = new Opened(configured, Map.copyOf(byName));
    return chosen;
  }
}
