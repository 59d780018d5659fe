package dev.tributary.feature;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.data.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Rates of signals of users, items or authors in the last hour, day, 7 and 30 days, as they were known at any moment: an event counts from the
 * instant after its own, never for a sample of the same instant. Exact: the times of all events are kept, 8 bytes each.
 *
 * <p>A rate is {@code (events + 20·prior) / (occasions + 20)}: clicks per impression; likes, collects and shares per click. The prior is the rate of the whole log,
 * so a subject without events has it. Where an occasion is no part of the log, as in a log of clicks alone, its rates stay at the prior. In a log without clicks, ratings and purchases are as good as they. Immutable.
 */
public final class WindowedRates {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  /** The lengths of the windows, in milliseconds. */
  public static final List<Long> WINDOWS = List.of(HOUR, DAY, 7 * DAY, 30 * DAY);

  private static final Signal[] EVENTS = {Signal.CLICK, Signal.LIKE, Signal.COLLECT, Signal.SHARE};
  private static final Signal[] OCCASIONS = {Signal.IMPRESSION, Signal.CLICK, Signal.CLICK, Signal.CLICK};
  private static final Signal[] COUNTED = {Signal.IMPRESSION, Signal.CLICK, Signal.LIKE, Signal.COLLECT, Signal.SHARE};
  private static final int[] EVENT_PLACES = Arrays.stream(EVENTS).mapToInt(WindowedRates::counted).toArray();
  private static final int[] OCCASION_PLACES = Arrays.stream(OCCASIONS).mapToInt(WindowedRates::counted).toArray();
  private static final double STRENGTH = 20;

  /** How many floats {@link #rates} writes: a rate for each window, for clicks, likes, collects and shares, then the logarithm of 1 + clicks for each window. */
  public static final int WIDTH = (EVENTS.length + 1) * WINDOWS.size();

  /** What {@link #rates} writes, in its order: the signal and the window, as in {@code click.7d}; {@code clicks.7d} is the logarithm. */
  static List<String> names() {
    return Stream.concat(Arrays.stream(EVENTS).map(event -> event.name().toLowerCase(Locale.ROOT)), Stream.of("clicks"))
        .flatMap(figure -> WINDOWS.stream().map(window -> figure + "." + (window < DAY ? window / HOUR + "h" : window / DAY + "d")))
        .toList();
  }

  private final int subjects;
  private final boolean clicked; // whether the log has clicks
  private final int[][] starts; // by counted signal, by subject
  private final long[][] times; // by counted signal; ascending within a subject
  private final double[] priors; // by rate

  /**
   * The rates of a log.
   *
   * @param subjects how many there are
   * @param subjectOf the subject of a row, or -1 where the row has none
   * @throws IllegalArgumentException when the log has no times
   */
  public static WindowedRates of(Interactions log, int subjects, LongUnaryOperator subjectOf) {
    require(log.timed() || log.size() == 0, "the log has no times, so nothing can be counted in windows of time");
    return new WindowedRates(log, subjects, subjectOf);
  }

  private WindowedRates(Interactions log, int subjects, LongUnaryOperator subjectOf) {
    this.subjects = subjects;
    clicked = LongStream.range(0, log.size()).anyMatch(row -> log.signal(row) == Signal.CLICK);
    starts = new int[COUNTED.length][subjects + 1];
    times = new long[COUNTED.length][];
    for (long row = 0; row < log.size(); row++) {
      int subject = (int) subjectOf.applyAsLong(row);
      int signal = place(log.signal(row));
      if (subject >= 0 && signal >= 0) {
        starts[signal][subject + 1]++;
      }
    }
    var next = new int[COUNTED.length][];
    for (int signal = 0; signal < COUNTED.length; signal++) {
      Arrays.parallelPrefix(starts[signal], Integer::sum);
      next[signal] = Arrays.copyOf(starts[signal], subjects);
      times[signal] = new long[starts[signal][subjects]];
    }
    for (long row = 0; row < log.size(); row++) {
      int subject = (int) subjectOf.applyAsLong(row);
      int signal = place(log.signal(row));
      if (subject >= 0 && signal >= 0) {
        times[signal][next[signal][subject]++] = log.time(row);
      }
    }
    for (int signal = 0; signal < COUNTED.length; signal++) {
      for (int subject = 0; subject < subjects; subject++) {
        Arrays.sort(times[signal], starts[signal][subject], starts[signal][subject + 1]);
      }
    }
    priors = new double[EVENTS.length];
    for (int rate = 0; rate < EVENTS.length; rate++) {
      double occasions = times[counted(OCCASIONS[rate])].length;
      priors[rate] = occasions == 0 ? 0 : Math.min(1, times[counted(EVENTS[rate])].length / occasions);
    }
  }

  private static int counted(Signal signal) {
    return Arrays.asList(COUNTED).indexOf(signal);
  }

  /** Among which of the counted a signal of this log is, or -1. */
  private int place(Signal signal) {
    return counted(!clicked && (signal == Signal.RATING || signal == Signal.PURCHASE) ? Signal.CLICK : signal);
  }

  /** The rates that can differ from one instant to another, as features under these names, each less its mean over its deviation. */
  public FeatureSchema schema(RateFields names) {
    var features = new ArrayList<Feature>();
    for (int place = 0; place < WIDTH; place++) {
      int rate = place / WINDOWS.size();
      boolean moves = rate == EVENTS.length ? times[counted(Signal.CLICK)].length > 0 : priors[rate] > 0;
      if (moves) {
        features.add(Feature.of(names.names().get(place), Encoding.STANDARD));
      }
    }
    return new FeatureSchema(features);
  }

  /** A row, and what was known of its rates strictly before an instant, under these names. */
  public Row row(Row base, RateFields names, int subject, long timeMillis) {
    var rates = new float[WIDTH];
    rates(subject, timeMillis, rates, 0);
    return new RateRow(base, names, rates);
  }

  /**
   * What was known strictly before one instant.
   *
   * @param id of a subject
   */
  public RateTable at(long timeMillis, IntFunction<String> id) {
    var unknown = new float[WIDTH];
    rates(-1, timeMillis, unknown, 0);
    var rates = new float[WIDTH];
    var bySubject = new TreeMap<String, float[]>();
    for (int subject = 0; subject < subjects; subject++) {
      rates(subject, timeMillis, rates, 0);
      if (!Arrays.equals(rates, unknown)) {
        bySubject.put(id.apply(subject), rates.clone());
      }
    }
    var ids = Vocabulary.of(bySubject.keySet());
    var table = new float[Math.multiplyExact(ids.size() + 1, WIDTH)];
    bySubject.forEach((name, row) -> System.arraycopy(row, 0, table, ids.indexOf(name) * WIDTH, WIDTH));
    System.arraycopy(unknown, 0, table, ids.size() * WIDTH, WIDTH);
    return new RateTable(ids, table);
  }

  /**
   * Writes what was known of a subject strictly before an instant. O(log events).
   *
   * @param subject one outside the log has the priors
   * @param timeMillis the instant of the sample
   * @param target {@link #WIDTH} values from place {@code at} on
   */
  public void rates(int subject, long timeMillis, float[] target, int at) {
    var before = new int[COUNTED.length];
    var counts = new int[COUNTED.length];
    boolean known = subject >= 0 && subject < subjects;
    for (int signal = 0; signal < COUNTED.length && known; signal++) {
      before[signal] = firstAt(signal, subject, timeMillis);
    }
    for (int window = 0; window < WINDOWS.size(); window++) {
      for (int signal = 0; signal < COUNTED.length && known; signal++) {
        counts[signal] = before[signal] - firstAt(signal, subject, timeMillis - WINDOWS.get(window));
      }
      for (int rate = 0; rate < EVENTS.length; rate++) {
        int occasions = counts[OCCASION_PLACES[rate]];
        int events = Math.min(counts[EVENT_PLACES[rate]], occasions);
        target[at + rate * WINDOWS.size() + window] = (float) ((events + STRENGTH * priors[rate]) / (occasions + STRENGTH));
      }
      target[at + EVENTS.length * WINDOWS.size() + window] = (float) Math.log1p(counts[EVENT_PLACES[0]]);
    }
  }

  /** Events of a subject from one instant on and before another. */
  int count(Signal signal, int subject, long from, long before) {
    if (subject < 0 || subject >= subjects) {
      return 0;
    }
    int of = counted(signal);
    return firstAt(of, subject, before) - firstAt(of, subject, from);
  }

  /** The first place whose time is not before an instant. */
  private int firstAt(int signal, int subject, long time) {
    int low = starts[signal][subject];
    int high = starts[signal][subject + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[signal][middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
