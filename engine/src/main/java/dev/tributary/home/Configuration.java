package dev.tributary.home;

import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import dev.tributary.funnel.Scene;
import dev.tributary.reranking.ScatterRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a release says beside its bundles: the order of the channels, the scene, and the rule of interest. */
record Configuration(List<String> channels, Scene scene, InterestRule rule) {
  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("channels", channels);
    var about = new LinkedHashMap<String, Object>();
    about.put("name", scene.name());
    about.put("quota", scene.quota());
    about.put("preRanked", scene.preRanked());
    about.put("ranked", scene.ranked());
    about.put("history", scene.history());
    about.put("channelMillis", scene.channelMillis());
    about.put("retrievalMillis", scene.retrievalMillis());
    about.put("rankingMillis", scene.rankingMillis());
    about.put("leftovers", scene.leftovers());
    about.put(
        "rules",
        scene.rules().stream().map(r -> Map.<String, Object>of("field", r.field().name().toLowerCase(Locale.ROOT), "most", r.most(), "window", r.window())).toList());
    map.put("scene", about);
    var weights = new LinkedHashMap<String, Object>();
    for (Signal signal : Signal.values()) {
      if (rule.weight(signal) > 0) {
        weights.put(signal.wireName(), rule.weight(signal));
      }
    }
    map.put("weights", weights);
    map.put("positive", rule.positive());
    return map;
  }

  /**
   * Reads what {@link #toMap} gave.
   *
   * @throws IllegalArgumentException when something is missing or of another type
   */
  static Configuration of(Map<String, Object> map) {
    try {
      var channels = ((List<?>) map.get("channels")).stream().map(String.class::cast).toList();
      var about = (Map<?, ?>) map.get("scene");
      var rules = new ArrayList<ScatterRule>();
      for (Object each : (List<?>) about.get("rules")) {
        var rule = (Map<?, ?>) each;
        rules.add(new ScatterRule(ScatterRule.Field.valueOf(((String) rule.get("field")).toUpperCase(Locale.ROOT)), whole(rule, "most"), whole(rule, "window")));
      }
      var scene =
          new Scene(
              (String) about.get("name"),
              whole(about, "quota"),
              whole(about, "preRanked"),
              whole(about, "ranked"),
              whole(about, "history"),
              whole(about, "channelMillis"),
              whole(about, "retrievalMillis"),
              whole(about, "rankingMillis"),
              about.containsKey("leftovers") ? whole(about, "leftovers") : 0, // releases made before there were any
              rules);
      var weights = (Map<?, ?>) map.get("weights");
      var text = new ArrayList<String>();
      for (Signal signal : Signal.values()) {
        if (signal.takesBack().isEmpty() && (weights.containsKey(signal.wireName()) || signal != Signal.RATING)) {
          text.add(signal.wireName() + "=" + (weights.get(signal.wireName()) instanceof Number n ? n : 0));
        }
      }
      var rule = InterestRule.DEFAULT.withWeights(String.join(",", text));
      String positive = (String) map.get("positive");
      return new Configuration(channels, scene, positive.isEmpty() ? rule : rule.withPositive(positive));
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("the release's configuration lacks something or has it in another form: " + map, e);
    }
  }

  private static int whole(Map<?, ?> map, String name) {
    return ((Number) map.get(name)).intValue();
  }
}
