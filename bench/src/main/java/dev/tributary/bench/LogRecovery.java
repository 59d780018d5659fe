package dev.tributary.bench;

import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.home.Home;
import dev.tributary.log.LogRecord;
import dev.tributary.log.LogWriter;
import dev.tributary.log.Upkeep;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Random;

/**
 * How long a home with many events takes to open: from its log, from its compressed log, and from a snapshot with a tail of a thousand events.
 * Arguments: a folder that does not exist yet and the number of events, which writes the log; the folder and {@code compress}, which does the upkeep,
 * writes a snapshot and adds a tail; the folder and {@code open}, which measures, in a process of its own, so that nothing
 * is warm but the file system. Users are 100,000, items 20,000, both drawn so that few have much.
 */
public final class LogRecovery {
  private LogRecovery() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    var out = new PrintStream(System.out, true);
    Path folder = Path.of(arguments[0]);
    switch (arguments[1]) {
      case "open" -> {
        long cpu = cpu();
        long start = System.nanoTime();
        var home = Home.open(folder, InstantSource.system());
        out.printf(Locale.ROOT, "%d records, %d users, %d items: open in %.2f s, %.2f s of processors%n", home.records(), home.live().catalog().userCount(), home.live().catalog().itemCount(),
            (System.nanoTime() - start) / 1e9, (cpu() - cpu) / 1e9);
      }
      case "compress" -> {
        long start = System.nanoTime();
        try (var home = Home.open(folder, InstantSource.system())) {
          var report = home.upkeep(Upkeep.Rules.KEEP_ALL);
          out.printf(Locale.ROOT, "upkeep: %d bytes became %d; %.2f s with opening and snapshot%n", report.bytesBefore(), report.bytesAfter(), (System.nanoTime() - start) / 1e9);
        }
        append(folder, Home.open(folder, InstantSource.system()).records(), 1000);
      }
      default -> {
        Home.prepare(folder, "a measurement");
        append(folder, 0, Long.parseLong(arguments[1]));
        long bytes = 0;
        try (var files = Files.list(Home.log(folder))) {
          for (Path file : files.toList()) {
            bytes += Files.size(file);
          }
        }
        out.printf("%s events, %d bytes%n", arguments[1], bytes);
      }
    }
  }

  private static void append(Path folder, long from, long count) throws IOException {
    var random = new Random(from + 1);
    try (var writer = LogWriter.open(Home.log(folder))) {
      for (long n = from; n < from + count; n++) {
        double skew = random.nextDouble();
        int user = (int) (100_000 * random.nextDouble() * random.nextDouble());
        var signal = n % 4 == 0 ? Signal.CLICK : n % 16 == 1 ? Signal.LIKE : Signal.IMPRESSION;
        writer.append(new LogRecord.OfEvent(Event.of(signal, "user" + user, "item" + (int) (20_000 * skew * skew * skew), 1_700_000_000_000L + n * 100).withId("event-" + n)));
      }
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
