package dev.tributary.server.jobs;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a job stands. Immutable.
 *
 * @param phase what is being done, in a few words; empty before it starts
 * @param done units of the phase done, of {@code total}; 0 of 0 when it is not known
 * @param result what came of it; empty before it is done
 * @param error why it failed; empty when it did not
 */
public record JobStatus(
    String id, String type, State state, String phase, long done, long total, Instant createdAt, Optional<Instant> startedAt, Optional<Instant> endedAt, Map<String, Object> result, String error) {
  /** Where a job is on its way. */
  public enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    /** Whether nothing will change any more. */
    public boolean ended() {
      return this == DONE || this == FAILED || this == CANCELLED;
    }
  }

  JobStatus at(String phase, long done, long total) {
    return new JobStatus(id, type, state, phase, done, total, createdAt, startedAt, endedAt, result, error);
  }

  JobStatus started(Instant time) {
    return new JobStatus(id, type, State.RUNNING, phase, done, total, createdAt, Optional.of(time), endedAt, result, error);
  }

  JobStatus ended(State how, Instant time, Map<String, Object> result, String error) {
    return new JobStatus(id, type, how, phase, done, total, createdAt, startedAt, Optional.of(time), result, error);
  }

  /**
   * What {@link #toMap} gave.
   *
   * @throws IllegalArgumentException when it is no job
   */
  @SuppressWarnings("unchecked")
  static JobStatus of(Map<String, Object> map) {
    var result = map.get("result") instanceof Map<?, ?> some ? (Map<String, Object>) some : Map.<String, Object>of();
    return new JobStatus(
        text(map, "id"),
        text(map, "type"),
        State.valueOf(text(map, "state").toUpperCase(Locale.ROOT)),
        text(map, "phase"),
        map.get("done") instanceof Number done ? done.longValue() : 0,
        map.get("total") instanceof Number total ? total.longValue() : 0,
        Instant.parse(text(map, "createdAt")),
        Optional.of(text(map, "startedAt")).filter(time -> !time.isEmpty()).map(Instant::parse),
        Optional.of(text(map, "endedAt")).filter(time -> !time.isEmpty()).map(Instant::parse),
        result,
        text(map, "error"));
  }

  private static String text(Map<String, Object> map, String name) {
    return map.get(name) instanceof String text ? text : "";
  }

  /** The same for JSON. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", id);
    map.put("type", type);
    map.put("state", state.name().toLowerCase(Locale.ROOT));
    map.put("phase", phase);
    map.put("done", done);
    map.put("total", total);
    map.put("createdAt", createdAt.toString());
    startedAt.ifPresent(time -> map.put("startedAt", time.toString()));
    endedAt.ifPresent(time -> map.put("endedAt", time.toString()));
    if (!result.isEmpty()) {
      map.put("result", result);
    }
    if (!error.isEmpty()) {
      map.put("error", error);
    }
    return map;
  }
}
