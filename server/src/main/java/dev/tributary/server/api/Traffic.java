package dev.tributary.server.api;

import dev.tributary.data.Signal;
import dev.tributary.funnel.Page;
import dev.tributary.log.LogRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the service showed since it started and what was clicked of it, by channel and over time. A click counts for the channels that
 * found the item on the page that its event names, once for an item of a response, as long as the response is among the last
 * {@value #RESPONSES}.
 *
 * <p>Thread-safe: one lock, held for a few additions a page.
 */
final class Traffic {
  private static final int RESPONSES = 20_000;
  private static final int MOST_CHANNELS = 64; // a bit each
  private static final long STEP_MILLIS = Duration.ofSeconds(10).toMillis();
  private static final int STEPS = 360;

  private final InstantSource clock;
  private final List<String> channels = new ArrayList<>();
  private final long[][] both = new long[MOST_CHANNELS][MOST_CHANNELS]; // shown items that both found; the diagonal: that one found
  private final long[] alone = new long[MOST_CHANNELS];
  private final long[] clicked = new long[MOST_CHANNELS];
  private final ArrayDeque<Step> series = new ArrayDeque<>();
  private final Map<String, Map<String, Finders>> responses =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Finders>> eldest) {
          return size() > RESPONSES;
        }
      };
  private long pages;
  private long shown;
  private long clicks;

  /** The channels that found an item, as bits, until it is clicked. */
  private static final class Finders {
    private final long bits;
    private boolean clicked;

    Finders(long bits) {
      this.bits = bits;
    }
  }

  /** Ten seconds. */
  private static final class Step {
    private final long time;
    private int pages;
    private int shown;
    private int clicks;
    private int events;

    Step(long time) {
      this.time = time;
    }
  }

  Traffic(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts a page that is on its way to somebody. */
  synchronized void shown(String responseId, Page page) {
    var items = responses.computeIfAbsent(responseId, _ -> new LinkedHashMap<>());
    for (Page.Shown item : page.items()) {
      long bits = 0;
      for (Page.Found found : item.channels()) {
        bits |= bit(found.name());
      }
      items.put(item.id(), new Finders(bits));
      count(bits);
    }
    pages++;
    shown += page.items().size();
    var step = step();
    step.pages++;
    step.shown += page.items().size();
  }

  private long bit(String channel) {
    int index = channels.indexOf(channel);
    if (index < 0 && channels.size() < MOST_CHANNELS) {
      index = channels.size();
      channels.add(channel);
    }
    return index < 0 ? 0 : 1L << index;
  }

  private void count(long bits) {
    for (long left = bits; left != 0; left &= left - 1) {
      int a = Long.numberOfTrailingZeros(left);
      alone[a] += bits == 1L << a ? 1 : 0;
      for (long others = bits; others != 0; others &= others - 1) {
        both[a][Long.numberOfTrailingZeros(others)]++;
      }
    }
  }

  /** Counts records that were taken into the log. */
  synchronized void happened(List<LogRecord> records) {
    var step = step();
    step.events += records.size();
    for (LogRecord entry : records) {
      if (entry instanceof LogRecord.OfEvent(var event) && event.type() == Signal.CLICK) {
        var finders = responses.getOrDefault(event.responseId(), Map.of()).get(event.item());
        if (finders != null && !finders.clicked) {
          finders.clicked = true;
          clicks++;
          step.clicks++;
          for (long left = finders.bits; left != 0; left &= left - 1) {
            clicked[Long.numberOfTrailingZeros(left)]++;
          }
        }
      }
    }
  }

  private Step step() {
    long time = Math.floorDiv(clock.millis(), STEP_MILLIS) * STEP_MILLIS;
    if (series.isEmpty() || series.getLast().time != time) {
      series.addLast(new Step(time));
      if (series.size() > STEPS) {
        series.removeFirst();
      }
    }
    return series.getLast();
  }

  /** All of it, for JSON. */
  synchronized Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("pages", pages);
    map.put("shown", shown);
    map.put("clicks", clicks);
    var byChannel = new ArrayList<Map<String, Object>>();
    var overlap = new ArrayList<Map<String, Object>>();
    for (int a = 0; a < channels.size(); a++) {
      byChannel.add(Map.of("name", channels.get(a), "shown", both[a][a], "clicks", clicked[a], "alone", alone[a]));
      for (int b = a + 1; b < channels.size(); b++) {
        overlap.add(Map.of("a", channels.get(a), "b", channels.get(b), "both", both[a][b]));
      }
    }
    map.put("channels", byChannel);
    map.put("overlap", overlap);
    map.put("series", series.stream().map(s -> Map.of("time", s.time, "pages", s.pages, "shown", s.shown, "clicks", s.clicks, "events", s.events)).toList());
    return map;
  }
}
