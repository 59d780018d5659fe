package dev.tributary.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aKeyHasOneSecondsWorthAtOnceAndThenSoManyASecond() {
    var limit = new RateLimit(10);
    for (int n = 0; n < 10; n++) {
      assertThat(limit.allows("k", 0)).isTrue();
    }
    assertThat(limit.allows("k", 0)).isFalse();
    assertThat(limit.allows("other", 0)).isTrue();
    assertThat(limit.allows("k", SECOND / 10)).isTrue(); // a tenth of a second is worth one
    assertThat(limit.allows("k", SECOND / 10)).isFalse();
  }

  @Test
  void aThreadThatWasHeldUpTakesNothingAwayFromTheOthers() {
    var limit = new RateLimit(10);
    assertThat(limit.allows("k", 5 * SECOND)).isTrue();
    assertThat(limit.allows("k", SECOND)).isTrue(); // looked at the clock four seconds ago
    assertThat(limit.allows("k", 5 * SECOND)).isTrue();
  }
}
