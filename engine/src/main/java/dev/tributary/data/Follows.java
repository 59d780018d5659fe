package dev.tributary.data;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whom each user follows in the end: of a follow and an unfollow the later counts. Filled by one thread, then read by any. */
public final class Follows {
  private final Map<String, SortedSet<String>> authors = new HashMap<>();

  /** Takes in what a user did, in the order of time; signals other than follow and unfollow, and no author, change nothing. */
  public void add(String user, Signal signal, String author) {
    if (signal == Signal.FOLLOW && !author.isEmpty()) {
      authors.computeIfAbsent(user, _ -> new TreeSet<>()).add(author);
    } else if (signal == Signal.UNFOLLOW && authors.containsKey(user)) {
      authors.get(user).remove(author);
    }
  }

  /** The authors that a user follows, ascending. */
  public SortedSet<String> of(String user) {
    return Collections.unmodifiableSortedSet(authors.getOrDefault(user, new TreeSet<>()));
  }
}
