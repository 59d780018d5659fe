package dev.tributary.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a service takes from its command to its first page: {@code ./tributary serve} is started again and again, asked for a page every ten milliseconds until one comes, and stopped. Printed are
 * the time on the clock, the service's processor time and its memory. Run it in the project's folder.
 *
 * <p>Arguments: a home with a release, a free port, a key of the role read, a user, how many starts.
 */
public final class ServiceStart {
  private static final int PAUSE_MILLIS = 10;
  private static final double MOST_SECONDS = 120;

  private ServiceStart() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    for (int n = 0; n < Integer.parseInt(arguments[4]); n++) {
      long begun = System.nanoTime();
      var process = new ProcessBuilder("./tributary", "serve", "--home", arguments[0], "--port", arguments[1]).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      try {
        while (!answers(port, arguments[2], arguments[3])) {
          if ((System.nanoTime() - begun) / 1e9 > MOST_SECONDS || !process.isAlive()) {
            throw new IOException("no page came; start the service by hand to see why");
          }
          Thread.sleep(PAUSE_MILLIS);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        var account = new ProcessAccount(process.pid()); // the launcher becomes the service
        System.out.printf(Locale.ROOT, "first page after %.2f s, %.2f s of processors, %d MB resident%n", seconds, account.cpuSeconds(), account.status("VmRSS") / 1024);
      } finally {
        process.destroy();
        process.waitFor(1, TimeUnit.MINUTES);
      }
    }
  }

  private static boolean answers(int port, String key, String user) {
    try (var connection = new Connection(port, key)) {
      connection.post("/v1/recommend", Visitors.page(user));
      return true;
    } catch (IOException _) { // not yet
      return false;
    }
  }
}
