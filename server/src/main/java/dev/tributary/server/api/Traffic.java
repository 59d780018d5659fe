package dev.tributary.server.api;

import dev.tributary.data.Signal;
import dev.tributary.funnel.Page;
import dev.tributary.log.LogRecord;
import dev.tributary.math.XxHash64;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the service showed since it started and what was clicked of it, by channel and over time. A click counts for the channels that
 * found the item on the page that its event names, once for an item of a response, as long as it is among those shown lately ({@link ShownItems}).
 *
 * <p>Thread-safe. A page never waits: it leaves what it showed in a queue, and whoever finds the lock free counts what is there.
 */
final class Traffic {
  private static final int MOST_CHANNELS = 63; // a bit each, and one of ShownItems
  private static final long STEP_MILLIS = Duration.ofSeconds(10).toMillis();
  private static final int STEPS = 360;

  private final InstantSource clock;
  private final List<String> channels = new CopyOnWriteArrayList<>();
  private final long[][] both = new long[MOST_CHANNELS][MOST_CHANNELS]; // shown items that both found; the diagonal: that one found
  private final long[] alone = new long[MOST_CHANNELS];
  private final long[] clicked = new long[MOST_CHANNELS];
  private final ArrayDeque<Step> series = new ArrayDeque<>();
  private final ShownItems lately = new ShownItems();
  private final ConcurrentLinkedQueue<Shown> uncounted = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock(); // guards all but the queue
  private long pages;
  private long shown;
  private long clicks;

  /** The items of a page, as {@link ShownItems} calls them, with the channels that found each, as bits. */
  private record Shown(long[] items, long[] found) {}

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
  void shown(String responseId, Page page) {
    int size = page.items().size();
    long response = XxHash64.hash(responseId);
    var items = new long[size];
    var found = new long[size];
    for (int n = 0; n < size; n++) {
      var item = page.items().get(n);
      items[n] = ShownItems.key(response, item.id());
      for (Page.Found by : item.channels()) {
        found[n] |= bit(by.name());
      }
    }
    uncounted.add(new Shown(items, found));
    if (lock.tryLock()) { // else who holds it, or comes next, counts this one too
      try {
        count();
      } finally {
        lock.unlock();
      }
    }
  }

  private long bit(String channel) {
    int index = channels.indexOf(channel);
    if (index < 0) {
      synchronized (channels) { // once for each channel
        index = channels.indexOf(channel);
        if (index < 0 && channels.size() < MOST_CHANNELS) {
          index = channels.size();
          channels.add(channel);
        }
      }
    }
    return index < 0 ? 0 : 1L << index;
  }

  private void count() {
    for (var next = uncounted.poll(); next != null; next = uncounted.poll()) {
      for (int n = 0; n < next.items.length; n++) {
        count(next.found[n]);
        lately.add(next.items[n], next.found[n]);
      }
      pages++;
      shown += next.items.length;
      var step = step();
      step.pages++;
      step.shown += next.items.length;
    }
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
  void happened(List<LogRecord> records) {
    lock.lock();
    try {
      count();
      var step = step();
      step.events += records.size();
      for (LogRecord entry : records) {
        if (entry instanceof LogRecord.OfEvent(var event) && event.type() == Signal.CLICK) {
          click(ShownItems.key(XxHash64.hash(event.responseId()), event.item()), step);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void click(long item, Step step) {
    long found = lately.click(item);
    if (found == ShownItems.NONE) {
      return;
    }
    clicks++;
    step.clicks++;
    for (long left = found; left != 0; left &= left - 1) {
      clicked[Long.numberOfTrailingZeros(left)]++;
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
  Map<String, Object> toMap() {
    lock.lock();
    try {
      count();
      return counted();
    } finally {
      lock.unlock();
    }
  }

  private Map<String, Object> counted() {
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
