package dev.tributary.data;

import java.io.IOException;

/** Turns JSON lines into events. Confined: one thread, one file. */
final class JsonEvents {
  private final Reading reading;
  private final Lines lines;
  private final ByteSource source;
  private final ImportReport.Tally tally;
  private final EventSink sink;
  private final boolean restart;
  private final EventJson.Names names = new EventJson.Names();

  /** See {@link DelimitedEvents}. */
  JsonEvents(Reading reading, ByteSource source, ImportReport.Tally tally, EventSink sink, boolean restart) {
    this.reading = reading;
    this.source = source;
    this.lines = new Lines(source);
    this.tally = tally;
    this.sink = sink;
    this.restart = restart;
  }

  /** Whether an event is among the lines in a source's window; consumes nothing. */
  static boolean anyGood(ByteSource source) throws IOException {
    var sample = java.util.Arrays.copyOfRange(source.buffer, source.position, source.limit);
    var lines = new Lines(ByteSource.of(sample, sample.length));
    var names = new EventJson.Names();
    while (lines.next()) {
      try {
        EventJson.parseRow(sample, lines.from, lines.length, names);
        return true;
      } catch (InvalidEventException e) {
        continue; // another line may be one
      }
    }
    return false;
  }

  /** Whether an event with a time is among the first ones. */
  static boolean timed(byte[] sample, int length) throws IOException {
    var lines = new Lines(ByteSource.of(sample, length));
    var names = new EventJson.Names();
    while (lines.next()) {
      try {
        if (EventJson.parseRow(sample, lines.from, lines.length, names).time() != Event.NO_TIME) {
          return true;
        }
      } catch (InvalidEventException e) {
        continue; // counted when the file is read
      }
    }
    return false;
  }

  void run() throws IOException {
    while (lines.next()) {
      tally.rows++;
      try {
        take();
      } catch (InvalidEventException e) {
        tally.reject(e.kind(), lines.line, Utf8.text(source.buffer, lines.from, Math.min(100, lines.length)));
      }
    }
  }

  private void take() {
    if (lines.tooLong) {
      throw new InvalidEventException("", "a line of more than " + ByteSource.MAX_WINDOW + " bytes");
    }
    if (!Utf8.valid(source.buffer, lines.from, lines.length)) {
      tally.invalidBytes(lines.line);
      throw new InvalidEventException("", "a line that is not UTF-8");
    }
    var event = EventJson.parseRow(source.buffer, lines.from, lines.length, names);
    if (event.time() == Event.NO_TIME && reading.timed()) {
      throw new InvalidEventException("", "no time");
    }
    if (event.time() != Event.NO_TIME && !reading.timed()) {
      if (restart) {
        throw new EventSink.TimesAppeared();
      }
      throw new InvalidEventException("", "a time, which the rows at the beginning do not have");
    }
    tally.kept++;
    tally.event(event.type(), !event.item().isEmpty());
    sink.add(event, tally.rows - 1);
  }
}
