package dev.tributary.server.api;

import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.JsonFields;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an audience with known tastes says of the pages that it got: the clicks to be expected of the page that was served, of what is
 * popular, and of the best page there is. The service only keeps these sums, for the console to show; nothing learns from them.
 *
 * <p>Thread-safe.
 */
final class AudienceRoutes {
  private static final int MOST_VISITS = 1000;
  private static final int STEPS = 360;
  private static final int MOST_BY_VISIT = 100;
  private static final long STEP_MILLIS = Duration.ofSeconds(10).toMillis();

  private final InstantSource clock;
  private final ArrayDeque<Sums> series = new ArrayDeque<>();
  private final TreeMap<Integer, Sums> byVisit = new TreeMap<>();
  private long visits;
  private int newcomers;

  /** Sums over some visits. */
  private static final class Sums {
    private final long at;
    private int visits;
    private double served;
    private double popular;
    private double oracle;

    Sums(long at) {
      this.at = at;
    }

    void add(Visit visit) {
      visits++;
      served += visit.served;
      popular += visit.popular;
      oracle += visit.oracle;
    }

    Map<String, Object> means(String name) {
      return Map.of(name, at, "visits", visits, "served", served / visits, "popular", popular / visits, "oracle", oracle / visits);
    }
  }

  private record Visit(int number, double served, double popular, double oracle) {}

  AudienceRoutes(InstantSource clock) {
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/insights/audience", Role.ADMIN).summary("What a simulated audience says of its pages; no visits when there is none").answers(200, "Audience", "means over time and by visit").by(_ -> Answer.json(200, toMap())),
        Route.post("/v1/insights/audience", Role.ADMIN).summary("Adds visits of a simulated audience to the figures").body("AudienceVisits").answers(204, "", "", "they are counted").by(this::add));
  }

  private Answer add(Exchange exchange) throws IOException {
    var fields = exchange.json().only("newcomers", "visits");
    int people = fields.whole("newcomers", 0, Integer.MAX_VALUE, 0);
    var added = fields.objects("visits", MOST_VISITS).stream().map(AudienceRoutes::visit).toList();
    fields.check();
    add(people, added);
    return Answer.nothing();
  }

  private static Visit visit(JsonFields fields) {
    fields.only("visit", "served", "popular", "oracle");
    return new Visit(fields.whole("visit", 1, Integer.MAX_VALUE, 1), fields.number("served", 0, 500, 0), fields.number("popular", 0, 500, 0), fields.number("oracle", 0, 500, 0));
  }

  private synchronized void add(int people, List<Visit> added) {
    newcomers = people;
    long now = Math.floorDiv(clock.millis(), STEP_MILLIS) * STEP_MILLIS;
    for (Visit visit : added) {
      if (series.isEmpty() || series.getLast().at != now) {
        series.addLast(new Sums(now));
        if (series.size() > STEPS) {
          series.removeFirst();
        }
      }
      series.getLast().add(visit);
      if (visit.number <= MOST_BY_VISIT) {
        byVisit.computeIfAbsent(visit.number, number -> new Sums(number)).add(visit);
      }
      visits++;
    }
  }

  private synchronized Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("visits", visits);
    map.put("newcomers", newcomers);
    map.put("series", series.stream().map(sums -> sums.means("time")).toList());
    map.put("byVisit", byVisit.values().stream().map(sums -> sums.means("visit")).toList());
    return map;
  }
}
