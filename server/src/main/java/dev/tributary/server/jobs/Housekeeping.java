package dev.tributary.server.jobs;

import dev.tributary.home.Home;
import dev.tributary.log.Upkeep;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a home needs now and then while it serves: a snapshot of the live view, so that the next start need not read the whole log, and
 * upkeep of the log, which takes erased and outdated records out of the files. Thread-safe.
 */
public final class Housekeeping implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());

  private final Home home;
  private final Schedule schedule;
  private final InstantSource clock;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("housekeeping").priority(Thread.MIN_PRIORITY).factory());

  /**
   * How often.
   *
   * @param upkeep also the longest that an erased user stays in the log's files
   * @param keepEvents how long events and responses are kept; zero for ever
   */
  public record Schedule(Duration snapshot, Duration upkeep, Duration keepEvents) {}

  public Housekeeping(Home home, Schedule schedule, InstantSource clock) {
    this.home = home;
    this.schedule = schedule;
    this.clock = clock;
    every(schedule.snapshot, this::snapshot);
    every(schedule.upkeep, this::upkeep);
  }

  /** Work that the disk may fail. */
  private interface Work {
    void run() throws IOException;
  }

  private void every(Duration period, Work work) {
    timer.scheduleWithFixedDelay(
        () -> {
          try {
            work.run();
          } catch (IOException | RuntimeException e) { // tried again in a while; a timer that threw would never run again
            LOG.log(System.Logger.Level.WARNING, "housekeeping failed and is tried again: " + e.getMessage());
          }
        },
        period.toMillis(),
        period.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void snapshot() throws IOException {
    if (home.records() != home.recordsInSnapshot()) {
      home.snapshot();
      OffHeap.release();
    }
  }

  private void upkeep() throws IOException {
    long from = schedule.keepEvents.isZero() ? Long.MIN_VALUE : clock.millis() - schedule.keepEvents.toMillis();
    home.upkeep(new Upkeep.Rules(from, false));
  }

  /** Stops, with a last snapshot when there is something new. */
  @Override
  public void close() throws IOException {
    timer.shutdown();
    try {
      timer.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    snapshot();
  }
}
