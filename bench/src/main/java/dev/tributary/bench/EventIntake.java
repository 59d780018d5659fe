package dev.tributary.bench;

import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.home.Home;
import dev.tributary.log.LogRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Events a second that a home takes in from 16 threads, each event on the disk before its call returns: one by one, and in batches of 100;
 * beside F, the syncs a second of 4 KB appends to one file in the same folder, measured before, between and after. Arguments: a folder
 * that does not exist yet, seconds for each measurement.
 */
public final class EventIntake {
  private static final int THREADS = 16;
  private static final AtomicLong IDS = new AtomicLong();

  private EventIntake() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var out = new PrintStream(System.out, true);
    Path folder = Path.of(arguments[0]);
    double seconds = Double.parseDouble(arguments[1]);
    Home.prepare(folder, "a measurement");
    try (var home = Home.open(folder, InstantSource.system())) {
      intake(home, 100, seconds / 4); // warms up
      double before = syncs(folder, seconds / 2);
      double singles = intake(home, 1, seconds);
      double between = syncs(folder, seconds / 2);
      double batches = intake(home, 100, seconds);
      double after = syncs(folder, seconds / 2);
      double syncs = (before + between) / 2;
      out.printf(Locale.ROOT, "F: %.0f, %.0f, %.0f syncs a second of 4 KB%n", before, between, after);
      out.printf(Locale.ROOT, "singles on %d threads: %.0f a second, %.2f of %d F%n", THREADS, singles, singles / THREADS / syncs, THREADS);
      out.printf(Locale.ROOT, "batches of 100 on %d threads: %.0f events a second%n", THREADS, batches);
      out.printf("%d records in the log, %d seen ids%n", home.records(), IDS.get());
    }
  }

  private static double syncs(Path folder, double seconds) throws IOException {
    Path file = folder.resolve("syncs");
    long syncs = 0;
    long start = System.nanoTime();
    try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (System.nanoTime() - start < seconds * 1e9) {
        channel.write(ByteBuffer.allocate(4096));
        channel.force(true);
        syncs++;
      }
    }
    double rate = syncs / ((System.nanoTime() - start) / 1e9);
    Files.delete(file);
    return rate;
  }

  private static double intake(Home home, int batch, double seconds) throws InterruptedException {
    var accepted = new AtomicLong();
    long start = System.nanoTime();
    var threads = IntStream.range(0, THREADS).mapToObj(thread -> Thread.ofPlatform().start(() -> {
      while (System.nanoTime() - start < seconds * 1e9) {
        try {
          accepted.addAndGet(home.append(events(batch)).accepted());
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    })).toList();
    for (var thread : threads) {
      thread.join();
    }
    return accepted.get() / ((System.nanoTime() - start) / 1e9);
  }

  private static List<LogRecord> events(int count) {
    return IntStream.range(0, count).<LogRecord>mapToObj(_ -> {
      long n = IDS.incrementAndGet();
      return new LogRecord.OfEvent(Event.of(Signal.CLICK, "u" + n % 10_007, "i" + n % 19_997, 1_700_000_000_000L + n).withId("e-" + n));
    }).toList();
  }
}
