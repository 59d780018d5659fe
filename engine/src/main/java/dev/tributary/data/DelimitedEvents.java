package dev.tributary.data;

import dev.tributary.data.Layout.Role;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns the records of delimited text or of a table into events. Confined: one thread, one file. */
final class DelimitedEvents implements EventSink.Row {
  private final Reading reading;
  private final Records rows;
  private final ImportReport.Tally tally;
  private final EventSink sink;
  private final boolean restart;
  private final Layout layout;
  private final int user;
  private final int item;
  private final int valueColumn;
  private final int timeColumn;
  private final int typeColumn;
  private final Signal usual;
  private int culprit; // the field that makes a record unusable, or -1
  private byte[] lastType = {};
  private Optional<Signal> lastSignal = Optional.empty();

  /**
   * A reader of one file.
   *
   * @param restart whether a time in a file that seemed to have none throws {@link EventSink.TimesAppeared}; else the row is rejected
   */
  DelimitedEvents(Reading reading, ByteSource source, ImportReport.Tally tally, EventSink sink, boolean restart) {
    this(reading, new DelimitedRows(source, reading.separator(), reading.quotes()), tally, sink, restart);
  }

  /** The same over records, header included where the reading says that a line is one. */
  DelimitedEvents(Reading reading, Records rows, ImportReport.Tally tally, EventSink sink, boolean restart) {
    this.reading = reading;
    this.rows = rows;
    this.tally = tally;
    this.sink = sink;
    this.restart = restart;
    layout = reading.layout();
    user = layout.place(Role.USER);
    item = layout.place(Role.ITEM);
    valueColumn = layout.place(Role.VALUE);
    timeColumn = layout.place(Role.TIME);
    typeColumn = layout.place(Role.TYPE);
    usual = valueColumn >= 0 ? Signal.RATING : layout.signals().isEmpty() ? Signal.CLICK : Signal.IMPRESSION;
  }

  void run() throws IOException {
    if (!reading.header().isEmpty() && !reading.format().binary()) {
      rows.next();
    }
    if (usual == Signal.CLICK && typeColumn < 0) {
      tally.note("rows name no signal; each is a click");
    }
    if (layout.ranked()) {
      tally.note("an order stands in place of times; only the sequence of a user's rows means anything");
      sink.ranked();
    }
    while (rows.next()) {
      tally.rows++;
      culprit = -1;
      String problem = row();
      if (!problem.isEmpty()) {
        tally.reject(problem, rows.line, culprit < 0 ? rows.shown() : rows.shown(culprit));
      } else {
        tally.kept++;
      }
    }
  }

  /** Takes one record; answers why it cannot be used, or nothing. */
  private String row() {
    if (rows.high && !rows.validUtf8()) {
      tally.invalidBytes(rows.line);
    }
    if (!rows.problem.isEmpty()) {
      return rows.problem;
    }
    if (rows.count != reading.fields()) {
      return rows.count < reading.fields() ? "too few fields" : "too many fields";
    }
    byte[] bytes = rows.bytes();
    String problem = ids(bytes);
    if (!problem.isEmpty()) {
      return problem;
    }
    long time = time(bytes);
    if (time == Event.NO_TIME && timeColumn >= 0) {
      if (rows.length(timeColumn) > 0) {
        culprit = timeColumn;
        return layout.ranked() ? "no readable order" : "no readable time";
      }
      if (reading.timed()) {
        return layout.ranked() ? "no order" : "no time";
      }
    }
    if (time != Event.NO_TIME && !reading.timed()) {
      if (restart) {
        throw new EventSink.TimesAppeared();
      }
      return "a time, which the rows at the beginning do not have";
    }
    return signals(bytes, time);
  }

  private String ids(byte[] bytes) {
    if (rows.length(user) == 0) {
      return "no user";
    }
    String problem = Ids.problem(bytes, rows.from(user), rows.length(user));
    if (!problem.isEmpty()) {
      culprit = user;
      return "user " + problem;
    }
    if (rows.length(item) == 0) {
      return typeColumn < 0 ? "no item" : "";
    }
    problem = Ids.problem(bytes, rows.from(item), rows.length(item));
    culprit = problem.isEmpty() ? -1 : item;
    return problem.isEmpty() ? "" : "item " + problem;
  }

  private long time(byte[] bytes) {
    if (timeColumn < 0 || rows.length(timeColumn) == 0) {
      return Event.NO_TIME;
    }
    int from = rows.from(timeColumn);
    int length = rows.length(timeColumn);
    if (layout.ranked()) {
      double place = NumberText.parse(bytes, from, length);
      return Double.isNaN(place) ? Event.NO_TIME : (long) place;
    }
    long compact = layout.dates() ? TimeText.compactDate(bytes, from, length) : Event.NO_TIME;
    return compact != Event.NO_TIME ? compact : TimeText.parse(bytes, from, length, layout.millis());
  }

  private String signals(byte[] bytes, long time) {
    double value = 0;
    boolean valued = valueColumn >= 0 && rows.length(valueColumn) > 0;
    if (valued) {
      value = NumberText.parse(bytes, rows.from(valueColumn), rows.length(valueColumn));
      if (!Float.isFinite((float) value)) {
        culprit = valueColumn;
        return "value that is no finite number";
      }
    }
    Signal signal = usual;
    if (typeColumn >= 0) {
      var named = type(bytes);
      if (named.isEmpty()) {
        culprit = typeColumn;
        return rows.length(typeColumn) == 0 ? "no type" : "unknown type";
      }
      signal = named.get();
    }
    if (signal == Signal.RATING && !valued) {
      return "no value";
    }
    if (rows.length(item) == 0 && !EventJson.standsAlone(signal, text(Role.AUTHOR), text(Role.TOPIC))) {
      return "no item";
    }
    for (var column : layout.signals()) {
      if (column.valued() && rows.length(column.column()) > 0 && !Float.isFinite((float) number(bytes, column.column()) * column.scale())) {
        culprit = column.column();
        return column.signal().wireName() + " that is no finite number";
      }
    }
    emit(bytes, signal, (float) value, time);
    for (var column : layout.signals()) {
      flag(bytes, column, time);
    }
    return "";
  }

  private void flag(byte[] bytes, Layout.SignalColumn column, long time) {
    if (rows.length(column.column()) == 0) {
      return;
    }
    double number = number(bytes, column.column());
    if (column.valued() ? number > 0 || column.signal() == Signal.RATING : truthy(bytes, column.column(), number)) {
      emit(bytes, column.signal(), column.valued() ? (float) (number * column.scale()) : 0f, time);
    }
  }

  private double number(byte[] bytes, int column) {
    return NumberText.parse(bytes, rows.from(column), rows.length(column));
  }

  private boolean truthy(byte[] bytes, int column, double number) {
    if (!Double.isNaN(number)) {
      return number > 0;
    }
    int first = rows.length(column) == 0 ? 0 : bytes[rows.from(column)] | 0x20;
    return (first == 't' || first == 'y') && rows.length(column) <= 4;
  }

  private void emit(byte[] bytes, Signal signal, float value, long time) {
    tally.event(signal, rows.length(item) > 0);
    sink.add(bytes, rows.from(user), rows.length(user), rows.from(item), rows.length(item), signal, value, time, this);
  }

  private Optional<Signal> type(byte[] bytes) {
    int from = rows.from(typeColumn);
    int end = from + rows.length(typeColumn);
    if (!Arrays.equals(bytes, from, end, lastType, 0, lastType.length) || lastType.length == 0) {
      lastType = Arrays.copyOfRange(bytes, from, end);
      String name = Utf8.text(bytes, from, end - from);
      lastSignal = Layout.signalNamed(name);
      if (lastSignal.isPresent() && Signal.named(name).isEmpty()) {
        tally.note("type '" + name + "' is read as " + lastSignal.get().wireName());
      }
    }
    return lastSignal;
  }

  @Override
  public long number() {
    return tally.rows - 1;
  }

  @Override
  public boolean many() {
    return !layout.signals().isEmpty();
  }

  @Override
  public String text(Role role) {
    int column = layout.place(role);
    return column < 0 ? "" : rows.text(column);
  }

  @Override
  public int position() {
    int column = layout.place(Role.POSITION);
    double number = column < 0 ? 0 : number(rows.bytes(), column);
    return number >= 1 && number <= Integer.MAX_VALUE ? (int) number : 0;
  }

  @Override
  public Map<String, String> context() {
    if (layout.context().isEmpty()) {
      return rows.context();
    }
    var context = new TreeMap<>(rows.context());
    layout.context().forEach((name, column) -> context.put(name, rows.text(column)));
    return context;
  }
}
