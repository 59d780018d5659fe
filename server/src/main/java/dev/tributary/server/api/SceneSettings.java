package dev.tributary.server.api;

import dev.tributary.funnel.Request;
import dev.tributary.funnel.Scene;
import dev.tributary.reranking.ScatterRule;
import dev.tributary.server.http.JsonFields;
import dev.tributary.server.http.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A scene as callers configure it. Immutable.
 *
 * @param channels which channels to ask; empty for all of the release
 * @param seen what becomes of items that the user has met
 */
record SceneSettings(Scene scene, List<String> channels, Request.SeenPolicy seen) {
  private static final int MOST_RULES = 10;
  private static final int MOST_MILLIS = 60_000;

  SceneSettings {
    channels = List.copyOf(channels);
  }

  /** Reads a scene; what is left out is as in the default scene. */
  static SceneSettings read(String name, JsonFields fields) {
    fields.only("channels", "quota", "preRanked", "ranked", "history", "channelMillis", "retrievalMillis", "rankingMillis", "leftovers", "rules", "seen");
    var like = Scene.DEFAULT;
    int quota = fields.whole("quota", 1, 10_000, like.quota());
    int preRanked = fields.whole("preRanked", 1, 100_000, like.preRanked());
    int ranked = fields.whole("ranked", 1, 100_000, Math.min(like.ranked(), preRanked));
    int history = fields.whole("history", 1, 10_000, like.history());
    int channelMillis = fields.whole("channelMillis", 1, MOST_MILLIS, like.channelMillis());
    int retrievalMillis = fields.whole("retrievalMillis", 1, MOST_MILLIS, like.retrievalMillis());
    int rankingMillis = fields.whole("rankingMillis", 1, MOST_MILLIS, like.rankingMillis());
    int leftovers = fields.whole("leftovers", 0, 1000, like.leftovers());
    var channels = fields.ids("channels", 50);
    String seen = fields.has("seen") ? fields.text("seen", 10) : "hide";
    if (!seen.equals("hide") && !seen.equals("keep")) {
      fields.wrong("seen", "must be hide or keep");
    }
    var rules = fields.has("rules") ? rules(fields) : like.rules();
    fields.check();
    if (ranked > preRanked) {
      throw Problem.unfit("/ranked", "is " + ranked + ", must not be above preRanked, which is " + preRanked);
    }
    return new SceneSettings(new Scene(name, quota, preRanked, ranked, history, channelMillis, retrievalMillis, rankingMillis, leftovers, rules), channels, Request.SeenPolicy.valueOf(seen.toUpperCase(Locale.ROOT)));
  }

  private static List<ScatterRule> rules(JsonFields fields) {
    var rules = new ArrayList<ScatterRule>();
    for (JsonFields each : fields.objects("rules", MOST_RULES)) {
      each.only("field", "most", "window");
      String field = each.text("field", 20);
      int most = each.whole("most", 1, 499, 0);
      int window = each.whole("window", 2, 500, 0);
      if (!field.equals("author") && !field.equals("category")) {
        each.wrong("field", "must be author or category");
      }
      for (String name : List.of("most", "window")) {
        if (!each.has(name)) {
          each.wrong(name, "is missing");
        }
      }
      fields.check();
      if (window <= most) {
        throw Problem.unfit("/rules/" + rules.size() + "/window", "is " + window + ", must be above most, which is " + most);
      }
      rules.add(new ScatterRule(ScatterRule.Field.valueOf(field.toUpperCase(Locale.ROOT)), most, window));
    }
    return rules;
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("channels", channels);
    map.put("quota", scene.quota());
    map.put("preRanked", scene.preRanked());
    map.put("ranked", scene.ranked());
    map.put("history", scene.history());
    map.put("channelMillis", scene.channelMillis());
    map.put("retrievalMillis", scene.retrievalMillis());
    map.put("rankingMillis", scene.rankingMillis());
    map.put("leftovers", scene.leftovers());
    map.put("rules", scene.rules().stream().map(r -> Map.of("field", r.field().name().toLowerCase(Locale.ROOT), "most", r.most(), "window", r.window())).toList());
    map.put("seen", seen.name().toLowerCase(Locale.ROOT));
    return map;
  }
}
