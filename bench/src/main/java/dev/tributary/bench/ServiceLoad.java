package dev.tributary.bench;

import dev.tributary.home.Home;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
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
  private static final int ENOUGH = 20;
  private static final int BATCH = 100;
  private static final double TICK = 0.01; // seconds: the account counts hundredths

  private ServiceLoad() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    String key = arguments[2];
    Path account = Path.of("/proc", arguments[3], "stat");
    double seconds = Double.parseDouble(arguments[4]);
    int connections = Integer.parseInt(arguments[5]);
    String what = arguments[6];
    var users = users(Path.of(arguments[0]));
    run(port, key, users, connections, what, seconds / 3, account);
    System.out.println(run(port, key, users, connections, what, seconds * 2 / 3, account));
  }

  private static List<String> users(Path folder) throws IOException {
    var users = new ArrayList<String>();
    try (var home = Home.open(folder, InstantSource.system())) {
      var catalog = home.live().catalog();
      for (int user = 0; user < catalog.userCount(); user++) {
        var interests = new int[1];
        home.live().interests(user, ENOUGH, (_, _, _) -> interests[0]++);
        if (interests[0] == ENOUGH) {
          users.add(catalog.user(user).id());
        }
      }
    }
    return users;
  }

  private static String run(int port, String key, List<String> users, int connections, String what, double seconds, Path account) throws Exception {
    var number = new AtomicLong(System.nanoTime());
    long begun = System.nanoTime();
    double cpu = cpuSeconds(account);
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
        (cpuSeconds(account) - cpu) * 1e3 / all.length, all[all.length / 2] / 1e6, all[all.length * 99 / 100] / 1e6, all[all.length - 1] / 1e6);
  }

  private static double cpuSeconds(Path account) throws IOException {
    String text = Files.readString(account);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK; // user and system time
  }

  private static long[] loop(int port, String key, List<String> users, String what, int seed, AtomicLong number, long end) {
    var dice = new java.util.Random(seed);
    var times = new long[1 << 20];
    int count = 0;
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      while (System.nanoTime() < end && count < times.length) {
        String user = users.get(dice.nextInt(users.size()));
        String body = switch (what) {
          case "pages" -> "{\"user\":\"" + user + "\",\"count\":10}";
          case "events" -> events(user, dice, number, 1);
          case "batches" -> events(user, dice, number, BATCH);
          default -> throw new IllegalArgumentException(what + " is asked, must be pages, events or batches");
        };
        String request = "POST /v1/" + (what.equals("pages") ? "recommend" : "events") + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        long begun = System.nanoTime();
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        answer(in);
        times[count++] = System.nanoTime() - begun;
      }
      return Arrays.copyOf(times, count);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String events(String user, java.util.Random dice, AtomicLong number, int count) {
    var text = new StringBuilder("[");
    for (int n = 0; n < count; n++) {
      text.append(n == 0 ? "" : ",").append("{\"id\":\"load-").append(number.incrementAndGet()).append("\",\"type\":\"click\",\"user\":\"").append(user).append("\",\"item\":\"i0").append(10_000 + dice.nextInt(9_000)).append("\"}");
    }
    return text.append(']').toString();
  }

  private static void answer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 20")) {
      throw new IOException("the service answered " + status);
    }
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    var text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the service closed the connection");
      }
      if (c != '\r') {
        text.append((char) c);
      }
    }
    return text.toString();
  }
}
