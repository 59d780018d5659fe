package dev.tributary.data;

import dev.tributary.data.Layout.Role;
import dev.tributary.math.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Reads events from files of any supported format, told apart by content ({@link FormatSniffer} states the rules), plain or packed with
 * gzip or zstd; {@code -} is standard input; a folder stands for the one event file in it ({@link EventFolder}). Tables that are no text
 * (Parquet, TFRecord) and zstd are read where a module is there that can ({@link TableFormat}, {@link Unpacker}).
 *
 * <p>Every row that cannot be used is counted by kind in the report, with the line of the first one; none is dropped silently. Ids have 1 to
 * 4,096 bytes and no control characters; a record has at most 1 MiB. In a file with times, a row without one is rejected. Memory
 * is bounded, whatever a file holds, but for the interactions themselves. A rating column makes ratings, flag columns impressions with
 * their signals, and rows that name no signal are clicks.
 *
 * <p>Errors: {@link UnclearFormatException} when content can be read in two ways or needs a word of the user, another {@link
 * IllegalArgumentException} for options that do not fit; {@link BadDataException} when no row is good; other {@link IOException}s when
 * reading fails.
 */
public final class EventFiles {
  private EventFiles() {}

  /** Interactions and what became of the rows. */
  public record Loaded(Interactions interactions, ImportReport report) {}

  /** Hands every event of a file to a consumer, in order. */
  public static ImportReport read(Path path, ReadOptions options, Progress progress, Consumer<Event> consumer) throws IOException {
    if (!options.derivedIds()) {
      return run(resolve(path, options), options, progress, new ConsumerSink(consumer, ""), false, false);
    }
    Path file = path.toString().equals("-") ? spooled() : resolve(path, options);
    try {
      return run(file, options, progress, new ConsumerSink(consumer, sha256(file)), false, false);
    } finally {
      if (path.toString().equals("-")) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Reads a file into memory, straight from its bytes: several million rows a second. Events without an item are left out and noted. */
  public static Loaded load(Path path, ReadOptions options, Progress progress) throws IOException {
    Path file = resolve(path, options);
    var sink = new BuilderSink();
    ImportReport report;
    try {
      report = run(file, options, progress, sink, !file.toString().equals("-"), false);
    } catch (EventSink.TimesAppeared e) {
      sink = new BuilderSink();
      report = run(file, options, progress, sink, false, true);
    }
    return new Loaded(sink.builder.build(), report);
  }

  private static Path resolve(Path path, ReadOptions options) throws IOException {
    if (path.toString().equals("-")) {
      return path;
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path + " does not exist");
    }
    return Files.isDirectory(path) ? EventFolder.eventFile(path, options) : path;
  }

  private static ImportReport run(Path file, ReadOptions options, Progress progress, EventSink sink, boolean restart, boolean timed) throws IOException {
    String name = file.toString().equals("-") ? "standard input" : file.getFileName().toString();
    var table = TableFormats.of(file, options);
    if (table.isPresent()) {
      return runTable(table.get(), file, options, progress, sink, restart, timed);
    }
    var tally = new ImportReport.Tally();
    Reading reading;
    try (var source = ByteSource.open(file, options.charset(), progress)) {
      reading = FormatSniffer.sniff(source, options, name);
      reading = timed ? reading.asTimed(true) : reading;
      reading.notes().forEach(tally::note);
      switch (reading.format()) {
        case JSONL -> new JsonEvents(reading, source, tally, sink, restart).run();
        case ADJACENCY -> new AdjacencyEvents(reading, source, tally, sink).run();
        case CSV, MOVIELENS, RECBOLE, PAIRS -> new DelimitedEvents(reading, source, tally, sink, restart).run();
        case PARQUET, TFRECORD -> throw new IllegalStateException(reading.format() + " is no text"); // a table, taken above
      }
    }
    return useful(tally.report(name, reading.describe()));
  }

  private static ImportReport runTable(TableFormat format, Path file, ReadOptions options, Progress progress, EventSink sink, boolean restart, boolean timed) throws IOException {
    var tally = new ImportReport.Tally("row");
    String name = file.getFileName().toString();
    try (var reader = format.open(file)) {
      var rows = new TableRows(reader, progress, "reading " + name);
      var reading = FormatSniffer.ofTable(format.format(), rows.head(), options, name);
      reading = timed ? reading.asTimed(true) : reading;
      reading.notes().forEach(tally::note);
      new DelimitedEvents(reading, rows, tally, sink, restart).run();
      return useful(tally.report(name, reading.describe()));
    }
  }

  private static ImportReport useful(ImportReport report) throws BadDataException {
    if (report.kept() == 0) {
      throw new BadDataException(nothingKept(report));
    }
    return report;
  }

  private static String nothingKept(ImportReport report) {
    String head = report.source() + ": ";
    if (report.rows() == 0) {
      return head + "has no row of data, read as " + report.reading();
    }
    var text = new StringBuilder(head + "none of its " + report.rows() + " rows can be used, read as " + report.reading());
    report.rejections().forEach(r -> text.append("\n  ").append(r));
    report.notes().stream().filter(n -> n.contains("UTF-8")).forEach(n -> text.append("\n  ").append(n));
    return text.append("\n  say what the columns are with --columns, or name the format with --format").toString();
  }

  private static Path spooled() throws IOException {
    Path file = Files.createTempFile("tributary-", ".in");
    Files.copy(System.in, file, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  /** The first 96 bits of a file's SHA-256, as text. */
  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[1 << 16];
      for (int count; (count = in.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  /** Fills a builder. */
  private static final class BuilderSink implements EventSink {
    final Interactions.Builder builder = Interactions.builder();

    @Override
    public void ranked() {
      builder.ranked();
    }

    @Override
    public void add(byte[] bytes, int userFrom, int userLength, int itemFrom, int itemLength, Signal signal, float value, long time, Row row) {
      if (itemLength > 0) {
        builder.add(bytes, userFrom, userLength, itemFrom, itemLength, signal, value, time);
      }
    }

    @Override
    public void add(Event event, long row) {
      builder.add(event);
    }
  }

  /** Makes events for a consumer; with a prefix, ids for those without: prefix, row and, where a row has several, the signal. */
  private record ConsumerSink(Consumer<Event> consumer, String prefix) implements EventSink {
    @Override
    public void add(byte[] bytes, int userFrom, int userLength, int itemFrom, int itemLength, Signal signal, float value, long time, Row row) {
      String given = row.text(Role.ID);
      String derived = prefix.isEmpty() ? "" : prefix + "-" + row.number();
      String id = given.isEmpty() ? derived : given;
      consumer.accept(
          new Event(
              row.many() && !id.isEmpty() ? id + "-" + signal.wireName() : id,
              signal,
              Utf8.text(bytes, userFrom, userLength),
              Utf8.text(bytes, itemFrom, itemLength),
              time,
              row.text(Role.RESPONSE),
              row.position(),
              value,
              row.text(Role.AUTHOR),
              row.text(Role.TOPIC),
              row.text(Role.QUERY),
              row.context()));
    }

    @Override
    public void add(Event event, long row) {
      consumer.accept(event.id().isEmpty() && !prefix.isEmpty() ? event.withId(prefix + "-" + row) : event);
    }
  }
}
