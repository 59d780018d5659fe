package dev.tributary.cli.terminal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
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
  private static final long PATIENCE_MILLIS = 10_000;
  private static final long SERVICE_PATIENCE_MILLIS = 3_660_000; // its own limit is drainSeconds, at most an hour
  private static final long STEP_MILLIS = 50;
  private static final int IDLE_STEPS = 6;
  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();
  private static volatile boolean stopping;
  private static volatile boolean waitingForInput;
  private static volatile boolean awaited;

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
                  await(ended);
                  removeUnfinished();
                  if (!awaited) {
                    terminal.error("interrupted; nothing half-written was kept");
                  }
                },
                "tributary-interrupt"));
  }

  /** Waits until the process is to stop: for a command that ends in no other way, and is then given the time it takes. */
  public static void awaitStop() {
    awaited = true;
    try {
      while (!stopping) {
        Thread.sleep(STEP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the command time to clean up, but not while it waits for standard input, which may never come. */
  private static void await(CountDownLatch ended) {
    int idle = 0;
    try {
      long patience = awaited ? SERVICE_PATIENCE_MILLIS : PATIENCE_MILLIS;
      for (long waited = 0; waited < patience && idle < IDLE_STEPS && !ended.await(STEP_MILLIS, TimeUnit.MILLISECONDS); waited += STEP_MILLIS) {
        idle = waitingForInput ? idle + 1 : 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same input, of which is known when somebody waits for it. */
  public static InputStream watched(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        waitingForInput = true;
        try {
          return in.read();
        } finally {
          waitingForInput = false;
        }
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        waitingForInput = true;
        try {
          return in.read(bytes, from, length);
        } finally {
          waitingForInput = false;
        }
      }
    };
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
