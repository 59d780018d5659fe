package dev.tributary.connect.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.connect.milvus.Breaker.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final AtomicLong now = new AtomicLong(-5); // a clock may begin below zero
  private final Breaker breaker = new Breaker(3, Duration.ofNanos(100), now::get);

  private long permit() {
    return breaker.enter().orElseThrow();
  }

  private void fail(int times) {
    for (int n = 0; n < times; n++) {
      breaker.failed(permit(), "failure " + n);
    }
  }

  @Test
  void threeFailuresInARowOpenIt() {
    fail(2);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail(1);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.enter()).isEmpty();
    assertThat(breaker.lastFailure()).isEqualTo("failure 0");
  }

  @Test
  void aSuccessBetweenThemBeginsTheCountAnew() {
    fail(2);
    breaker.succeeded(permit());
    fail(2);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void afterItsRestOneCallGoesAndItsSuccessClosesIt() {
    fail(3);
    now.addAndGet(99);
    assertThat(breaker.restLeft()).isEqualTo(Duration.ofNanos(1));
    assertThat(breaker.enter()).isEmpty();
    now.addAndGet(1);
    long probe = permit();
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.enter()).as("one at a time").isEmpty();
    breaker.succeeded(probe);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail(2);
    assertThat(breaker.state()).as("the old failures are forgotten").isEqualTo(State.CLOSED);
  }

  @Test
  void itsFailureOpensItForAWholeRest() {
    fail(3);
    now.addAndGet(150);
    breaker.failed(permit(), "still down");
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.restLeft()).isEqualTo(Duration.ofNanos(100));
    assertThat(breaker.lastFailure()).isEqualTo("still down");
  }

  @Test
  void callsThatBeganBeforeItOpenedSayNothingOfItNow() {
    long early = permit();
    long other = permit();
    fail(3);
    breaker.succeeded(early);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    now.addAndGet(100);
    long probe = permit();
    breaker.failed(other, "late");
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    breaker.succeeded(probe);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }
}
