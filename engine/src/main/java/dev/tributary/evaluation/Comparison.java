package dev.tributary.evaluation;

import dev.tributary.stats.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much better one recommender is than another on the same users (paired bootstrap).
 *
 * @param metric what was compared
 * @param k at which cut
 * @param users how many users
 * @param difference mean of the first minus mean of the second
 * @param relative difference / mean of the second; empty when that mean is 0, or so in too many resamples
 */
public record Comparison(Metric metric, int k, int users, Interval difference, Optional<Interval> relative) {
  /** The same for JSON. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("metric", metric.key());
    map.put("k", k);
    map.put("users", users);
    map.put("level", difference.level());
    map.put("difference", difference.estimate());
    map.put("differenceInterval", List.of(difference.low(), difference.high()));
    relative.ifPresent(interval -> map.put("relative", interval.estimate()));
    relative.ifPresent(interval -> map.put("relativeInterval", List.of(interval.low(), interval.high())));
    return map;
  }

  @Override
  public String toString() {
    return metric.title()
        + "@" + k + " "
        + relative.map(Interval::percent).orElseGet(() -> "difference " + difference + ", no relative one: the other is 0 or close to it")
        + " (" + Math.round(difference.level() * 100) + " % interval, " + users + " users)";
  }
}
