package dev.tributary.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.disk.Disk;
import dev.tributary.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {
  private static final Upkeep.Rules OUTDATED = new Upkeep.Rules(500, true);

  @TempDir Path folder;

  /** Events of 12 users with 30 items at times 0..999, items with and without fields, users, responses; erasures of users 0 and 1 at two thirds. */
  private static List<LogRecord> records(long seed, int count) {
    var random = new Random(seed);
    var records = new ArrayList<LogRecord>();
    for (int n = 0; n < count; n++) {
      String user = "u" + random.nextInt(12);
      String item = "i" + random.nextInt(30);
      records.add(switch (random.nextInt(8)) {
        case 0 -> new LogRecord.OfItem(Item.builder(item).title("title " + n).build());
        case 1 -> new LogRecord.OfUser(new User(user, Map.of("n", (double) n)));
        case 2 -> new LogRecord.OfResponse(response("r" + n, user, random.nextInt(1000), item));
        case 3 -> new LogRecord.OfEvent(Event.of(Signal.VISIT, user, "", Event.NO_TIME));
        default -> new LogRecord.OfEvent(Event.of(Signal.CLICK, user, item, random.nextInt(1000)));
      });
    }
    records.set(count * 2 / 3, new LogRecord.OfErasure("u0"));
    records.set(count * 2 / 3 + 1, new LogRecord.OfErasure("u1"));
    return records;
  }

  private static Response response(String id, String user, long time, String item) {
    return new Response(id, user, "feed", "r1", time, List.of(new Response.Shown(item, 0.5f, List.of(new Response.Found("itemcf", 3, 2.5f)), List.of(1f, 2f))), List.of("a", "b"),
        List.of(new Response.Cut("preRanking", "i9", 700, 0.1f)));
  }

  private static void write(Path log, List<LogRecord> records) throws IOException {
    try (var writer = LogWriter.open(log, 2048, Disk.REAL)) {
      for (var entry : records) {
        writer.append(entry);
      }
      writer.rotate();
    }
  }

  private static Map<Long, LogRecord> read(Path log) throws IOException {
    var read = new TreeMap<Long, LogRecord>();
    EventLog.open(log).replay(0, read::put);
    return read;
  }

  /** What the rules leave at each number, worked out record by record. */
  private static Map<Long, LogRecord> expected(List<LogRecord> records, Upkeep.Rules rules) {
    var left = new TreeMap<Long, LogRecord>();
    var met = new ArrayList<String>();
    int erasure = IntStream.range(0, records.size()).filter(n -> records.get(n) instanceof LogRecord.OfErasure).max().orElse(-1);
    for (int n = 0; n < records.size(); n++) {
      var entry = records.get(n);
      String user = entry instanceof LogRecord.OfEvent(var e) ? e.user() : entry instanceof LogRecord.OfUser(var u) ? u.id() : entry instanceof LogRecord.OfResponse(var r) ? r.user() : "";
      String item = entry instanceof LogRecord.OfEvent(var e) ? e.item() : entry instanceof LogRecord.OfItem(var i) ? i.id() : "";
      long time = entry instanceof LogRecord.OfEvent(var e) && e.time() != Event.NO_TIME ? e.time() : entry instanceof LogRecord.OfResponse(var r) ? r.time() : Long.MAX_VALUE;
      String replaceable = entry instanceof LogRecord.OfItem(var i) ? "item " + i.id() : entry instanceof LogRecord.OfUser(var u) ? "user " + u.id() : "";
      boolean replaced = rules.latestOnly() && !replaceable.isEmpty() && records.subList(n + 1, records.size()).stream()
          .anyMatch(later -> later instanceof LogRecord.OfItem(var i) && replaceable.equals("item " + i.id()) || later instanceof LogRecord.OfUser(var u) && replaceable.equals("user " + u.id()));
      boolean gone = entry instanceof LogRecord.OfErasure || (user.equals("u0") || user.equals("u1")) && n < erasure || time < rules.eventsFrom() || replaced;
      boolean first = !item.isEmpty() && !met.contains(item);
      if (first) {
        met.add(item);
      }
      if (!gone) {
        left.put((long) n, entry);
      } else if (first) {
        left.put((long) n, new LogRecord.OfItem(Item.of(item)));
      }
    }
    return left;
  }

  private static List<String> items(Path log) throws IOException {
    var catalog = new Catalog();
    EventLog.open(log).replay(0, (_, entry) -> {
      if (entry instanceof LogRecord.OfItem(var item)) {
        catalog.put(item);
      } else if (entry instanceof LogRecord.OfEvent(var event) && !event.item().isEmpty()) {
        catalog.addItem(event.item());
      }
    });
    return IntStream.range(0, catalog.itemCount()).mapToObj(n -> catalog.item(n).id()).toList();
  }

  @Test
  void closedSegmentsAreCompressedAndReadTheSame() throws IOException {
    var records = IntStream.range(0, 500).<LogRecord>mapToObj(n -> new LogRecord.OfEvent(Event.of(Signal.CLICK, "user" + n % 7, "item" + n % 13, n))).toList();
    write(folder, records);
    var before = read(folder);
    var report = Upkeep.run(folder, Upkeep.Rules.KEEP_ALL);
    assertThat(report.compressed()).isGreaterThan(5);
    assertThat(report.rewritten()).isZero();
    assertThat(report.bytesAfter()).isLessThan(report.bytesBefore() / 2);
    assertThat(read(folder)).isEqualTo(before).hasSize(500);
    var tail = new ArrayList<Long>();
    EventLog.open(folder).replay(123, (sequence, _) -> tail.add(sequence));
    assertThat(tail).hasSize(500 - 123).startsWith(123L);
    try (var writer = LogWriter.open(folder)) {
      assertThat(writer.append(records.getFirst())).isEqualTo(500);
    }
    assertThat(EventLog.open(folder).verify().records()).isEqualTo(501);
    assertThat(Upkeep.run(folder, Upkeep.Rules.KEEP_ALL).compressed()).isZero(); // done already
  }

  @Test
  void whatIsErasedOrOutdatedGoesAndAllElseStaysAtItsNumber() throws IOException {
    for (long seed = 1; seed <= 20; seed++) {
      for (var rules : List.of(Upkeep.Rules.KEEP_ALL, OUTDATED)) {
        Path log = folder.resolve(seed + " " + rules.latestOnly());
        var records = records(seed, 300);
        write(log, records);
        var items = items(log);
        var report = Upkeep.run(log, rules);
        assertThat(read(log)).as("seed %d, %s", seed, rules).isEqualTo(expected(records, rules));
        assertThat(items(log)).as("seed %d: the catalog's ints", seed).isEqualTo(items);
        assertThat(report.erased()).as("seed %d", seed).containsOnlyKeys("u0", "u1").doesNotContainValue(0L);
        assertThat(report.outdated() > 0).isEqualTo(rules.latestOnly());
        for (Path file : Segment.list(log)) {
          assertThat(Segment.packed(file)).isEqualTo(!file.equals(Segment.list(log).getLast()));
        }
        assertThat(EventLog.open(log).verify().records()).isEqualTo(300);
        var again = Upkeep.run(log, rules);
        assertThat(again.rewritten()).as("seed %d: nothing is left to do", seed).isZero();
        assertThat(again.erased()).isEmpty();
      }
    }
  }

  @Test
  void aKillAtAnyStepLeavesALogThatReadsTheSameAndIsFinishedLater() throws IOException {
    var records = records(7, 150);
    write(folder.resolve("clean"), records);
    var clean = new FaultyDisk(Integer.MAX_VALUE, FaultyDisk.Fault.ONCE);
    Upkeep.run(folder.resolve("clean"), OUTDATED, clean);
    assertThat(clean.steps()).isGreaterThan(12);
    for (int step = 0; step < clean.steps(); step++) {
      for (var fault : List.of(FaultyDisk.Fault.KILLED, FaultyDisk.Fault.KILLED_AFTER, FaultyDisk.Fault.ONCE)) {
        Path log = folder.resolve(fault + " " + step);
        write(log, records);
        var disk = new FaultyDisk(step, fault);
        try {
          Upkeep.run(log, OUTDATED, disk);
        } catch (IOException _) {
          var half = read(log);
          assertThat(half.keySet()).as("%s at %d", fault, step).containsAll(expected(records, OUTDATED).keySet());
          boolean leftover = half.entrySet().stream().anyMatch(e -> e.getKey() < 100 && e.getValue() instanceof LogRecord.OfEvent(var event) && event.user().equals("u0"));
          assertThat(!leftover || half.containsValue(new LogRecord.OfErasure("u0"))).as("%s at %d: the erasure goes last", fault, step).isTrue();
        }
        Upkeep.run(log, OUTDATED);
        assertThat(read(log)).as("%s at %d", fault, step).isEqualTo(expected(records, OUTDATED));
      }
    }
  }

  @Test
  void aDamagedSegmentIsSetAsideAndTheRestServed() throws IOException {
    for (boolean packed : new boolean[] {false, true}) {
      Path log = folder.resolve("packed " + packed);
      var records = records(3, 300).stream().filter(entry -> !(entry instanceof LogRecord.OfErasure)).toList();
      write(log, records);
      if (packed) {
        Upkeep.run(log, Upkeep.Rules.KEEP_ALL);
      }
      var files = Segment.list(log);
      assertThat(files.size()).isGreaterThan(5);
      byte[] bytes = Files.readAllBytes(files.get(2));
      bytes[bytes.length / 2] ^= 0x10;
      Files.write(files.get(2), bytes);
      Files.delete(files.get(4));
      var damages = new ArrayList<EventLog.Damage>();
      var read = new TreeMap<Long, LogRecord>();
      assertThat(EventLog.open(log).replay(0, read::put, damages::add)).isEqualTo(records.size());
      assertThat(damages).extracting(EventLog.Damage::to).containsExactly(Segment.first(files.get(3)) - 1, Segment.first(files.get(5)) - 1);
      long lost = damages.stream().mapToLong(d -> d.to() - d.from() + 1).sum();
      assertThat(read).hasSize((int) (records.size() - lost));
      assertThat(damages.getFirst().from()).isGreaterThanOrEqualTo(Segment.first(files.get(2)));
      read.forEach((sequence, entry) -> assertThat(entry).isEqualTo(records.get((int) (long) sequence)));

      var report = Upkeep.run(log, Upkeep.Rules.KEEP_ALL);
      assertThat(report.quarantined()).extracting(EventLog.Damage::from).containsExactlyElementsOf(damages.stream().map(EventLog.Damage::from).toList());
      assertThat(report.quarantined()).extracting(EventLog.Damage::to).containsExactlyElementsOf(damages.stream().map(EventLog.Damage::to).toList());
      assertThat(read(log)).isEqualTo(read);
      assertThat(Files.readAllBytes(log.resolve(Upkeep.QUARANTINE).resolve(files.get(2).getFileName()))).isEqualTo(bytes);
      assertThat(EventLog.open(log).verify().records()).isEqualTo(records.size());
    }
  }
}
