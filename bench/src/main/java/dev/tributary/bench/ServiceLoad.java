package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a running service on this machine answers in a closed loop: requests a second, times, and the processor time of the service for
 * each, read from the system's account of its process. Arguments: its home, its port, a key of the role write, its process id,
 * seconds, connections, and what is asked: {@code pages} of 10 for uniformly drawn users with 20 interests or more, single {@code
 * events}, or {@code batches} of 100. A first third of the time warms up. Anything but a success ends the run.
 */
public final class ServiceLoad {
  private static final int BATCH = 100;

  private ServiceLoad() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    String key = arguments[2];
    var account = new ProcessAccount(Long.parseLong(arguments[3]));
    double seconds = Double.parseDouble(arguments[4]);
    int connections = Integer.parseInt(arguments[5]);
    String what = arguments[6];
    var users = Visitors.of(Path.of(arguments[0]));
    run(port, key, users, connections, what, seconds / 3, account);
    System.out.println(run(port, key, users, connections, what, seconds * 2 / 3, account));
  }

  private static String run(int port, String key, List<String> users, int connections, String what, double seconds, ProcessAccount account) throws Exception {
    var number = new AtomicLong(System.nanoTime());
    long begun = System.nanoTime();
    double cpu = account.cpuSeconds();
    var times = new ArrayList<long[]>();
    var threads = new ArrayList<Thread>();
    for (int n = 0; n < connections; n++) {
      int seed = n;
      threads.add(Thread.ofPlatform().start(() -> {
        long[] mine = loop(port, key, users, what, seed, number, begun + (long) (seconds * 1e9));
        synchronized (times) {
          times.add(mine);
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    double elapsed = (System.nanoTime() - begun) / 1e9;
    return String.format(
        Locale.ROOT, "%s, %d connections: %.0f requests a second (a connection %.0f to %.0f), %.3f ms of the service's CPU each, p50 %.1f ms, p99 %.1f ms, longest %.0f ms",
        what, connections, all.length / elapsed, times.stream().mapToInt(t -> t.length).min().orElse(0) / elapsed, times.stream().mapToInt(t -> t.length).max().orElse(0) / elapsed,
        (account.cpuSeconds() - cpu) * 1e3 / all.length, all[all.length / 2] / 1e6, all[all.length * 99 / 100] / 1e6, all[all.length - 1] / 1e6);
  }

  private static long[] loop(int port, String key, List<String> users, String what, int seed, AtomicLong number, long end) {
    var dice = new java.util.Random(seed);
    var times = new long[1 << 20];
    int count = 0;
    try (var connection = new Connection(port, key)) {
      while (System.nanoTime() < end && count < times.length) {
        String user = users.get(dice.nextInt(users.size()));
        String body = switch (what) {
          case "pages" -> Visitors.page(user);
          case "events" -> Visitors.events(user, dice, number, 1);
          case "batches" -> Visitors.events(user, dice, number, BATCH);
          default -> throw new IllegalArgumentException(what + " is asked, must be pages, events or batches");
        };
        long begun = System.nanoTime();
        connection.post(what.equals("pages") ? "/v1/recommend" : "/v1/events", body);
        times[count++] = System.nanoTime() - begun;
      }
      return Arrays.copyOf(times, count);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
