package dev.tributary.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.disk.Disk;
import dev.tributary.disk.FaultyDisk;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  @TempDir Path folder;

  /** Hundreds of expected warnings would hide a real one. By reflection: the module does not require java.logging. */
  @BeforeAll
  static void quiet() throws ReflectiveOperationException {
    var level = Class.forName("java.util.logging.Level");
    var logger = Class.forName("java.util.logging.Logger").getMethod("getLogger", String.class).invoke(null, LogWriter.class.getName());
    logger.getClass().getMethod("setLevel", level).invoke(logger, level.getField("OFF").get(null));
    quieted = logger; // a logger that nobody holds forgets its level
  }

  private static Object quieted = "none";

  @AfterAll
  static void loud() throws ReflectiveOperationException {
    var level = Class.forName("java.util.logging.Level");
    quieted.getClass().getMethod("setLevel", level).invoke(quieted, new Object[] {null});
  }

  private static Event click(int n) {
    return Event.of(Signal.CLICK, "user-" + n, "item-" + n, 1_700_000_000_000L + n).withId("e" + n);
  }

  private List<LogRecord> records() throws IOException {
    return records(0);
  }

  private List<LogRecord> records(long from) throws IOException {
    var all = new ArrayList<LogRecord>();
    EventLog.open(folder).replay(from, (sequence, entry) -> {
      assertThat(sequence).isEqualTo(from + all.size());
      all.add(entry);
    });
    return all;
  }

  private Path segment(long first) {
    return Segment.file(folder, first);
  }

  private void write(int count) throws IOException {
    try (var log = LogWriter.open(folder)) {
      for (int n = 0; n < count; n++) {
        log.append(click(n));
      }
    }
  }

  @Test
  void aFolderThatIsNotThereIsAnEmptyLog() throws IOException {
    var log = EventLog.open(folder.resolve("none"));
    assertThat(log.size()).isZero();
    assertThat(log.replay(0, (_, _) -> {})).isZero();
    assertThat(log.verify().records()).isZero();
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> EventLog.open(file)).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> LogWriter.open(file)).isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void recordsOfAllKindsComeBackInOrder() throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var written = new ArrayList<LogRecord>();
    try (var log = LogWriter.open(folder, 20_000, Disk.REAL)) {
      for (int n = 0; n < 500; n++) {
        LogRecord entry = RandomRecords.next(random);
        assertThat(log.append(entry)).isEqualTo(n);
        written.add(entry);
      }
      assertThat(log.size()).isEqualTo(500);
    }
    assertThat(Segment.list(folder)).as("seed %d", seed).hasSizeGreaterThan(2);
    assertThat(records()).as("seed %d", seed).isEqualTo(written);
    assertThat(records(123)).isEqualTo(written.subList(123, 500));
    assertThat(records(500)).isEmpty();
    assertThat(EventLog.open(folder).size()).isEqualTo(500);
    var verified = EventLog.open(folder).verify();
    assertThat(verified.records()).isEqualTo(500);
    assertThat(verified.segments()).isEqualTo(Segment.list(folder).size());
    assertThat(verified.tornBytes()).isZero();
  }

  @Test
  void theSameRecordsGiveTheSameBytes() throws IOException {
    for (String name : List.of("a", "b")) {
      try (var log = LogWriter.open(folder.resolve(name))) {
        var random = new Random(7);
        for (int n = 0; n < 50; n++) {
          log.append(RandomRecords.next(random));
        }
      }
    }
    assertThat(Segment.file(folder.resolve("a"), 0)).hasSameBinaryContentAs(Segment.file(folder.resolve("b"), 0));
  }

  @Test
  void theFormatIsAsDocumented() throws IOException {
    try (var log = LogWriter.open(folder)) {
      log.append(Event.of(Signal.CLICK, "ann", "A", 3));
    }
    byte[] bytes = Files.readAllBytes(segment(0));
    assertThat(Arrays.copyOf(bytes, 16)).containsExactly('T', 'R', 'I', 'B', 'L', 'O', 'G', 1, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(Arrays.copyOfRange(bytes, 20, 24)).containsExactly(10, 0, 0, 0);
    // event, click, fields item and time (2 + 4), "ann", "A", time 3 as zigzag 6
    assertThat(Arrays.copyOfRange(bytes, 28, bytes.length)).containsExactly(1, 1, 6, 3, 'a', 'n', 'n', 1, 'A', 6);
    assertThat(Signal.values()).extracting(Signal::wireName).containsExactly(
        "impression", "click", "scrollToEnd", "like", "unlike", "collect", "uncollect", "share", "comment", "follow", "unfollow", "hide", "play", "search", "purchase", "visit", "rating");
  }

  @Test
  void appendingGoesOnWhereItEnded() throws IOException {
    for (int round = 0; round < 5; round++) {
      try (var log = LogWriter.open(folder, 1024, Disk.REAL)) {
        assertThat(log.report().cutBytes()).isZero();
        assertThat(log.report().records()).isEqualTo(round * 30L);
        for (int n = 0; n < 30; n++) {
          log.append(click(round * 30 + n));
        }
      }
    }
    var all = records();
    assertThat(all).hasSize(150);
    assertThat(all.get(149)).isEqualTo(new LogRecord.OfEvent(click(149)));
    assertThat(Segment.list(folder)).hasSizeGreaterThan(5).allSatisfy(f -> assertThat(Files.size(f)).isLessThanOrEqualTo(1024));
  }

  @Test
  void aReaderSeesWhatWasSyncedWhileAnotherWrites() throws IOException {
    try (var log = LogWriter.open(folder)) {
      log.append(click(0));
      assertThat(log.log().size()).isZero();
      log.sync();
      assertThat(records()).containsExactly(new LogRecord.OfEvent(click(0)));
      assertThatThrownBy(() -> LogWriter.open(folder))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("appending to the event log since");
    }
    LogWriter.open(folder).close();
  }

  @Test
  void aTornTailIsCutAtEveryByteOfTheLastRecordAndSaid() throws IOException {
    write(9);
    byte[] before = Files.readAllBytes(segment(0));
    try (var log = LogWriter.open(folder)) {
      log.append(click(9));
    }
    byte[] whole = Files.readAllBytes(segment(0));
    for (int length = before.length + 1; length < whole.length; length++) {
      Files.write(segment(0), Arrays.copyOf(whole, length));
      assertThat(EventLog.open(folder).size()).isEqualTo(9);
      assertThat(EventLog.open(folder).verify().tornBytes()).isEqualTo(length - before.length);
      try (var log = LogWriter.open(folder)) {
        assertThat(log.report().cutBytes()).isEqualTo(length - before.length);
        assertThat(log.report().records()).isEqualTo(9);
        assertThat(log.report().file()).contains(segment(0));
        assertThat(log.report().note()).contains("within record 9").contains(length - before.length + " bytes");
      }
      assertThat(segment(0)).hasBinaryContent(before);
      try (var log = LogWriter.open(folder)) {
        assertThat(log.report().note()).isEmpty();
        assertThat(log.append(click(9))).isEqualTo(9);
      }
      assertThat(segment(0)).hasBinaryContent(whole);
    }
  }

  @Test
  void aSegmentWhoseHeaderWasBeingWrittenIsBegunAgain() throws IOException {
    try (var log = LogWriter.open(folder, 1024, Disk.REAL)) {
      while (Segment.list(folder).size() < 2) {
        log.append(click((int) log.size()));
      }
    }
    Path last = Segment.list(folder).getLast();
    long first = Segment.first(last);
    byte[] whole = Files.readAllBytes(last);
    for (int length = 0; length < Segment.HEADER_BYTES; length++) {
      Files.write(last, Arrays.copyOf(whole, length));
      assertThat(EventLog.open(folder).size()).isEqualTo(first);
      try (var log = LogWriter.open(folder)) {
        assertThat(log.report().records()).isEqualTo(first);
        assertThat(log.report().cutBytes()).isEqualTo(length);
        log.append(click((int) first));
      }
      assertThat(records()).hasSize((int) first + 1);
    }
    Files.write(folder.resolve("00000000000000099999.log"), new byte[3]);
    assertThatThrownBy(() -> LogWriter.open(folder)).isInstanceOf(CorruptFileException.class).hasMessageContaining("does not follow");
  }

  @Test
  void everyFlippedBitIsFound() throws IOException {
    write(5);
    byte[] whole = Files.readAllBytes(segment(0));
    var expected = records();
    int lastRecord = 0;
    for (int at = Segment.HEADER_BYTES; at < whole.length; at += Segment.FRAME_BYTES + whole[at]) {
      lastRecord = at;
    }
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(segment(0), flipped);
      if (bit / 8 < lastRecord) {
        assertThatThrownBy(() -> EventLog.open(folder).verify()).as("bit %d", bit).isInstanceOf(CorruptFileException.class).hasMessageContaining(segment(0).getFileName().toString());
        if (bit % 7 == 0) {
          assertThatThrownBy(() -> LogWriter.open(folder)).as("bit %d", bit).isInstanceOf(CorruptFileException.class);
          assertThat(segment(0)).hasBinaryContent(flipped); // nothing was cut
        }
      } else {
        assertThat(records()).as("bit %d", bit).isEqualTo(expected.subList(0, 4));
      }
    }
  }

  @Test
  void damageInTheMiddleIsRefusedWithPlaceAndAdviceAndTheRecordsBeforeItAreRead() throws IOException {
    write(20);
    byte[] whole = Files.readAllBytes(segment(0));
    int record3 = Segment.HEADER_BYTES;
    for (int n = 0; n < 3; n++) {
      record3 += Segment.FRAME_BYTES + whole[record3];
    }
    Arrays.fill(whole, record3, record3 + 100, (byte) 0); // several records are gone
    Files.write(segment(0), whole);
    var met = new ArrayList<LogRecord>();
    int place = record3;
    assertThatThrownBy(() -> EventLog.open(folder).replay(0, (_, entry) -> met.add(entry)))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("record 3 is damaged")
        .hasMessageContaining("at byte " + place)
        .hasMessageContaining("restore the file from a copy");
    assertThat(met).hasSize(3);
  }

  @Test
  void aMissingRenamedOrForeignSegmentIsRefused() throws IOException {
    try (var log = LogWriter.open(folder, 1024, Disk.REAL)) {
      for (int n = 0; n < 100; n++) {
        log.append(click(n));
      }
    }
    var files = Segment.list(folder);
    Path second = files.get(1);
    Path hidden = folder.resolve("hidden");
    Files.move(second, hidden);
    assertThatThrownBy(() -> records()).isInstanceOf(CorruptFileException.class).hasMessageContaining("are missing");
    Files.move(hidden, second);
    Files.move(files.get(0), hidden);
    assertThatThrownBy(() -> records()).isInstanceOf(CorruptFileException.class).hasMessageContaining("is the oldest segment").hasMessageContaining("records 0..");
    assertThatThrownBy(() -> EventLog.open(folder).verify()).isInstanceOf(CorruptFileException.class);
    Files.move(hidden, files.get(0));
    assertThat(records()).hasSize(100);
    Path renamed = Segment.file(folder, Segment.first(second) + 1);
    Files.move(second, renamed);
    assertThatThrownBy(() -> records()).isInstanceOf(CorruptFileException.class);
    Files.move(renamed, second);
    Files.writeString(files.getLast(), "user,item,time\nann,A,1\nbob,B,2\n");
    assertThatThrownBy(() -> records()).isInstanceOf(CorruptFileException.class).hasMessageContaining("is no segment of an event log");
    assertThatThrownBy(() -> LogWriter.open(folder)).isInstanceOf(CorruptFileException.class);
  }

  @Test
  void whatCannotBeKeptIsRefusedAndNothingIsAdded() throws IOException {
    try (var log = LogWriter.open(folder)) {
      log.append(click(0));
      assertThatThrownBy(() -> log.append(new User("u", Map.of("age", 7)))).isInstanceOf(IllegalArgumentException.class).hasMessage("attribute age is a Integer, allowed String, Double, Boolean and List of String");
      assertThatThrownBy(() -> log.append(new User("u", Map.of("tags", List.of(1))))).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> log.append(Item.builder("i").text("x".repeat(17 << 20)).build())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("allowed 16777216");
      assertThat(log.append(Item.builder("i").text("物".repeat(5 << 20)).build())).isEqualTo(1);
      assertThat(log.append(click(2))).isEqualTo(2);
    }
    assertThat(records()).hasSize(3);
    var closed = LogWriter.open(folder);
    closed.close();
    assertThatThrownBy(() -> closed.append(click(3))).isInstanceOf(IllegalStateException.class).hasMessageContaining("open another");
  }

  @Test
  void anImportThatFailsCanBeTakenBackAlsoAcrossSegments() throws IOException {
    try (var log = LogWriter.open(folder, 1024, Disk.REAL)) {
      for (int n = 0; n < 10; n++) {
        log.append(click(n));
      }
      var mark = log.mark();
      for (int n = 10; n < 200; n++) {
        log.append(click(n));
      }
      log.sync();
      log.cutBack(mark);
      assertThat(log.size()).isEqualTo(10);
      assertThat(log.append(click(10))).isEqualTo(10);
    }
    assertThat(records()).hasSize(11);
    assertThat(EventLog.open(folder).verify().tornBytes()).isZero();
  }

  @Test
  void afterAFailureAtAnyStepEveryRecordThatWasSyncedIsThere() throws IOException {
    for (var fault : FaultyDisk.Fault.values()) {
      boolean ended = false;
      for (int step = 0; !ended; step++) {
        Disk.REAL.deleteTree(folder.resolve("log"));
        Path log = folder.resolve("log");
        long synced = 0;
        try (var writer = LogWriter.open(log, 1024, new FaultyDisk(step, fault))) {
          for (int n = 0; n < 60; n++) {
            writer.append(click(n));
            if (n % 10 == 9) {
              writer.sync();
              synced = n + 1;
            }
          }
          ended = true;
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("no space left");
        }
        try (var writer = LogWriter.open(log, 1024, Disk.REAL)) {
          assertThat(writer.size()).as("%s at %d", fault, step).isGreaterThanOrEqualTo(synced);
          writer.append(click((int) writer.size()));
        }
        var all = new ArrayList<LogRecord>();
        EventLog.open(log).replay(0, (sequence, entry) -> {
          assertThat(entry).isEqualTo(new LogRecord.OfEvent(click((int) sequence)));
          all.add(entry);
        });
        assertThat(all).hasSizeGreaterThan((int) synced);
      }
    }
  }

  @Test
  void aWriterThatFailedRefusesMoreUntilItIsCutBack() throws IOException {
    var disk = new FaultyDisk(5, FaultyDisk.Fault.HALF_WRITTEN); // open, header, force, folder | write, force | write
    try (var log = LogWriter.open(folder, 4096, disk)) {
      log.append(click(0));
      LogWriter.Mark mark;
      try {
        mark = log.mark();
        log.append(click(1));
        log.sync();
        throw new AssertionError("the disk did not fail");
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("no space left");
      }
      assertThatThrownBy(() -> log.append(click(2))).isInstanceOf(IOException.class).hasMessageContaining("failed before");
      assertThatThrownBy(log::sync).isInstanceOf(IOException.class).hasMessageContaining("free the disk");
    }
  }

  @Test
  void fuzzedSegmentsAreRefusedOrReadAsAPrefix() throws IOException {
    try (var log = LogWriter.open(folder, 4096, Disk.REAL)) {
      var random = new Random(3);
      for (int n = 0; n < 40; n++) {
        log.append(RandomRecords.next(random, 50));
      }
    }
    var expected = records();
    var files = Segment.list(folder);
    var originals = new ArrayList<byte[]>();
    for (Path file : files) {
      originals.add(Files.readAllBytes(file));
    }
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 1500; round++) {
      int which = random.nextInt(files.size());
      Files.write(files.get(which), mutate(originals.get(which), random));
      var met = new ArrayList<LogRecord>();
      try {
        EventLog.open(folder).replay(0, (_, entry) -> met.add(entry));
      } catch (CorruptFileException e) {
        assertThat(e.getMessage()).contains(".log");
      }
      assertThat(met).as("seed %d round %d", seed, round).isEqualTo(expected.subList(0, met.size()));
      Files.write(files.get(which), originals.get(which));
    }
  }

  @Test
  void fuzzedPayloadsAreRefusedWithoutBigAllocations() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var reader = new PayloadReader();
    for (int round = 0; round < 30_000; round++) {
      var writer = new PayloadWriter(64);
      writer.write(RandomRecords.next(random, 10));
      byte[] bytes = mutate(Arrays.copyOf(writer.bytes(), writer.size()), random);
      try {
        reader.read(bytes, 0, bytes.length);
      } catch (PayloadReader.Malformed e) {
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).isNotEmpty();
      }
    }
  }

  static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    switch (random.nextInt(5)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
      case 2 -> random.nextBytes(bytes);
      case 3 -> {
        int from = random.nextInt(bytes.length);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(16)), (byte) random.nextInt());
      }
      default -> {
        for (int n = random.nextInt(4); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }

  @Test
  void eventsThatSpanManyBlocksAreAppendedAndReplayed() throws IOException {
    int count = 100_000;
    try (var log = LogWriter.open(folder)) {
      for (int n = 0; n < count; n++) {
        log.append(new Event("sim-" + n, Signal.IMPRESSION, "u" + n % 5000, "i" + n % 20_000, 1_700_000_000_000L + n, "r" + n / 10, n % 10 + 1, 0f, "", "", "", Map.of()));
      }
    }
    var sum = new long[1];
    assertThat(EventLog.open(folder).replay(0, (_, entry) -> sum[0] += ((LogRecord.OfEvent) entry).event().position())).isEqualTo(count);
    assertThat(sum[0]).isEqualTo(550_000); // 1 + … + 10 = 55 for each ten
    assertThat(Files.size(segment(0))).isLessThan(50L * count);
  }
}
