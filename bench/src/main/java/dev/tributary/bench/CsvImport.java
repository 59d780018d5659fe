package dev.tributary.bench;

import dev.tributary.data.EventFiles;
import dev.tributary.data.ReadOptions;
import dev.tributary.math.Progress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A CSV of ratings into memory, sorted by user and time, beside DuckDB ({@code peers/duckdb_import.py}) on the same file: seconds, processor seconds, and our memory beside what the rows
 * must take. Arguments: the file, which is written when it is not there; the number of rows; repetitions; a Python interpreter with duckdb (or {@code PYTHON}; {@code -} leaves the peer
 * out). Users are rows / 20, items rows / 100 but 200,000 at most; activity falls off steeply, popularity like 1 / (rank + 10), rows come in order of time.
 */
public final class CsvImport {
  private CsvImport() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    var out = new PrintStream(System.out, true);
    Path file = Path.of(arguments[0]);
    int rows = Integer.parseInt(arguments[1]);
    int repetitions = Integer.parseInt(arguments[2]);
    String python = arguments.length > 3 ? arguments[3] : System.getenv().getOrDefault("PYTHON", "python3");
    if (!Files.exists(file)) {
      write(file, rows);
    }
    out.printf(Locale.ROOT, "%d rows, %d bytes%n", rows, Files.size(file));
    for (int n = 0; n < repetitions; n++) {
      ours(file, out);
    }
    if (!python.equals("-")) {
      try (var peer = new Peer(python, "duckdb_import.py", Runtime.getRuntime().availableProcessors())) {
        for (int n = 0; n < repetitions; n++) {
          out.println("duckdb " + peer.ask(file.toString()));
        }
      }
    }
  }

  private static void ours(Path file, PrintStream out) throws IOException {
    long cpu = cpu();
    long start = System.nanoTime();
    var log = EventFiles.load(file, ReadOptions.DEFAULT, Progress.NONE).interactions();
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        Locale.ROOT, "tributary %d rows, %d users, %d items: %.2f s, %.2f s of processors; %.0f MB off the heap beside the ids, most resident so far %.0f MB%n",
        log.size(), log.users().size(), log.items().size(), seconds, (cpu() - cpu) / 1e9, log.bytes() / 1e6, mostResident() / 1e6);
  }

  private static void write(Path file, int rows) throws IOException {
    var random = new SplittableRandom(1);
    int users = rows / 20;
    int items = Math.min(200_000, rows / 100);
    double top = Math.log((items + 10) / 10.0);
    try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write("user,item,rating,time\n".getBytes(StandardCharsets.US_ASCII));
      for (int row = 0; row < rows; row++) {
        // squaring a uniform number makes few users active; the inverse of the cumulated 1 / (rank + 10) makes few items popular
        int user = (int) (users * random.nextDouble() * random.nextDouble());
        int item = (int) (10 * Math.exp(top * random.nextDouble()) - 10);
        out.write((user + "," + item + "," + (random.nextInt(9) + 2) / 2.0 + "," + (1_500_000_000L + row * 3L) + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  private static double mostResident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM:")).mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""))).findFirst().orElse(Double.NaN);
  }
}
