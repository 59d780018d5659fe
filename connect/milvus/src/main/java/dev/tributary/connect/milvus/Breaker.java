package dev.tributary.connect.milvus;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Leaves a server alone that fails. Closed, it lets every call go; so many failures in a row open it, and no call goes; after a rest it is half open: one call goes, whose success closes it and whose failure opens
 * it again. The outcome of a call that began in another state says nothing of this one and is ignored. Thread-safe.
 */
final class Breaker {
  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  private final int failures;
  private final long restNanos;
  private final LongSupplier nanos;

  private State state = State.CLOSED;
  /** How many states there were: the permit of calls that began in the present one. */
  private long states;
  private int inARow;
  private long openedAt;
  private String lastFailure = "";

  /**
   * Closed at first.
   *
   * @param nanos a clock that never goes back
   */
  Breaker(int failures, Duration rest, LongSupplier nanos) {
    this.failures = failures;
    this.nanos = nanos;
    restNanos = rest.toNanos();
  }

  /** A permit for one call, whose outcome must be told by it; or none. */
  synchronized OptionalLong enter() {
    if (state == State.OPEN && restLeft().isZero()) {
      become(State.HALF_OPEN);
      return OptionalLong.of(states);
    }
    return state == State.CLOSED ? OptionalLong.of(states) : OptionalLong.empty();
  }

  synchronized void succeeded(long permit) {
    if (permit == states) {
      inARow = 0;
      if (state == State.HALF_OPEN) {
        become(State.CLOSED);
      }
    }
  }

  synchronized void failed(long permit, String why) {
    if (permit != states) {
      return;
    }
    lastFailure = why;
    if (state == State.HALF_OPEN || ++inARow >= failures) {
      openedAt = nanos.getAsLong();
      inARow = 0;
      become(State.OPEN);
    }
  }

  private void become(State next) {
    state = next;
    states++;
  }

  synchronized State state() {
    return state;
  }

  /** How long no call goes; zero when one may, and while one is on its way in the half-open state. */
  synchronized Duration restLeft() {
    return state == State.OPEN ? Duration.ofNanos(Math.max(0, restNanos - (nanos.getAsLong() - openedAt))) : Duration.ZERO;
  }

  /** What the last failure was that counted. */
  synchronized String lastFailure() {
    return lastFailure;
  }
}
