package dev.tributary.server.http;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Requests that compute take turns on as many threads as there are processors, first come, first served. Virtual threads alone are not fair to
 * them: a carrier takes what its own queue holds before it looks at what came from elsewhere, and nothing takes it away from a computing one, so that a
 * few busy connections can keep others waiting for seconds. The queue is as long as there are connections at most. Thread-safe.
 */
final class Turns implements AutoCloseable {
  private final ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), Thread.ofPlatform().daemon().name("turn-", 0).factory());

  /** Waits for its turn and computes. */
  <T> T take(Callable<T> work) throws Exception {
    try {
      return threads.submit(work).get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case Throwable cause -> throw new IllegalStateException(cause);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
