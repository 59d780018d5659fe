package dev.tributary.server.http;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections whose client takes too long to send a request that it began. A time limit on each read would let a client hold a
 * connection for ever by sending a byte now and then; here the whole request, from its first line to the end of its body, has a limit.
 * Interrupting the connection's thread closes its socket. Thread-safe.
 */
final class SlowClients implements Http1ConnectionListener, AutoCloseable {
  private final long limitNanos;
  private final ConcurrentHashMap<Thread, Long> sending = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("slow-clients").factory());

  SlowClients(Duration limit) {
    limitNanos = limit.toNanos();
    long period = Math.max(100, limit.toMillis() / 4);
    timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /** A request begins. */
  @Override
  public void prologue(ConnectionContext context, HttpPrologue prologue) {
    sending.put(Thread.currentThread(), System.nanoTime());
  }

  /** The request of this thread has come whole, or its handler needs no more of it. */
  void received() {
    sending.remove(Thread.currentThread());
  }

  private void look() {
    long now = System.nanoTime();
    sending.forEach(
        (thread, since) -> {
          if (!thread.isAlive()) {
            sending.remove(thread, since);
          } else if (now - since > limitNanos && sending.remove(thread, since)) {
            thread.interrupt();
          }
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
