package dev.tributary.server.api;

import dev.tributary.funnel.Page;
import dev.tributary.home.Home;
import dev.tributary.log.Response;
import dev.tributary.math.XxHash64;
import dev.tributary.server.metrics.Metrics;
import java.io.IOException;
import java.util.List;

/**
 * Keeps the pages that were served in the log, before the events that will name them; one in {@value #FEATURES_OF} with the features that the ranking saw, for the event's
 * row to train from. A page does not wait for the disk; what fails is counted and let go, since only learning from that page suffers. Thread-safe.
 */
final class ResponseRecorder {
  private static final System.Logger LOG = System.getLogger(ResponseRecorder.class.getName());
  private static final int FEATURES_OF = 16; // responses: one of so many keeps what the ranking saw

  private final Home home;
  private final long keepBelow; // of 2^32: which hashes of ids are recorded
  private final Metrics.Counter recorded;
  private final Metrics.Counter lost;

  /** @param share of the responses that are recorded, 0..1; all pages of a response or none */
  ResponseRecorder(Home home, double share, Metrics metrics) {
    this.home = home;
    keepBelow = (long) (share * (1L << 32));
    var counts = metrics.counters("tributary_responses_total", "Responses meant for the log, by what became of them.", "fate");
    recorded = counts.of("recorded");
    lost = counts.of("lost");
  }

  /** Keeps a page that has just been made. */
  void add(String responseId, String scene, long time, Page page) {
    long hash = XxHash64.hash(responseId);
    if (hash >>> 32 >= keepBelow || page.items().isEmpty()) {
      return;
    }
    boolean withFeatures = hash % FEATURES_OF == 0;
    var items = page.items().stream().map(item -> new Response.Shown(item.id(), item.score(), item.channels().stream().map(f -> new Response.Found(f.name(), f.rank(), f.score())).toList(), withFeatures ? page.features(item) : List.of())).toList();
    var cuts = page.cuts().stream().map(cut -> new Response.Cut(cut.stage(), cut.item(), cut.rank(), cut.score())).toList();
    try {
      boolean taken = home.record(new Response(responseId, page.user(), scene, page.release(), time, items, withFeatures ? page.featureNames() : List.of(), cuts));
      (taken ? recorded : lost).add(1);
    } catch (IOException | IllegalStateException e) {
      lost.add(1);
      LOG.log(System.Logger.Level.WARNING, "a response was not recorded: " + e.getMessage());
    }
  }
}
