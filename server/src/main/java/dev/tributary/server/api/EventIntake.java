package dev.tributary.server.api;

import dev.tributary.home.Home;
import dev.tributary.log.LogRecord;
import dev.tributary.server.metrics.Metrics;
import java.io.IOException;
import java.util.List;

/** The one door through which requests change the log. Thread-safe: many requests share one sync. */
final class EventIntake {
  private final Home home;
  private final Metrics.Timer timer;
  private final Metrics.Counters counts;

  EventIntake(Home home, Metrics metrics) {
    this.home = home;
    timer = metrics.timers("tributary_log_lag_seconds", "Time from records' arrival until they were on the disk and counted.").of();
    counts = metrics.counters("tributary_log_rows_total", "Rows that came for the log, by what became of them.", "fate");
  }

  /** What became of records. */
  record Receipt(int accepted, int duplicates) {}

  /** Returns when the records are on the disk and count: all or none. */
  Receipt take(List<LogRecord> records) throws IOException {
    if (records.isEmpty()) {
      return new Receipt(0, 0);
    }
    long start = System.nanoTime();
    var receipt = home.append(records);
    timer.record(System.nanoTime() - start);
    counts.of("accepted").add(receipt.accepted());
    counts.of("duplicate").add(receipt.duplicates().size());
    return new Receipt(receipt.accepted(), receipt.duplicates().size());
  }

  /** Makes an event void; false when there is none of this id. */
  boolean takeBack(String event) throws IOException {
    return home.takeBack(event);
  }

  void rejected(int rows) {
    counts.of("rejected").add(rows);
  }
}
