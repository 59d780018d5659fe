package dev.tributary.home;

import dev.tributary.catalog.Catalog;
import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.live.Backlog;
import dev.tributary.live.Live;
import dev.tributary.live.LiveState;
import dev.tributary.log.EventLog;
import dev.tributary.log.LogRecord;
import dev.tributary.log.RecentIds;
import dev.tributary.math.XxHash64;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A log as far as it was read: the live view, the ids met last, and the place. One thread at a time changes it; the live view is read by
 * any number.
 */
final class LogView {
  private static final System.Logger LOG = System.getLogger(LogView.class.getName());

  private static final long LOOK_BACK = 100_000;

  private final InterestRule rule;
  private final Live live;
  private final RecentIds recent;
  private final List<EventLog.Damage> damages = new ArrayList<>();
  private Optional<Last> last;
  private volatile long records;
  private final Map<Long, String> unsettled = new HashMap<>(); // take-backs that were read: their number, and whose
  private final long restored;
  private Optional<LogRecord> latest = Optional.empty(); // taken in last by this view
  private long latestSequence;

  /** The record that was read last, which says whose log this is. */
  record Last(long sequence, long hash) {
    static Last of(long sequence, LogRecord entry) {
      byte[] bytes = entry.encoded();
      return new Last(sequence, XxHash64.hash(bytes, 0, bytes.length, sequence));
    }
  }

  /**
   * All of a view at one moment.
   *
   * @param young of the ids, as {@code old}
   * @param positive the rule's condition on ratings, which the live view has applied
   */
  record State(LiveState live, long[] young, long[] old, Optional<Last> last, long records, String positive) {}

  private LogView(InterestRule rule, Live live, RecentIds recent, Optional<Last> last, long records) {
    restored = records;
    this.rule = rule;
    this.live = live;
    this.recent = recent;
    this.last = last;
    this.records = records;
  }

  /**
   * Reads a log: the snapshot, when there is a good one of this log, and what came after it; else all.
   *
   * @param snapshot its folder
   */
  static LogView read(Path log, Path snapshot, InterestRule rule) throws IOException {
    var state = Snapshot.read(snapshot);
    if (state.isPresent()) {
      var view = restored(log, state.get(), rule);
      if (view.isPresent()) {
        return view.get();
      }
      LOG.log(System.Logger.Level.WARNING, "the snapshot in " + snapshot + " is not of this log as it is now; the whole log is read");
    }
    var view = new LogView(rule, new Live(new Catalog(), rule), new RecentIds(), Optional.empty(), 0);
    view.readOn(log, 0);
    return view;
  }

  private static Optional<LogView> restored(Path log, State state, InterestRule rule) throws IOException {
    if (!state.positive.equals(rule.positive()) || state.last.isEmpty()) {
      return Optional.empty();
    }
    try {
      var view = new LogView(rule, Live.of(state.live, rule), RecentIds.of(state.young, state.old), state.last, state.records);
      return view.readOn(log, state.last.get().sequence) ? Optional.of(view) : Optional.empty();
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.WARNING, "the snapshot does not fit itself: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Reads the records that came since. */
  void readOn(Path log) throws IOException {
    readOn(log, records);
  }

  /** Reads from a record on; false when the records that the view knows already are others in this log. */
  private boolean readOn(Path log, long from) throws IOException {
    var known = last;
    long before = records;
    var met = new boolean[] {from >= before};
    var backlog = new Backlog(live);
    long end =
        EventLog.open(log)
            .replay(
                from,
                (sequence, entry) -> sequence < before || isNew(entry), // an id met again is passed over, as when the log was written
                (sequence, entry) -> {
                  if (sequence >= before) {
                    take(sequence, entry, backlog);
                  } else {
                    met[0] |= known.equals(Optional.of(Last.of(sequence, entry)));
                  }
                },
                this::damaged);
    backlog.flush();
    if (!met[0] || end < records) {
      return false;
    }
    records = end;
    settle(log);
    return true;
  }

  private boolean isNew(LogRecord entry) {
    if (entry instanceof LogRecord.OfTakeBack(var id, _)) {
      recent.add(id); // upkeep took the event itself
    }
    return !(entry instanceof LogRecord.OfEvent(var event)) || recent.add(event.id());
  }

  /**
   * Lets the take-backs that were taken in count: their users' events are read from the log once more, without what was taken back. O(records), and
   * nothing when there are none.
   */
  void settle(Path log) throws IOException {
    if (unsettled.isEmpty()) {
      return;
    }
    var histories = new HashMap<String, List<Event>>();
    unsettled.values().forEach(user -> histories.put(user, new ArrayList<>()));
    var met = new RecentIds();
    var events = new long[1]; // stands for the time of an event without one, as in the live view
    EventLog.open(log)
        .replay(
            0,
            (sequence, entry) -> {
              switch (entry) {
                case LogRecord.OfEvent(var event) when sequence < records && met.add(event.id()) && !event.user().isEmpty() -> {
                  long time = event.time() == Event.NO_TIME ? events[0] : event.time();
                  events[0]++;
                  if (histories.containsKey(event.user())) {
                    histories.get(event.user()).add(event.withTime(time));
                  }
                }
                case LogRecord.OfErasure(var user) when histories.containsKey(user) -> histories.get(user).clear();
                case LogRecord.OfTakeBack(var id, var user) -> takeBack(id, histories.getOrDefault(user, List.of()), unsettled.containsKey(sequence));
                case LogRecord.OfEvent _, LogRecord.OfErasure _, LogRecord.OfItem _, LogRecord.OfUser _, LogRecord.OfResponse _ -> {}
              }
            },
            _ -> {});
    histories.forEach(live::relive);
    unsettled.clear();
  }

  private void takeBack(String id, List<Event> history, boolean counted) {
    for (int n = history.size() - 1; n >= 0; n--) {
      if (history.get(n).id().equals(id)) {
        var event = history.remove(n);
        if (counted) {
          live.uncount(event);
        }
      }
    }
  }

  private void damaged(EventLog.Damage damage) {
    damages.add(damage);
    LOG.log(System.Logger.Level.WARNING, "records " + damage.from() + ".." + damage.to() + " of the log cannot be read: " + damage.file().getFileName() + " " + damage.reason());
  }

  private void take(long sequence, LogRecord entry, Backlog backlog) {
    if (entry instanceof LogRecord.OfEvent(var event)) {
      backlog.add(event);
      took(sequence, entry);
    } else {
      if (entry instanceof LogRecord.OfErasure) {
        backlog.flush(); // what was before it goes with it
      }
      take(sequence, entry);
    }
  }

  /** Takes in a record that is new. */
  void take(long sequence, LogRecord entry) {
    switch (entry) {
      case LogRecord.OfEvent(var event) -> live.apply(event);
      case LogRecord.OfItem(var item) -> live.put(item, sequence);
      case LogRecord.OfUser(var user) -> live.put(user);
      case LogRecord.OfErasure(var user) -> live.forget(user);
      case LogRecord.OfTakeBack(_, var user) -> unsettled.put(sequence, user);
      case LogRecord.OfResponse _ -> {} // for training, not for the next page
    }
    took(sequence, entry);
  }

  private void took(long sequence, LogRecord entry) {
    latest = Optional.of(entry);
    latestSequence = sequence;
    records = sequence + 1;
  }

  /** All of it, for a snapshot. The writer waits meanwhile. */
  State state() {
    if (latest.isPresent()) {
      last = Optional.of(Last.of(latestSequence, latest.get()));
    }
    return new State(live.state(), recent.young(), recent.old(), last, records, rule.positive());
  }

  /** Looks up the last record anew, after upkeep may have taken it out of the log. */
  void findLast(Path log) throws IOException {
    latest = Optional.empty();
    last = Optional.empty();
    EventLog.open(log)
        .replay(
            Math.max(0, records - LOOK_BACK),
            (sequence, entry) -> {
              latest = Optional.of(entry);
              latestSequence = sequence;
            },
            _ -> {});
  }

  Live live() {
    return live;
  }

  RecentIds recent() {
    return recent;
  }

  long records() {
    return records;
  }

  /** How many records were taken from a snapshot. */
  long restored() {
    return restored;
  }

  /** What could not be read. */
  List<EventLog.Damage> damages() {
    return List.copyOf(damages);
  }
}
