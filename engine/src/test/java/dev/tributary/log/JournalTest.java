package dev.tributary.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.catalog.Item;
import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.disk.Disk;
import dev.tributary.disk.FaultyDisk;
import dev.tributary.disk.ForgetfulDisk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;

  private static LogRecord event(String id) {
    return new LogRecord.OfEvent(Event.of(Signal.CLICK, "u", "i-" + id, 5).withId(id));
  }

  private static List<LogRecord> events(String... ids) {
    return java.util.Arrays.stream(ids).map(JournalTest::event).toList();
  }

  private List<String> ids() throws IOException {
    var ids = new ArrayList<String>();
    EventLog.open(folder).replay(0, (_, entry) -> ids.add(((LogRecord.OfEvent) entry).event().id()));
    return ids;
  }

  @Test
  void anEventIsTakenOnceHoweverOftenItIsSent() throws IOException {
    var followed = new ArrayList<Long>();
    try (var journal = Journal.open(folder, new RecentIds(), (sequence, _) -> followed.add(sequence))) {
      assertThat(journal.commit(events("a", "b"))).isEqualTo(new Journal.Receipt(2, List.of()));
      assertThat(journal.commit(events("b", "c", "c"))).isEqualTo(new Journal.Receipt(1, List.of(0, 2)));
      assertThat(journal.commit(events("", ""))).isEqualTo(new Journal.Receipt(2, List.of())); // nothing tells them apart
      assertThat(journal.commit(List.of())).isEqualTo(new Journal.Receipt(0, List.of()));
    }
    assertThat(ids()).containsExactly("a", "b", "c", "", "");
    assertThat(followed).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void whatManyThreadsHandInIsInOneOrderForLogAndFollower() throws Exception {
    var followed = Collections.synchronizedList(new ArrayList<String>());
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    try (var journal = Journal.open(folder, 2048, Disk.REAL, new RecentIds(), (_, entry) -> followed.add(((LogRecord.OfEvent) entry).event().id()));
        var threads = Executors.newFixedThreadPool(8)) {
      for (int t = 0; t < 8; t++) {
        int thread = t;
        threads.submit(() -> {
          for (int n = 0; n < 50; n++) {
            String own = thread + "-" + n;
            var receipt = journal.commit(events(own, "shared-" + n)); // all eight send the second one
            assertThat(followed.contains(own) && followed.contains("shared-" + n)).as("%s counts when commit returns", own).isTrue();
            accepted.add(own);
            if (receipt.accepted() == 2) {
              assertThat(accepted.add("shared-" + n)).as("shared-%d", n).isTrue();
            }
          }
          return null;
        });
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(accepted).hasSize(8 * 50 + 50);
    assertThat(ids()).containsExactlyElementsOf(followed).doesNotHaveDuplicates().hasSameElementsAs(accepted);
    assertThat(Segment.list(folder).size()).isGreaterThan(3);
  }

  @Test
  void aPowerCutLosesNothingThatWasAcknowledged() throws Exception {
    for (int round = 0; round < 10; round++) {
      Path log = folder.resolve("log" + round);
      var disk = new ForgetfulDisk();
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      var journal = Journal.open(log, 2048, disk, new RecentIds(), (_, _) -> {});
      try (var threads = Executors.newFixedThreadPool(4)) {
        for (int t = 0; t < 4; t++) {
          int thread = t;
          threads.submit(() -> {
            for (int n = 0; ; n++) {
              String id = thread + "-" + n;
              try {
                journal.commit(events(id));
              } catch (NotStoredException _) {
                return null;
              }
              acknowledged.add(id);
            }
          });
        }
        Thread.sleep(5 + round * 5L);
        disk.cutPower();
      }
      journal.close();
      var found = new ArrayList<String>();
      try (var again = Journal.open(log, new RecentIds(), (_, _) -> {})) {
        EventLog.open(log).replay(0, (_, entry) -> found.add(((LogRecord.OfEvent) entry).event().id()));
      }
      assertThat(found).as("round %d", round).doesNotHaveDuplicates().containsAll(acknowledged);
      assertThat(acknowledged).as("round %d", round).isNotEmpty();
    }
  }

  @Test
  void aFullDiskIsToldAndTheLogGoesOnWhenThereIsRoomAgain() throws IOException {
    int steps = 0;
    for (int step = 0; step < 36; step++) {
      for (var fault : List.of(FaultyDisk.Fault.ONCE, FaultyDisk.Fault.HALF_WRITTEN)) {
        Path log = folder.resolve(fault + "-" + step);
        var kept = new ArrayList<String>();
        var disk = new FaultyDisk(step, fault);
        try (var journal = Journal.open(log, 1024, disk, new RecentIds(), (_, _) -> {})) {
          for (int n = 0; n < 12; n++) {
            String[] ids = IntStream.range(n * 5, n * 5 + 5).mapToObj(i -> "e" + i).toArray(String[]::new);
            try {
              journal.commit(events(ids));
            } catch (NotStoredException e) {
              assertThat(e).hasMessageContaining("nothing of the batch was kept: no space left on device");
              assertThat(journal.commit(events(ids)).accepted()).as("%s at %d", fault, step).isEqualTo(5); // sent again: new
            }
            kept.addAll(List.of(ids));
            assertThat(journal.commit(events(ids)).accepted()).isZero();
          }
        } catch (NotStoredException e) {
          throw e;
        } catch (IOException e) {
          assertThat(step).as("only the opening may fail").isLessThan(6);
          continue;
        }
        var found = new ArrayList<String>();
        EventLog.open(log).replay(0, (_, entry) -> found.add(((LogRecord.OfEvent) entry).event().id()));
        assertThat(found).as("%s at %d", fault, step).isEqualTo(kept);
        steps = Math.max(steps, disk.steps());
      }
    }
    assertThat(steps).as("every step failed once").isBetween(36, 50);
  }

  @Test
  void aRecordThatIsTooLongCostsItsOwnBatchAlone() throws IOException {
    try (var journal = Journal.open(folder, new RecentIds(), (_, _) -> {})) {
      var tooLong = new LogRecord.OfItem(Item.builder("i").text("x".repeat(17 << 20)).build());
      assertThatThrownBy(() -> journal.commit(List.of(event("a"), tooLong))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("allowed 16777216");
      assertThat(journal.commit(events("a")).accepted()).isEqualTo(1);
    }
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void aFollowerThatFailsFailsTheCallAndNotTheLog() throws IOException {
    try (var journal = Journal.open(folder, new RecentIds(), (sequence, _) -> {
      if (sequence == 0) {
        throw new IllegalStateException("no such item");
      }
    })) {
      assertThatThrownBy(() -> journal.commit(events("a"))).hasMessage("no such item");
      assertThat(journal.commit(events("a", "b"))).isEqualTo(new Journal.Receipt(1, List.of(0)));
    }
    assertThat(ids()).containsExactly("a", "b");
  }

  @Test
  void aSecondWriterIsRefused() throws IOException {
    try (var journal = Journal.open(folder, new RecentIds(), (_, _) -> {})) {
      assertThatThrownBy(() -> LogWriter.open(folder)).isInstanceOf(FileSystemException.class).hasMessageContaining("appending to the event log");
      journal.rotate();
      journal.commit(events("a"));
      journal.rotate();
      journal.rotate(); // an empty segment is not followed by another
      assertThat(Segment.list(folder)).hasSize(2);
    }
    var journal = Journal.open(folder, new RecentIds(), (_, _) -> {});
    journal.close();
    assertThatThrownBy(() -> journal.commit(events("b"))).hasMessageContaining("closed");
  }

  @Test
  void anIdIsKnownForTheHorizonAndForgottenAfterTwice() {
    var ids = new RecentIds(1000);
    for (int n = 0; n < 10_000; n++) {
      assertThat(ids.add("e" + n)).isTrue();
      assertThat(ids.add("e" + n)).isFalse();
      if (n >= 1000) {
        assertThat(ids.contains("e" + (n - 999))).as("%d", n).isTrue();
      }
      if (n >= 2000) {
        assertThat(ids.contains("e" + (n - 2000))).as("%d", n).isFalse();
      }
    }
    var restored = RecentIds.of(ids.young(), ids.old());
    var known = new HashSet<Integer>();
    IntStream.range(0, 10_000).filter(n -> restored.contains("e" + n)).forEach(known::add);
    assertThat(known).isEqualTo(new HashSet<>(IntStream.range(0, 10_000).filter(n -> ids.contains("e" + n)).boxed().toList()));
    assertThat(ids.add("")).isTrue();
    assertThat(ids.add("")).isTrue();
    assertThatThrownBy(() -> RecentIds.of(new long[3], new long[1])).hasMessageContaining("power of two");
    assertThatThrownBy(() -> RecentIds.of(new long[] {5, 6}, new long[1])).hasMessageContaining("full");
  }

  @Test
  void whatIsOfferedStandsBeforeWhatIsCommittedLater() throws Exception {
    try (var journal = Journal.open(folder, new RecentIds(), (_, _) -> {})) {
      journal.offer(events("a", "b"));
      assertThat(ids()).as("nobody waited for it").isEmpty();
      journal.commit(events("c", "a"));
      assertThat(ids()).containsExactly("a", "b", "c");
      for (int n = 0; n < 1024; n++) {
        journal.offer(events("n" + n));
      }
      for (long end = System.nanoTime() + 10_000_000_000L; ids().size() < 3 + 1024 && System.nanoTime() < end; ) {
        Thread.sleep(5); // another thread writes them
      }
      assertThat(ids()).as("they do not wait for ever").hasSize(3 + 1024);
      journal.offer(events("last"));
    }
    assertThat(ids()).endsWith("last");
  }

  @Test
  void anOfferNeverWaitsForTheDiskAndIsRefusedWhereTheDiskStandsStill() throws Exception {
    var busy = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var journal = Journal.open(folder, new RecentIds(), (_, _) -> {});
        var threads = Executors.newSingleThreadExecutor()) {
      threads.submit(() -> {
        journal.exclusively(() -> {
          busy.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
        return 0;
      });
      busy.await();
      int taken = 0;
      while (journal.offer(events("n" + taken))) {
        taken++;
      }
      assertThat(taken).isEqualTo(16 * 1024);
      go.countDown();
      journal.commit(events("last"));
      assertThat(journal.offer(events("after"))).isTrue();
    }
    assertThat(ids()).hasSize(16 * 1024 + 2).endsWith("last", "after");
  }
}
