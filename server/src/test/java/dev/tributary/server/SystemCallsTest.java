package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Role;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the system was asked for, in its order, as the program {@code strace} sees it; passed over where there is none, or where it may not look. */
class SystemCallsTest {
  private static final int EVENTS = 20;

  @TempDir Path folder;

  @Test
  void anEventIsWrittenAndSyncedBeforeItsAnswer() throws Exception {
    assumeTrue(mayTrace(), "no strace here, or it may not trace: the order of system calls is not looked at");
    Path home = TestHome.make(folder.resolve("home"), false);
    String key = Keys.open(home).create(Role.WRITE).text();
    Path trace = folder.resolve("trace");
    var command = new ArrayList<>(List.of("strace", "-f", "-q", "-y", "-s", "4096", "-e", "trace=write,pwrite64,writev,pwritev,fsync,fdatasync,sendto,sendmsg", "-o", trace.toString()));
    command.addAll(KilledServiceTest.command(home));
    var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      var caller = new Caller(URI.create(process.inputReader().readLine()), key);
      for (int n = 0; n < EVENTS; n++) {
        assertThat(caller.post("/v1/events", "[{\"id\":\"traced-%02d\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\"}]".formatted(n)).status()).isEqualTo(202);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.waitFor(30, TimeUnit.SECONDS);
      process.destroyForcibly();
    }
    List<String> calls = Files.readAllLines(trace);
    String log = "<" + home.resolve("log") + "/";
    int at = 0;
    for (int n = 0; n < EVENTS; n++) {
      String id = "traced-%02d".formatted(n);
      int written = next(calls, at, call -> call.contains("write") && call.contains(log) && call.contains(id));
      int asked = next(calls, written, call -> call.matches(".*\\bf(data)?sync\\(.*") && call.contains(log));
      String thread = calls.get(asked).split(" ", 2)[0];
      int synced = calls.get(asked).contains("unfinished") ? next(calls, asked + 1, call -> call.startsWith(thread + " ") && call.contains("sync resumed")) : asked;
      assertThat(calls.get(synced)).as("the sync of %s", id).endsWith("= 0");
      at = next(calls, written, call -> call.contains("HTTP/1.1 202"));
      assertThat(at).as("the answer to %s comes after its sync", id).isGreaterThan(synced);
    }
  }

  private static boolean mayTrace() throws Exception {
    try {
      var process = new ProcessBuilder("strace", "-f", "-q", "-o", "/dev/null", "true").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (java.io.IOException _) {
      return false;
    }
  }

  private static int next(List<String> calls, int from, java.util.function.Predicate<String> sought) {
    for (int n = from; n < calls.size(); n++) {
      if (sought.test(calls.get(n))) {
        return n;
      }
    }
    throw new AssertionError("no such call from line " + from + " of " + calls.size() + " on:\n" + String.join("\n", calls.subList(from, Math.min(calls.size(), from + 40))));
  }
}
