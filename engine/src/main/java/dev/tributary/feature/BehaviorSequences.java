package dev.tributary.feature;

import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import java.util.Set;

/** The last items that a user clicked, liked, played …, as they were known at any moment. Immutable; a view of the log. */
public final class BehaviorSequences {
  private final Interactions log;
  private final Set<Signal> signals;

  /** The sequences of these signals in a log; an item that was met twice stands twice. */
  public BehaviorSequences(Interactions log, Set<Signal> signals) {
    this.log = log;
    this.signals = Set.copyOf(signals);
  }

  /**
   * Writes the newest items of a user from strictly before an instant, newest first; in a log without times an instant is the number of a row. O(the user's rows).
   *
   * @param user of the log
   * @param target filled from its beginning, at most to its end
   * @return how many there are
   */
  public int last(int user, long timeMillis, int[] target) {
    int count = 0;
    for (long row = log.end(user) - 1; row >= log.start(user) && count < target.length; row--) {
      if (log.time(row) < timeMillis && signals.contains(log.signal(row))) {
        target[count++] = log.item(row);
      }
    }
    return count;
  }
}
