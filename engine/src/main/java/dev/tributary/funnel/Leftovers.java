package dev.tributary.funnel;

import dev.tributary.retrieval.Candidates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Per user what ranked high on the last page and did not fit on it (缓存召回), as the channels found it. Bounded: of each user the last page alone, and the users who
 * asked last. Thread-safe.
 */
final class Leftovers {
  static final int USERS = 10_000;

  private final Map<Integer, List<Candidates.Remembered>> byUser =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, List<Candidates.Remembered>> eldest) {
          return size() > USERS;
        }
      };

  /** Best first; none for a user who is not remembered. */
  synchronized List<Candidates.Remembered> of(int user) {
    return byUser.getOrDefault(user, List.of());
  }

  /** Replaces what is known of a user. */
  synchronized void keep(int user, List<Candidates.Remembered> left) {
    byUser.put(user, List.copyOf(left));
  }
}
