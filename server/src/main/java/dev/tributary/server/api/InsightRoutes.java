package dev.tributary.server.api;

import dev.tributary.ann.recall.RecallMonitor;
import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.data.Signal;
import dev.tributary.funnel.Funnel;
import dev.tributary.home.Channels;
import dev.tributary.home.Home;
import dev.tributary.live.Live;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the console looks at beside pages and metrics: who there is, what a user likes just now, what the catalogue holds, what was served. */
final class InsightRoutes {
  private static final int MOST_LOOKED_UP = 1000;
  private static final int CATEGORIES = 16;
  private static final int CURVE_POINTS = 60;
  private static final Parameter USER = Parameter.pathId("id", "the user");
  private static final Parameter QUERY = Parameter.text("query", 200, "letters that the id, or an item's title, author or category, holds; all when left out");
  private static final Parameter COUNT = Parameter.whole("count", 1, 500, 20, "how many at most");
  private static final Parameter FROM = Parameter.whole("from", 0, 999_999_999, 0, "how many matches to leave out");

  private final Home home;
  private final Live live;
  private final Catalog catalog;
  private final Traffic traffic;

  InsightRoutes(Home home, Traffic traffic) {
    this.home = home;
    this.traffic = traffic;
    live = home.live();
    catalog = live.catalog();
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/insights/users", Role.ADMIN).summary("Some users: those that match, or an even sample of all").with(QUERY, COUNT).answers(200, "InsightUsers", "the users").by(this::users),
        Route.get("/v1/insights/users/{id}", Role.ADMIN).summary("What a user likes just now, newest first").with(USER, COUNT).answers(200, "InsightProfile", "the interests; none for an unknown user").by(this::profile),
        Route.get("/v1/insights/items", Role.ADMIN).summary("Items that match, the most clicked first; looks at every item").with(QUERY, COUNT, FROM).answers(200, "InsightItems", "the items").by(this::items),
        Route.post("/v1/insights/lookup", Role.ADMIN).summary("What is known of many items by their ids, in short; unknown ids are left out").body("InsightLookup").answers(200, "InsightItems", "the items").by(this::lookup),
        Route.get("/v1/insights/channels", Role.ADMIN).summary("Every channel that can be trained").answers(200, "InsightChannels", "the channels").by(_ -> Answer.json(200, Map.of("channels", channels()))),
        Route.get("/v1/insights/catalogue", Role.ADMIN).summary("How large the catalogue is and how clicks spread over it; looks at every item").answers(200, "InsightCatalogue", "the figures").by(_ -> Answer.json(200, catalogue())),
        Route.get("/v1/insights/traffic", Role.ADMIN).summary("What was shown and clicked since the service started, by channel and over time").answers(200, "InsightTraffic", "the figures").by(_ -> Answer.json(200, traffic.toMap())));
  }

  private Answer users(Exchange exchange) {
    String query = exchange.text(QUERY);
    int count = exchange.whole(COUNT);
    int all = catalog.userCount();
    var users = new ArrayList<Map<String, Object>>();
    if (query.isEmpty()) {
      for (int n = 0; n < Math.min(count, all); n++) {
        users.add(user((int) ((long) n * all / Math.min(count, all))));
      }
    } else {
      for (int user = 0; user < all && users.size() < count; user++) {
        if (catalog.user(user).id().contains(query)) {
          users.add(user(user));
        }
      }
    }
    return Answer.json(200, Map.of("total", all, "users", users));
  }

  private Map<String, Object> user(int index) {
    var interests = new int[1];
    live.interests(index, Integer.MAX_VALUE, (_, _, _) -> interests[0]++);
    return Map.of("id", catalog.user(index).id(), "interests", interests[0]);
  }

  private Answer profile(Exchange exchange) {
    int user = catalog.userIndex(exchange.text(USER));
    var interests = new ArrayList<Map<String, Object>>();
    live.interests(user, exchange.whole(COUNT), (item, like, time) -> interests.add(Map.of("item", item(item), "like", like, "time", time)));
    return Answer.json(200, Map.of("id", exchange.text(USER), "known", user >= 0, "interests", interests, "followed", live.followed(user).stream().sorted().toList()));
  }

  private Map<String, Object> item(int index) {
    Item item = catalog.item(index);
    var map = new LinkedHashMap<String, Object>();
    map.put("id", item.id());
    map.put("title", item.title());
    map.put("author", item.author());
    map.put("categories", item.categories());
    map.put("mediaType", item.mediaType());
    map.put("withdrawn", item.withdrawn());
    map.put("impressions", live.count(index, Signal.IMPRESSION));
    map.put("clicks", live.count(index, Signal.CLICK));
    map.put("likes", live.count(index, Signal.LIKE));
    return map;
  }

  private Answer items(Exchange exchange) {
    String query = exchange.text(QUERY).toLowerCase(Locale.ROOT);
    int[] clicks = counts(Signal.CLICK);
    var found = new ArrayList<Integer>();
    for (int index = 0; index < clicks.length; index++) {
      if (query.isEmpty() || matches(catalog.item(index), query)) {
        found.add(index);
      }
    }
    found.sort(Comparator.comparingInt((Integer index) -> -clicks[index]).thenComparing(index -> index));
    return Answer.json(200, Map.of("total", found.size(), "items", found.stream().skip(exchange.whole(FROM)).limit(exchange.whole(COUNT)).map(this::item).toList()));
  }

  private static boolean matches(Item item, String query) {
    return item.id().toLowerCase(Locale.ROOT).contains(query)
        || item.title().toLowerCase(Locale.ROOT).contains(query)
        || item.author().equalsIgnoreCase(query)
        || item.categories().stream().anyMatch(query::equalsIgnoreCase);
  }

  private Answer lookup(Exchange exchange) throws IOException {
    var fields = exchange.json().only("items");
    var ids = fields.ids("items", MOST_LOOKED_UP);
    if (!fields.has("items")) {
      fields.wrong("items", "is missing; it holds the ids of the items");
    }
    fields.check();
    var known = ids.stream().distinct().map(catalog::itemIndex).filter(index -> index >= 0).map(this::item).toList();
    return Answer.json(200, Map.of("total", known.size(), "items", known));
  }

  private List<Map<String, Object>> channels() {
    var sampled = home.funnel().map(Funnel::recall).orElse(Map.of());
    var channels = new ArrayList<Map<String, Object>>();
    for (var kind : Channels.all()) {
      var channel = new LinkedHashMap<String, Object>();
      channel.put("name", kind.name());
      channel.put("summary", kind.summary());
      var tally = sampled.getOrDefault(kind.name(), RecallMonitor.Tally.NOTHING);
      if (tally.samples() > 0) {
        channel.put("recall", tally.recall());
      }
      channels.add(channel);
    }
    return channels;
  }

  private int[] counts(Signal signal) {
    var counts = new int[catalog.itemCount()];
    Arrays.setAll(counts, item -> live.count(item, signal));
    return counts;
  }

  /** A category's part of the catalogue. */
  private static final class Part {
    private long items;
    private long impressions;
    private long clicks;
  }

  private Map<String, Object> catalogue() {
    int[] impressions = counts(Signal.IMPRESSION);
    int[] clicks = Arrays.copyOf(counts(Signal.CLICK), impressions.length); // an item may have come in between
    int withdrawn = 0;
    var parts = new TreeMap<String, Part>();
    for (int index = 0; index < impressions.length; index++) {
      Item item = catalog.item(index);
      withdrawn += item.withdrawn() ? 1 : 0;
      for (String category : item.categories()) {
        var part = parts.computeIfAbsent(category, _ -> new Part());
        part.items++;
        part.impressions += impressions[index];
        part.clicks += clicks[index];
      }
    }
    var map = new LinkedHashMap<String, Object>();
    map.put("items", impressions.length);
    map.put("users", catalog.userCount());
    map.put("records", home.records());
    map.put("withdrawn", withdrawn);
    map.put("shown", Arrays.stream(impressions).filter(n -> n > 0).count());
    map.put("clicked", Arrays.stream(clicks).filter(n -> n > 0).count());
    map.put("impressions", Arrays.stream(impressions).asLongStream().sum());
    long all = Arrays.stream(clicks).asLongStream().sum();
    map.put("clicks", all);
    Arrays.sort(clicks);
    map.put("curve", curve(clicks));
    int top = Math.ceilDiv(clicks.length, 100);
    map.put("topShare", all == 0 ? 0.0 : Arrays.stream(clicks, clicks.length - top, clicks.length).asLongStream().sum() / (double) all);
    map.put(
        "categories",
        parts.entrySet().stream()
            .sorted(Comparator.comparingLong((Map.Entry<String, Part> e) -> -e.getValue().items).thenComparing(Map.Entry::getKey))
            .limit(CATEGORIES)
            .map(e -> Map.of("name", e.getKey(), "items", e.getValue().items, "impressions", e.getValue().impressions, "clicks", e.getValue().clicks))
            .toList());
    return map;
  }

  /** Places 1 to all, each a constant factor after the one before, so that a plot with logarithmic axes has points everywhere. */
  private static List<Map<String, Object>> curve(int[] ascending) {
    var points = new ArrayList<Map<String, Object>>();
    int before = 0;
    for (int n = 0; n < CURVE_POINTS; n++) {
      int place = (int) Math.round(Math.pow(Math.max(1, ascending.length), (double) n / (CURVE_POINTS - 1)));
      if (place > before && place <= ascending.length) {
        points.add(Map.of("place", place, "clicks", ascending[ascending.length - place]));
        before = place;
      }
    }
    return points;
  }
}
