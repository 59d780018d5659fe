package dev.tributary.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C or SIGTERM: long jobs learn of it through their progress and clean up after themselves; what they
 * could not remove in time is removed here. The Java runtime then ends the process with 128 + the signal's number: 130
 * for Ctrl-C. Thread-safe.
 */
public final class Interrupts {
  private static final long PATIENCE_SECONDS = 3;
  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();
  private static volatile boolean stopping;

  private Interrupts() {}

  /** Whether the process is being stopped. */
  public static boolean stopping() {
    return stopping;
  }

  /**
   * Watches for signals until the command has ended.
   *
   * @param ended counted down when the command has ended by itself
   */
  public static void watch(CountDownLatch ended, Terminal terminal) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (ended.getCount() == 0) {
                    return;
                  }
                  stopping = true;
                  try {
                    ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  removeUnfinished();
                  terminal.error("interrupted; nothing half-written was kept");
                },
                "tributary-interrupt"));
  }

  static void began(Path temporary) {
    UNFINISHED.add(temporary);
  }

  static void ended(Path temporary) {
    UNFINISHED.remove(temporary);
  }

  private static void removeUnfinished() {
    for (Path temporary : UNFINISHED) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        System.getLogger(Interrupts.class.getName()).log(System.Logger.Level.WARNING, "cannot remove " + temporary, e);
      }
    }
  }
}
