package dev.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Seeds;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class WindowedRatesTest {
  private static final long SECOND = 1000;
  private static final long HOUR = 3600 * SECOND;
  private static final long NOON = 1_000_000 * HOUR;

  /** ann is shown a at noon, clicks a second later, likes two seconds later. */
  private static Interactions log() {
    return Interactions.builder()
        .add("ann", "a", Signal.IMPRESSION, 0f, NOON)
        .add("ann", "a", Signal.CLICK, 0f, NOON + SECOND)
        .add("ann", "a", Signal.LIKE, 0f, NOON + 2 * SECOND)
        .add("bob", "b", Signal.IMPRESSION, 0f, NOON - 48 * HOUR)
        .build();
  }

  private static float[] rates(WindowedRates rates, int subject, long time) {
    var target = new float[WindowedRates.WIDTH];
    rates.rates(subject, time, target, 0);
    return target;
  }

  @Test
  void anEventIsKnownFromTheInstantAfterItsOwn() {
    var log = log();
    var rates = WindowedRates.of(log, log.items().size(), log::item);
    float prior = 0.5f; // one click in two impressions
    assertThat(rates(rates, 0, NOON)[0]).isEqualTo(prior); // nothing is known yet: (0 + 20·½) / 20
    assertThat(rates(rates, 0, NOON + SECOND)[0]).isCloseTo(10f / 21, within(1e-6f)); // shown, not yet clicked
    assertThat(rates(rates, 0, NOON + SECOND + 1)[0]).isCloseTo(11f / 21, within(1e-6f));
    assertThat(rates(rates, 0, NOON + 2 * SECOND)[4]).isCloseTo(20f / 21, within(1e-6f)); // likes per click, prior 1: (0 + 20) / (1 + 20)
    assertThat(rates(rates, 0, NOON + 2 * SECOND + 1)[4]).isEqualTo(1);
  }

  @Test
  void windowsEnd() {
    var log = log();
    var rates = WindowedRates.of(log, log.items().size(), log::item);
    float oneClick = (float) Math.log1p(1);
    assertThat(rates(rates, 0, NOON + SECOND + HOUR)).endsWith(oneClick, oneClick, oneClick, oneClick);
    assertThat(rates(rates, 0, NOON + SECOND + HOUR + 1)).endsWith(0, oneClick, oneClick, oneClick);
    assertThat(rates(rates, 0, NOON + SECOND + 7 * 24 * HOUR + 1)).endsWith(0, 0, 0, oneClick);
    assertThat(rates(rates, 0, NOON + SECOND + 31 * 24 * HOUR)).endsWith(0, 0, 0, 0);
  }

  @Test
  void aSubjectOutsideTheLogHasThePriors() {
    var log = log();
    var rates = WindowedRates.of(log, 2, log::item);
    assertThat(rates(rates, 7, NOON + HOUR)).isEqualTo(rates(rates, -1, NOON + HOUR)).startsWith(0.5f, 0.5f, 0.5f, 0.5f, 1f);
  }

  @Test
  void countsAreThoseOfASlowLoop() {
    for (long seed = 1; seed <= 20; seed++) {
      var random = Seeds.random(seed);
      var builder = Interactions.builder();
      for (int n = 0; n < 300; n++) {
        builder.add("u" + random.nextInt(5), "i" + random.nextInt(4), random.nextBoolean() ? Signal.IMPRESSION : Signal.CLICK, 0f, NOON + random.nextInt(100));
      }
      var log = builder.build();
      var rates = WindowedRates.of(log, log.items().size(), log::item);
      for (int n = 0; n < 50; n++) {
        int item = random.nextInt(4);
        long from = NOON + random.nextInt(100);
        long before = from + random.nextInt(60);
        int expected = 0;
        for (long row = 0; row < log.size(); row++) {
          expected += log.item(row) == item && log.signal(row) == Signal.CLICK && log.time(row) >= from && log.time(row) < before ? 1 : 0;
        }
        assertThat(rates.count(Signal.CLICK, item, from, before)).as("seed %d", seed).isEqualTo(expected);
      }
    }
  }

  @Test
  void withoutClicksRatingsAreAsGoodAsThey() {
    var log = Interactions.builder().add("ann", "a", Signal.RATING, 4f, NOON).add("bob", "a", Signal.RATING, 2f, NOON + SECOND).build();
    var rates = WindowedRates.of(log, 1, log::item);
    assertThat(rates(rates, 0, NOON + SECOND)[16]).isEqualTo((float) Math.log1p(1));
    assertThat(rates.schema(RateFields.OWN)).hasToString("rates.clicks.1d=standard, rates.clicks.1h=standard, rates.clicks.30d=standard, rates.clicks.7d=standard"); // nothing else can move
  }

  @Test
  void aTableHoldsWhatIsKnownAtItsInstant() {
    var log = log();
    var table = WindowedRates.of(log, 2, log::item).at(NOON + SECOND + 1, log.items()::id);
    assertThat((double) table.row(Row.of(java.util.Map.of("town", "Oslo")), RateFields.OWN, "a").value("rates.click.1h")).isEqualTo(11f / 21);
    assertThat((double) table.row(Row.of(java.util.Map.of()), RateFields.AUTHOR, "b").value("authorRates.click.30d")).isEqualTo(10f / 21); // shown two days ago
    assertThat((double) table.row(Row.of(java.util.Map.of()), RateFields.AUTHOR, "new").value("authorRates.click.30d")).isEqualTo(0.5f);
    assertThat(table.row(Row.of(java.util.Map.of("town", "Oslo")), RateFields.OWN, "a").value("town")).isEqualTo("Oslo");
  }

  @Test
  void aLogWithoutTimesIsRefused() {
    var log = Interactions.parse("ann a b");
    assertThatThrownBy(() -> WindowedRates.of(log, 2, log::item)).hasMessageContaining("has no times");
  }

  @Test
  void aSequenceHoldsWhatCameStrictlyBefore() {
    var log = log();
    var sequences = new BehaviorSequences(log, EnumSet.of(Signal.CLICK, Signal.LIKE));
    var items = new int[5];
    int ann = log.users().indexOf("ann");
    assertThat(sequences.last(ann, NOON + SECOND, items)).isZero();
    assertThat(sequences.last(ann, NOON + SECOND + 1, items)).isEqualTo(1);
    assertThat(sequences.last(ann, NOON + HOUR, items)).isEqualTo(2);
    assertThat(sequences.last(ann, NOON + HOUR, new int[1])).isEqualTo(1);
    assertThat(sequences.last(log.users().indexOf("bob"), NOON + HOUR, items)).isZero();
  }
}
