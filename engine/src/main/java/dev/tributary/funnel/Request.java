package dev.tributary.funnel;

import static dev.tributary.math.Require.require;

import java.util.List;
import java.util.Map;

/**
 * Who asks, and for how much. Immutable.
 *
 * @param user id of the user; empty for a session without one. An unknown user gets a page too
 * @param sessionItems ids of items that the session showed interest in, oldest first; they count as the newest interests
 * @param count how many items, 1..500
 * @param exclude ids that must not come
 * @param filter what an item must be to come, in the language of {@link dev.tributary.catalog.filter.Filters}; empty for all
 * @param seen what becomes of items that the user has met
 * @param deadlineMillis when to answer with what there is; 0 for the scene's budgets alone
 * @param context what is known of who asks now, by name, as String, Double or Boolean: it stands before the user's attribute of the same name, so that
 *     channels which go by attributes, {@code place} among them, go by where the user is now
 */
public record Request(String user, List<String> sessionItems, int count, List<String> exclude, String filter, SeenPolicy seen, int deadlineMillis, Map<String, Object> context) {
  /** What becomes of items that the user has met. */
  public enum SeenPolicy {
    HIDE,
    KEEP
  }

  public Request {
    require(count >= 1 && count <= 500, "count is %d, allowed 1..500", count);
    require(deadlineMillis >= 0 && deadlineMillis <= 60_000, "deadlineMillis is %d, allowed 0..60000", deadlineMillis);
    sessionItems = List.copyOf(sessionItems);
    exclude = List.copyOf(exclude);
    context = Map.copyOf(context);
  }

  /** A user's next page, without what the user has met. */
  public static Request of(String user, int count) {
    return new Request(user, List.of(), count, List.of(), "", SeenPolicy.HIDE, 0, Map.of());
  }

  /** A page for somebody unknown who showed interest in these items, oldest first. */
  public static Request ofSession(List<String> items, int count) {
    return new Request("", items, count, List.of(), "", SeenPolicy.HIDE, 0, Map.of());
  }

  public Request withExclude(List<String> exclude) {
    return new Request(user, sessionItems, count, exclude, filter, seen, deadlineMillis, context);
  }

  public Request withFilter(String filter) {
    return new Request(user, sessionItems, count, exclude, filter, seen, deadlineMillis, context);
  }

  public Request withSeen(SeenPolicy seen) {
    return new Request(user, sessionItems, count, exclude, filter, seen, deadlineMillis, context);
  }

  public Request withContext(Map<String, Object> context) {
    return new Request(user, sessionItems, count, exclude, filter, seen, deadlineMillis, context);
  }

  public Request withDeadlineMillis(int deadlineMillis) {
    return new Request(user, sessionItems, count, exclude, filter, seen, deadlineMillis, context);
  }
}
