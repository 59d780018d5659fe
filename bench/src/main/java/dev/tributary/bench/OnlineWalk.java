package dev.tributary.bench;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interests;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/** The time of a channel's online walk, one user after another: the first 100 items, without what the user has. In microseconds of the thread, where others share the cores. */
record OnlineWalk(double median, double p99) {
  private static final int COUNT = 100;

  /**
   * Walks.
   *
   * @param interests 0: the user's own; else the newest so many of the user and of those who follow, so that all walks are as long
   * @param walks how often, in each of three rounds, of which the last counts
   */
  static OnlineWalk of(ChannelModel model, Interests history, int interests, int walks) {
    int users = history.users().size();
    var identity = new int[history.items().size()];
    Arrays.setAll(identity, i -> i);
    var channel = model.open(identity);
    var query = new Query();
    var mask = new ItemMask();
    var hits = new Hits();
    var micros = new double[walks];
    var thread = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < 3; round++) { // the first ones warm the compiler
      for (int n = 0; n < walks; n++) {
        query.reset(-1, 0, mask.allowAll(identity.length));
        for (int user = n % users; query.historySize() == 0 || query.historySize() < Math.min(interests, identity.length); user = (user + 1) % users) {
          for (long entry = history.end(user) - 1; entry >= history.start(user) && (interests == 0 || query.historySize() < interests); entry--) {
            if (mask.allows(history.item(entry))) {
              query.addInterest(history.item(entry), history.like(entry), history.time(entry));
              mask.forbid(history.item(entry));
            }
          }
        }
        long start = thread.getCurrentThreadCpuTime();
        channel.retrieve(query, COUNT, hits);
        micros[n] = (thread.getCurrentThreadCpuTime() - start) / 1e3;
      }
    }
    Arrays.sort(micros);
    return new OnlineWalk(micros[walks / 2], micros[walks * 99 / 100]);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "median %.0f µs, p99 %.0f µs of the thread", median, p99);
  }
}
