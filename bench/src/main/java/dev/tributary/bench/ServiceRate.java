package dev.tributary.bench;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How a running service on this machine bears a constant rate of pages (open loop: a request's time begins when it was due, however late it could be sent) while
 * events arrive and idle connections are held: for twenty parts of the run a line with times, errors, the service's processor time, memory and threads, so
 * that an hour of it shows whether any of them grows. A request that fails counts as one that took for ever. Ends with status 1 where any failed.
 *
 * <p>Arguments: its home, its port, a key of the role write, its process id, seconds, pages a second, events a second, idle connections.
 */
public final class ServiceRate {
  private static final int CONNECTIONS = 64;
  private static final int PARTS = 20;
  private static final int EVENT_BATCHES = 10; // a second
  private static final int BINS = 64 * 16; // of microseconds, sixteen to a doubling

  private final int port;
  private final String key;
  private final List<String> users;
  private final double rate;
  private final long begun = System.nanoTime();
  private final long end;
  private final AtomicLong tickets = new AtomicLong();
  private final AtomicLong numbers = new AtomicLong(System.nanoTime());
  private final AtomicLong errors = new AtomicLong();
  private final AtomicIntegerArray times = new AtomicIntegerArray(BINS);

  private ServiceRate(int port, String key, List<String> users, double seconds, double rate) {
    this.port = port;
    this.key = key;
    this.users = users;
    this.rate = rate;
    end = begun + (long) (seconds * 1e9);
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    var account = new ProcessAccount(Long.parseLong(arguments[3]));
    double seconds = Double.parseDouble(arguments[4]);
    int events = Integer.parseInt(arguments[6]);
    var users = Visitors.of(Path.of(arguments[0]));
    var idle = new ArrayList<Socket>();
    for (int n = 0; n < Integer.parseInt(arguments[7]); n++) {
      idle.add(new Socket("127.0.0.1", port));
    }
    var run = new ServiceRate(port, arguments[2], users, seconds, Double.parseDouble(arguments[5]));
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int n = 0; n < CONNECTIONS; n++) {
        int seed = n;
        threads.execute(() -> run.askPages(seed));
      }
      if (events > 0) {
        threads.execute(() -> run.sendEvents(events));
      }
      run.report(account, seconds / PARTS);
    }
    for (Socket socket : idle) {
      socket.close();
    }
    System.exit(run.errors.get() == 0 ? 0 : 1);
  }

  /** Takes the next request that is due, whichever connection is free. */
  private void askPages(int seed) {
    var dice = new Random(seed);
    send(() -> {
      long due = begun + (long) (tickets.getAndIncrement() / rate * 1e9);
      String body = Visitors.page(users.get(dice.nextInt(users.size())));
      return new Message("/v1/recommend", body, due, true);
    });
  }

  private void sendEvents(int perSecond) {
    var dice = new Random(-1);
    var batches = new AtomicLong();
    send(() -> {
      long due = begun + batches.getAndIncrement() * 1_000_000_000L / EVENT_BATCHES;
      return new Message("/v1/events", Visitors.events(users.get(dice.nextInt(users.size())), dice, numbers, Math.max(1, perSecond / EVENT_BATCHES)), due, false);
    });
  }

  private record Message(String path, String body, long due, boolean timed) {}

  @FunctionalInterface
  private interface Messages {
    Message next();
  }

  private void send(Messages messages) {
    while (System.nanoTime() < end) { // a connection that failed is made anew
      try (var connection = new Connection(port, key)) {
        for (var message = messages.next(); message.due < end; message = messages.next()) {
          for (long wait = message.due - System.nanoTime(); wait > 0; wait = message.due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
          }
          try {
            connection.post(message.path, message.body);
          } catch (IOException e) {
            count(message, Long.MAX_VALUE);
            throw e;
          }
          count(message, System.nanoTime() - message.due);
        }
        return;
      } catch (IOException e) {
        if (errors.getAndIncrement() == 0) {
          System.out.println("the first error: " + e);
        }
      }
    }
  }

  private void count(Message message, long nanos) {
    if (message.timed) {
      double micros = Math.max(1, nanos / 1e3);
      times.incrementAndGet(nanos == Long.MAX_VALUE ? BINS - 1 : (int) Math.min(BINS - 2, 16 * Math.log(micros) / Math.log(2)));
    }
  }

  private void report(ProcessAccount account, double secondsEach) throws IOException, InterruptedException {
    double cpu = account.cpuSeconds();
    for (int part = 1; part <= PARTS; part++) {
      TimeUnit.NANOSECONDS.sleep(begun + (long) (part * secondsEach * 1e9) - System.nanoTime());
      var counts = new int[BINS];
      long all = 0;
      for (int bin = 0; bin < BINS; bin++) {
        counts[bin] = times.getAndSet(bin, 0);
        all += counts[bin];
      }
      double now = account.cpuSeconds();
      System.out.printf(
          Locale.ROOT, "%.0f s: %.0f pages a second, p50 %.2f ms, p99 %.2f ms, %d errors so far, %.3f ms of the service's CPU a page, %,d MB resident, %d threads%n",
          part * secondsEach, all / secondsEach, quantile(counts, all, 0.5), quantile(counts, all, 0.99), errors.get(), (now - cpu) * 1e3 / Math.max(1, all), account.status("VmRSS") >> 10, account.status("Threads"));
      cpu = now;
    }
  }

  /** Milliseconds that a share of all took at the most, to a sixteenth of a doubling. */
  private static double quantile(int[] counts, long all, double share) {
    long sum = 0;
    int bin = 0;
    while (bin < BINS - 1 && (sum += counts[bin]) < share * all) {
      bin++;
    }
    return bin == BINS - 1 ? Double.POSITIVE_INFINITY : Math.pow(2, (bin + 1) / 16.0) / 1e3;
  }
}
