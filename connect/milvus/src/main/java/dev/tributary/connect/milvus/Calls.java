package dev.tributary.connect.milvus;

import dev.tributary.math.Seeds;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes calls of a server that may fail: again after a pause where that is safe, and not at all while the {@link Breaker} is open. Thread-safe.
 *
 * <p>A call throws {@link MilvusException}: a temporary one counts against the server, any other is an answer of it.
 */
final class Calls {
  /** Pauses double so often. */
  private static final int DOUBLINGS = 5;

  /** Waits. */
  @FunctionalInterface
  interface Sleep {
    void millis(long millis) throws InterruptedException;
  }

  private final String server;
  private final int attempts;
  private final int pauseMillis;
  private final Breaker breaker;
  private final Sleep sleep;
  private final long seed;
  private final AtomicLong pauses = new AtomicLong();

  /**
   * Calls of one server.
   *
   * @param server how messages call it
   * @param nanos the breaker's clock
   * @param seed of the jitter: another one in each process, so that not all of them come back at once
   */
  Calls(String server, MilvusConfig config, LongSupplier nanos, Sleep sleep, long seed) {
    this.server = server;
    this.sleep = sleep;
    this.seed = seed;
    attempts = config.attempts();
    pauseMillis = config.pauseMillis();
    breaker = new Breaker(config.failures(), Duration.ofMillis(config.restMillis()), nanos);
  }

  /** Calls, again after a temporary failure: what answers the same, and changes nothing more, when it is done twice. */
  <T> T repeat(String what, Supplier<T> call) {
    return call(what, call, attempts);
  }

  /** Calls once. */
  <T> T once(String what, Supplier<T> call) {
    return call(what, call, 1);
  }

  private <T> T call(String what, Supplier<T> call, int most) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(what, call);
      } catch (MilvusException e) {
        if (!e.isTemporary() || attempt >= most || breaker.state() != Breaker.State.CLOSED) {
          throw e;
        }
      }
      pause(what, attempt);
    }
  }

  private <T> T attempt(String what, Supplier<T> call) {
    long permit = breaker.enter().orElseThrow(() -> refused(what));
    boolean told = false;
    try {
      T answer = call.get();
      breaker.succeeded(permit);
      told = true;
      return answer;
    } catch (MilvusException e) {
      if (e.isTemporary()) {
        breaker.failed(permit, String.valueOf(e.getMessage()));
      } else {
        breaker.succeeded(permit);
      }
      told = true;
      throw e;
    } finally {
      if (!told) { // an error of the virtual machine, or a mistake of ours: the permit must not be lost with it
        breaker.failed(permit, what + " broke off");
      }
    }
  }

  private MilvusException refused(String what) {
    var rest = breaker.restLeft();
    String until = rest.isZero() ? "one call is on its way to see whether it is back" : String.format(Locale.ROOT, "it is asked again in %.1f s", rest.toMillis() / 1000.0);
    return new MilvusException(server + ": " + what + " was not tried, since the server failed too often in a row; " + until + ". The last failure: " + breaker.lastFailure(), true);
  }

  private void pause(String what, int failed) {
    long full = (long) pauseMillis << Math.min(failed - 1, DOUBLINGS);
    double random = Seeds.unit(Seeds.of(seed, pauses.getAndIncrement()));
    try {
      sleep.millis(full - (long) (full / 2.0 * random));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MilvusException(server + ": " + what + " was interrupted while it waited for another attempt", true, e);
    }
  }
}
