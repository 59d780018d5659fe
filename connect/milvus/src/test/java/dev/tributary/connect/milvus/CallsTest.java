package dev.tributary.connect.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallsTest {
  private static final MilvusConfig CONFIG = MilvusConfig.DEFAULT.withAttempts(4).withPauseMillis(100).withFailures(6).withRestMillis(2000);

  private final AtomicLong now = new AtomicLong();
  private final List<Long> pauses = new ArrayList<>();
  private final AtomicInteger tried = new AtomicInteger();

  private Calls calls(MilvusConfig config) {
    return new Calls("the server", config, now::get, pauses::add, 7);
  }

  /** A call whose first attempts fail. */
  private Supplier<String> failing(int times, boolean temporary) {
    return () -> {
      if (tried.incrementAndGet() <= times) {
        throw new MilvusException("failure " + tried, temporary);
      }
      return "answer";
    };
  }

  @Test
  void aFailureThatPassesIsTriedAgainAfterPausesThatDouble() {
    assertThat(calls(CONFIG).repeat("searching", failing(3, true))).isEqualTo("answer");
    assertThat(tried).hasValue(4);
    assertThat(pauses).hasSize(3);
    for (int n = 0; n < 3; n++) {
      assertThat(pauses.get(n)).as("of %d ms at most the half is taken off", 100 << n).isBetween((100L << n) / 2, 100L << n);
    }
  }

  @Test
  void theJitterComesFromTheSeed() {
    calls(CONFIG).repeat("searching", failing(3, true));
    var first = List.copyOf(pauses);
    pauses.clear();
    tried.set(0);
    calls(CONFIG).repeat("searching", failing(3, true));
    assertThat(pauses).isEqualTo(first);
    pauses.clear();
    tried.set(0);
    new Calls("the server", CONFIG, now::get, pauses::add, 8).repeat("searching", failing(3, true));
    assertThat(pauses).isNotEqualTo(first);
  }

  @Test
  void theLastFailureIsThrownWhenAllAttemptsFail() {
    assertThatThrownBy(() -> calls(CONFIG).repeat("searching", failing(9, true))).isInstanceOf(MilvusException.class).hasMessage("failure 4");
    assertThat(tried).hasValue(4);
  }

  @Test
  void whatMayNotBeDoneTwiceIsTriedOnce() {
    assertThatThrownBy(() -> calls(CONFIG).once("making", failing(1, true))).hasMessage("failure 1");
    assertThat(pauses).isEmpty();
  }

  @Test
  void anAnswerThatRefusesIsNotTriedAgainAndDoesNotCount() {
    var calls = calls(CONFIG.withFailures(1));
    assertThatThrownBy(() -> calls.repeat("searching", failing(1, false))).hasMessage("failure 1");
    assertThat(tried).hasValue(1);
    assertThat(calls.repeat("searching", failing(0, true))).isEqualTo("answer");
  }

  @Test
  void afterTooManyFailuresCallsFailAtOnceAndSayWhy() {
    var calls = calls(CONFIG); // 4 attempts and 2 more: the breaker opens at the sixth
    assertThatThrownBy(() -> calls.repeat("searching", failing(99, true))).hasMessage("failure 4");
    assertThatThrownBy(() -> calls.repeat("searching", failing(99, true))).hasMessage("failure 6");
    now.addAndGet(500_000_000);
    var refused = catchThrowableOfType(MilvusException.class, () -> calls.repeat("counting", failing(99, true)));
    assertThat(refused).hasMessage("the server: counting was not tried, since the server failed too often in a row; it is asked again in 1.5 s. The last failure: failure 6");
    assertThat(refused.isTemporary()).isTrue();
    assertThat(tried).hasValue(6);
    now.addAndGet(1_500_000_000);
    tried.set(99);
    assertThat(calls.repeat("counting", failing(99, true))).isEqualTo("answer");
    assertThat(calls.repeat("counting", failing(99, true))).isEqualTo("answer");
  }

  @Test
  void whileOneCallLooksWhetherTheServerIsBackOthersFail() {
    var calls = calls(CONFIG.withFailures(1).withAttempts(1));
    assertThatThrownBy(() -> calls.repeat("searching", failing(1, true))).hasMessage("failure 1");
    now.addAndGet(2_000_000_000);
    calls.repeat(
        "searching",
        () -> {
          assertThatThrownBy(() -> calls.repeat("counting", failing(0, true))).hasMessageContaining("one call is on its way to see whether it is back");
          return "back";
        });
    assertThat(calls.repeat("counting", failing(0, true))).isEqualTo("answer");
  }

  @Test
  void anErrorOfTheProbeDoesNotLeaveTheBreakerHalfOpen() {
    var calls = calls(CONFIG.withFailures(1).withAttempts(1));
    assertThatThrownBy(() -> calls.repeat("searching", failing(1, true))).hasMessage("failure 1");
    now.addAndGet(2_000_000_000);
    assertThatThrownBy(
            () ->
                calls.repeat(
                    "searching",
                    () -> {
                      throw new AssertionError("out of luck");
                    }))
        .isInstanceOf(AssertionError.class);
    now.addAndGet(2_000_000_000);
    assertThat(calls.repeat("searching", failing(0, true))).isEqualTo("answer");
  }

  @Test
  void anInterruptEndsThePauseAndStays() {
    Calls.Sleep interrupted =
        _ -> {
          throw new InterruptedException();
        };
    assertThatThrownBy(() -> new Calls("the server", CONFIG, now::get, interrupted, 7).repeat("searching", failing(1, true))).hasMessage("the server: searching was interrupted while it waited for another attempt");
    assertThat(Thread.interrupted()).isTrue();
  }
}
