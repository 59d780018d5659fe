package dev.tributary.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.BadDataException;
import dev.tributary.data.Event;
import dev.tributary.data.EventFiles;
import dev.tributary.data.EventFormat;
import dev.tributary.data.Interactions;
import dev.tributary.data.ReadOptions;
import dev.tributary.data.Signal;
import dev.tributary.data.UnclearFormatException;
import dev.tributary.formats.parquet.Parquet;
import dev.tributary.formats.tfrecord.Example;
import dev.tributary.formats.tfrecord.Feature;
import dev.tributary.formats.tfrecord.TfRecordReader;
import dev.tributary.formats.tfrecord.TfRecordWriter;
import dev.tributary.home.AttributedEvent;
import dev.tributary.log.Response;
import dev.tributary.math.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events through Parquet and TFRecord and back, by the readers that every command uses. */
class EventTablesTest {
  private static final List<Event> EVENTS =
      List.of(
          new Event("e-1", Signal.LIKE, "ann", "ü你😀", 1_700_000_000_123L, "resp", 3, 0f, "author", "", "", Map.of("city", "Köln", "app", "7")),
          Event.of(Signal.PLAY, "ann", "B", 5L).withValue(12.5f).withId("e-2"),
          Event.of(Signal.RATING, "bob", "B", -86_400_000L).withValue(4.5f).withId("e-3"),
          new Event("e-4", Signal.SEARCH, "bob", "", 1_700_000_000_000L, "", 0, 0f, "", "", "two words", Map.of()));

  @TempDir private Path folder;

  private Path written(EventFormat format, List<Event> events) throws IOException {
    Path file = folder.resolve("events.of-" + format.wireName());
    try (var out = Files.newOutputStream(file); var writer = EventTables.events(format, out)) {
      for (var event : events) {
        writer.write(event);
      }
    }
    return file;
  }

  private static List<Event> read(Path file, ReadOptions options) throws IOException {
    var events = new ArrayList<Event>();
    EventFiles.read(file, options, Progress.NONE, events::add);
    return events;
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "TFRECORD"})
  void eventsComeBackWithoutLoss(EventFormat format) throws IOException {
    assertThat(read(written(format, EVENTS), ReadOptions.DEFAULT)).isEqualTo(EVENTS);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "TFRECORD"})
  void eventsWithoutTimeComeBackInOrder(EventFormat format) throws IOException {
    var events = EVENTS.stream().map(event -> event.withTime(Event.NO_TIME)).toList();
    assertThat(read(written(format, events), ReadOptions.DEFAULT)).isEqualTo(events);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "TFRECORD"})
  void aFolderWithOneSuchFileIsAData(EventFormat format) throws IOException {
    written(format, EVENTS);
    var log = Interactions.read(folder);
    assertThat(log.size()).isEqualTo(3); // the search names no item
    assertThat(log.items().id(log.item(log.start(1)))).isEqualTo("B");
    assertThat(log.time(log.start(1))).isEqualTo(-86_400_000L);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "TFRECORD"})
  void theSameEventsGiveTheSameBytes(EventFormat format) throws IOException {
    byte[] once = Files.readAllBytes(written(format, EVENTS));
    assertThat(Files.readAllBytes(written(format, EVENTS))).isEqualTo(once);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "TFRECORD"})
  void anyDamageIsRefusedWithTheNameOfTheFile(EventFormat format) throws IOException {
    byte[] good = Files.readAllBytes(written(format, EVENTS));
    for (int length = 20; length < good.length; length += 7) {
      Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(good, length));
      int at = length;
      assertThatThrownBy(() -> {
        int count = read(cut, ReadOptions.DEFAULT.withFormat(format)).size();
        // TFRecord has no end mark: cut between records it is a shorter file
        throw count < EVENTS.size() && format == EventFormat.TFRECORD ? new BadDataException("cut, at byte of a record's end; again") : new AssertionError("cut at " + at + " gives " + count);
      }).isInstanceOf(BadDataException.class).hasMessageContaining("cut").hasMessageContaining("again");
    }
  }

  @Test
  void rejectedRowsAreToldByRowAndColumn() throws IOException {
    Path file = folder.resolve("some.tfrecord");
    try (var out = Files.newOutputStream(file)) {
      var writer = new TfRecordWriter(out);
      for (String time : List.of("2026-11-21T03:12:00Z", "soon")) {
        var features = new LinkedHashMap<String, Feature>();
        features.put("user_id", new Feature.Longs(List.of(7L)));
        features.put("item_id", Feature.Bytes.of("i"));
        features.put("timestamp", Feature.Bytes.of(time));
        writer.write(new Example(features).encoded());
      }
    }
    var report = EventFiles.load(file, ReadOptions.DEFAULT, Progress.NONE).report();
    assertThat(report.toString()).contains("1 × no readable time, first in row 2: timestamp = soon").contains("tfrecord (user=user_id item=item_id time=timestamp)");
  }

  @Test
  void columnsOfAnotherNameAreNamed() {
    var file = Samples.file("events-snappy-dict.parquet");
    var options = ReadOptions.DEFAULT.withColumns("user=user_id,item=item_id,value=rating,time=ts_us,context.day=day");
    assertThatThrownBy(() -> read(file, options.withColumns("user=nobody,item=item_id"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("there is no column 'nobody'").hasMessageContaining("user_id");
  }

  @Test
  void anotherLibrarysParquetIsImported() throws IOException {
    var expected = Samples.expected("events-plain.parquet").path("rows");
    long whole = expected.valueStream().filter(row -> !row.path("item_id").isNull() && !row.path("rating").isNull() && !row.path("ts_us").isNull()).count();
    var loaded = EventFiles.load(Samples.file("events-gzip-rowgroups.parquet"), ReadOptions.DEFAULT.withColumns("user=user_id,item=item_id,value=rating,time=ts_us"), Progress.NONE);
    assertThat(loaded.report().rows()).isEqualTo(500);
    assertThat(loaded.interactions().size()).isEqualTo(whole);
  }

  @Test
  void aFileOfSamplesWithoutItemsAsksForColumns() {
    var samples = Samples.file("examples.tfrecord");
    assertThatThrownBy(() -> read(samples, ReadOptions.DEFAULT)).isInstanceOf(UnclearFormatException.class).hasMessageContaining("--columns user=");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "TFRECORD"})
  void attributedRowsHaveWhatWasServed(EventFormat format) throws IOException {
    var row = new AttributedEvent(EVENTS.getFirst(), 2, 0.75f, List.of(new Response.Found("itemcf", 4, 1.5f)), "feed", "r1", 1_700_000_000_000L, List.of("age", "ctr"), List.of(3f, 0.25f));
    Path file = folder.resolve("rows");
    try (var out = Files.newOutputStream(file); var writer = EventTables.attributed(format, out)) {
      writer.write(row);
    }
    if (format == EventFormat.TFRECORD) {
      try (var records = TfRecordReader.open(file)) {
        var features = Example.parse(records.next().orElseThrow()).features();
        assertThat(features.get("features.ctr")).isEqualTo(new Feature.Floats(List.of(0.25f)));
        assertThat(features.get("channelRanks.itemcf")).isEqualTo(new Feature.Floats(List.of(4f)));
        assertThat(features.get("servedTimeMs")).isEqualTo(new Feature.Longs(List.of(1_700_000_000_000L)));
      }
    } else {
      try (var table = new Parquet().open(file)) {
        assertThat(table.next()).isTrue();
        assertThat(new String(table.cell(table.columns().indexOf("features")))).isEqualTo("{\"age\":3.0,\"ctr\":0.25}");
        assertThat(new String(table.cell(table.columns().indexOf("servedTime")))).isEqualTo("2023-11-14T22:13:20Z");
      }
    }
    assertThat(read(file, ReadOptions.DEFAULT)).containsExactly(EVENTS.getFirst());
  }

  @Test
  void aPackedTfRecordIsToldApartByContent() throws IOException {
    byte[] plain = Files.readAllBytes(written(EventFormat.TFRECORD, EVENTS));
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    assertThat(read(Files.write(folder.resolve("x.csv"), packed.toByteArray()), ReadOptions.DEFAULT)).isEqualTo(EVENTS);
  }
}
