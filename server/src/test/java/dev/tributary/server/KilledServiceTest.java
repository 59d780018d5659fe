package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.home.Home;
import dev.tributary.log.EventLog;
import dev.tributary.log.LogRecord;
import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is killed at any instant, again and again, keeps every event that it acknowledged, exactly once. */
class KilledServiceTest {
  @TempDir Path folder;

  /** The service in a process of its own. */
  static final class Child {
    public static void main(String[] arguments) throws Exception {
      var service = Service.start(Path.of(arguments[0]), Running.settings(Map.of()), InstantSource.system());
      System.out.println(service.address());
      Thread.currentThread().join();
    }
  }

  /** What starts it. */
  static List<String> command(Path home) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Child.class.getName(), home.toString());
  }

  private static Process start(Path home) throws IOException {
    return new ProcessBuilder(command(home)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void everyAcknowledgedEventIsThereExactlyOnce() throws Exception {
    int kills = Integer.getInteger("tributary.kills", 5);
    long seed = Long.getLong("tributary.seed", System.nanoTime());
    var dice = new Random(seed);
    Path home = TestHome.make(folder.resolve("home"), false);
    String key = Keys.open(home).create(Role.WRITE).text();
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> unanswered = ConcurrentHashMap.newKeySet(); // sent again to the next process
    var number = new AtomicInteger();
    for (int kill = 0; kill < kills; kill++) {
      var process = start(home);
      BufferedReader out = process.inputReader();
      var caller = new Caller(URI.create(out.readLine()), key);
      var again = new ArrayList<>(unanswered);
      unanswered.clear();
      try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int n = 0; n < 8; n++) {
          int sender = n;
          senders.submit(() -> pour(caller, process, sender == 0 ? again : List.of(), number, acknowledged, unanswered));
        }
        Thread.sleep(300 + dice.nextInt(700));
        process.destroyForcibly();
        process.waitFor();
        senders.shutdown();
        assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      }
    }
    var times = new HashMap<String, Integer>();
    var verified = EventLog.open(Home.log(home)).replay(0, (_, entry) -> {
      if (entry instanceof LogRecord.OfEvent(var event)) {
        times.merge(event.id(), 1, Integer::sum);
      }
    });
    assertThat(verified).isPositive();
    assertThat(acknowledged).as("seed %d", seed).hasSizeGreaterThan(10 * kills);
    for (String id : acknowledged) {
      assertThat(times.getOrDefault(id, 0)).as("event %s, seed %d", id, seed).isOne();
    }
    assertThat(times.values()).as("seed %d", seed).containsOnly(1);
  }

  private static void pour(Caller caller, Process process, List<String> first, AtomicInteger number, Set<String> acknowledged, Set<String> unanswered) {
    var next = new ArrayList<>(first);
    while (process.isAlive()) {
      String id = next.isEmpty() ? "k-" + number.incrementAndGet() : next.removeLast();
      try {
        var reply = caller.post("/v1/events", "[{\"id\":\"" + id + "\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\"}]");
        if (reply.status() == 202) {
          acknowledged.add(id);
          continue;
        }
      } catch (RuntimeException _) {
        // killed: nobody knows whether it was taken
      }
      unanswered.add(id);
    }
    unanswered.addAll(next);
  }
}
