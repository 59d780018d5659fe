package dev.tributary.server.api;

import dev.tributary.funnel.Page;
import dev.tributary.home.Home;
import dev.tributary.log.LogRecord;
import dev.tributary.log.Response;
import dev.tributary.math.XxHash64;
import dev.tributary.server.metrics.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes the pages that were served into the log, so that events can be joined to what caused them. A request never waits for it: pages
 * gather for a moment and are written together, and what does not fit into the queue, or fails, is counted and let go. Thread-safe.
 */
final class ResponseRecorder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ResponseRecorder.class.getName());
  private static final int WAITING = 20_000;
  private static final int TOGETHER = 1_000;
  private static final long GATHER_MILLIS = 100;

  private final Home home;
  private final long keepBelow; // of 2^32: which hashes of ids are recorded
  private final BlockingQueue<LogRecord> queue = new ArrayBlockingQueue<>(WAITING);
  private final Metrics.Counter recorded;
  private final Metrics.Counter lost;
  private final Thread thread;
  private volatile boolean closed;

  /** @param share of the responses that are recorded, 0..1; all pages of a response or none */
  ResponseRecorder(Home home, double share, Metrics metrics) {
    this.home = home;
    keepBelow = (long) (share * (1L << 32));
    var counts = metrics.counters("tributary_responses_total", "Responses meant for the log, by what became of them.", "fate");
    recorded = counts.of("recorded");
    lost = counts.of("lost");
    thread = Thread.ofPlatform().daemon().name("responses").start(this::run);
  }

  /** Hands over a page that has just been made. */
  void add(String responseId, String scene, long time, Page page) {
    if (XxHash64.hash(responseId) >>> 32 >= keepBelow || page.items().isEmpty()) {
      return;
    }
    var items = new ArrayList<Response.Shown>(page.items().size());
    for (Page.Shown item : page.items()) {
      var found = item.channels().stream().map(f -> new Response.Found(f.name(), f.rank(), f.score())).toList();
      items.add(new Response.Shown(item.id(), item.score(), found, List.of()));
    }
    if (closed || !queue.offer(new LogRecord.OfResponse(new Response(responseId, page.user(), scene, page.release(), time, items, List.of(), List.of())))) {
      lost.add(1);
    }
  }

  private void run() {
    var batch = new ArrayList<LogRecord>();
    try {
      while (!closed || !queue.isEmpty()) {
        var first = queue.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          if (!closed) {
            Thread.sleep(GATHER_MILLIS);
          }
          batch.add(first);
          queue.drainTo(batch, TOGETHER - 1);
          write(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException _) {
      lost.add(batch.size() + queue.size()); // closed in haste
    }
  }

  private void write(List<LogRecord> batch) {
    try {
      home.append(batch);
      recorded.add(batch.size());
    } catch (IOException | RuntimeException e) { // the pages were served; only learning from them suffers
      lost.add(batch.size());
      LOG.log(System.Logger.Level.WARNING, batch.size() + " responses were not recorded: " + e.getMessage());
    }
  }

  /** Writes what waits. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      thread.interrupt();
    }
  }
}
