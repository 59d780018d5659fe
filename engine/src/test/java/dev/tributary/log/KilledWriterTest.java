package dev.tributary.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.disk.Child;
import dev.tributary.disk.Disk;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {
  private static Event event(long n) {
    return Event.of(Signal.CLICK, "user-" + n, "x".repeat((int) (n % 3000)), n);
  }

  /** Appends without end and prints how many events are durable. */
  static final class Appender {
    public static void main(String[] arguments) throws Exception {
      try (var log = LogWriter.open(Path.of(arguments[0]), 100_000, Disk.REAL)) {
        while (log.size() < Long.MAX_VALUE) {
          log.append(event(log.size()));
          if (log.size() % 7 == 0) {
            log.sync();
            System.out.println(log.size());
          }
        }
      }
    }
  }

  @Test
  void whatWasSyncedSurvivesAKillAtAnyInstant(@TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      var lines = Child.killed(Appender.class, 2 + random.nextInt(30), random.nextInt(50), folder);
      long durable = Long.parseLong(lines.get(lines.size() - 2));
      String what = "seed " + seed + " round " + round;
      long size =
          EventLog.open(folder).replay(0, (sequence, entry) -> assertThat(entry).as(what).isEqualTo(new LogRecord.OfEvent(event(sequence))));
      assertThat(size).as(what).isGreaterThanOrEqualTo(durable);
      try (var log = LogWriter.open(folder)) {
        assertThat(log.report().records()).as(what).isEqualTo(size);
      }
    }
  }
}
