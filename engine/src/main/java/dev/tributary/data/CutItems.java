package dev.tributary.data;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * The log's record of what stages cut: items that were found for a user and thrown out before they were shown. Of each user the {@link #KEPT} newest, so that
 * memory grows with users and not with pages. Filled by one thread, then read by any.
 */
public final class CutItems {
  /** Kept for each user. */
  public static final int KEPT = 64;

  private final Map<String, LinkedHashSet<String>> items = new HashMap<>();

  /** Takes in an item that was cut for a user, in the order of time; one that was cut before is now the newest. */
  public void add(String user, String item) {
    var of = items.computeIfAbsent(user, _ -> new LinkedHashSet<>());
    of.remove(item);
    of.addLast(item);
    if (of.size() > KEPT) {
      of.removeFirst();
    }
  }

  /** What was cut for a user, the oldest first; those that the user met otherwise are among them. */
  public Collection<String> of(String user) {
    return Collections.unmodifiableCollection(items.getOrDefault(user, new LinkedHashSet<>()));
  }
}
