package dev.tributary.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What page is asked for. Immutable.
 *
 * @param user empty for a session without one
 * @param sessionItems items that the session showed interest in, oldest first
 * @param count how many items, 1..500
 * @param scene a named configuration; empty for the release's own
 * @param filter what items must pass, in the service's language; empty for all
 * @param exclude ids that must not come
 * @param page token of {@link Page#nextPage}; empty for the first page
 * @param deadlineMillis when to answer with what there is; 0 for the scene's own budgets
 */
public record PageRequest(String user, List<String> sessionItems, int count, String scene, String filter, List<String> exclude, String page, int deadlineMillis) {
  public PageRequest {
    if (count < 1 || count > 500) {
      throw new IllegalArgumentException("count is " + count + ", allowed 1..500");
    }
    sessionItems = List.copyOf(sessionItems);
    exclude = List.copyOf(exclude);
  }

  /** A user's next page. */
  public static PageRequest of(String user, int count) {
    return new PageRequest(user, List.of(), count, "", "", List.of(), "", 0);
  }

  /** A page for somebody unknown who showed interest in these items, oldest first. */
  public static PageRequest ofSession(List<String> items, int count) {
    return new PageRequest("", items, count, "", "", List.of(), "", 0);
  }

  public PageRequest withScene(String scene) {
    return new PageRequest(user, sessionItems, count, scene, filter, exclude, page, deadlineMillis);
  }

  public PageRequest withFilter(String filter) {
    return new PageRequest(user, sessionItems, count, scene, filter, exclude, page, deadlineMillis);
  }

  public PageRequest withExclude(List<String> exclude) {
    return new PageRequest(user, sessionItems, count, scene, filter, exclude, page, deadlineMillis);
  }

  /** The page after one that came for this request. */
  public PageRequest after(Page before) {
    return new PageRequest(user, sessionItems, count, scene, filter, exclude, before.nextPage(), deadlineMillis);
  }

  public PageRequest withDeadlineMillis(int deadlineMillis) {
    return new PageRequest(user, sessionItems, count, scene, filter, exclude, page, deadlineMillis);
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    if (!user.isEmpty()) {
      map.put("user", user);
    }
    if (!sessionItems.isEmpty()) {
      map.put("session", Map.of("items", sessionItems));
    }
    map.put("count", count);
    put(map, "scene", scene);
    put(map, "filter", filter);
    put(map, "page", page);
    if (!exclude.isEmpty()) {
      map.put("exclude", exclude);
    }
    if (deadlineMillis > 0) {
      map.put("deadlineMillis", deadlineMillis);
    }
    return map;
  }

  private static void put(Map<String, Object> map, String name, String value) {
    if (!value.isEmpty()) {
      map.put(name, value);
    }
  }
}
