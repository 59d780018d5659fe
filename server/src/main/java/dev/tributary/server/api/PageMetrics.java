package dev.tributary.server.api;

import dev.tributary.funnel.Page;
import dev.tributary.server.metrics.Metrics;

/** What pages cost and where their items came from. Thread-safe. */
final class PageMetrics {
  private static final long MICRO = 1000;

  private final Metrics.Timers stages;
  private final Metrics.Timers channels;
  private final Metrics.Counters candidates;
  private final Metrics.Counters empty;
  private final Metrics.Counters degraded;
  private final Metrics.Counters shown;

  PageMetrics(Metrics metrics) {
    stages = metrics.timers("tributary_stage_seconds", "Time of each stage of the funnel.", "stage");
    channels = metrics.timers("tributary_channel_seconds", "Time of each channel.", "channel");
    candidates = metrics.counters("tributary_candidates_total", "Candidates that each stage or channel passed on.", "by");
    empty = metrics.counters("tributary_empty_total", "Channels and pages that found nothing.", "by");
    degraded = metrics.counters("tributary_degraded_total", "Channels and stages that failed or were late.", "by");
    shown = metrics.counters("tributary_shown_total", "Items on pages, by each channel that found them.", "channel");
  }

  void add(Page page) {
    var trace = page.trace();
    stages.of("retrieval").record(trace.retrievalMicros() * MICRO);
    stages.of("pre-ranking").record(trace.preRankingMicros() * MICRO);
    stages.of("ranking").record(trace.rankingMicros() * MICRO);
    stages.of("re-ranking").record(trace.reRankingMicros() * MICRO);
    candidates.of("merged").add(trace.merged());
    candidates.of("pre-ranking").add(trace.preRanked());
    candidates.of("ranking").add(trace.ranked());
    candidates.of("page").add(page.items().size());
    for (Page.ChannelTrace channel : trace.channels()) {
      channels.of(channel.name()).record(channel.micros() * MICRO);
      candidates.of(channel.name()).add(channel.found());
      if (channel.found() == 0) {
        empty.of(channel.name()).add(1);
      }
    }
    if (page.items().isEmpty()) {
      empty.of("page").add(1);
    }
    for (Page.Shown item : page.items()) {
      for (Page.Found found : item.channels()) {
        shown.of(found.name()).add(1);
      }
    }
    for (String text : page.degraded()) {
      degraded.of(text.substring(0, Math.max(0, text.indexOf(':')))).add(1);
    }
  }
}
