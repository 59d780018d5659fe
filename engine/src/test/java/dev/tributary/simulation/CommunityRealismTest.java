package dev.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The default community, in full size, has the shape of a real log. */
class CommunityRealismTest {
  private static final CommunityConfig CONFIG = CommunityConfig.DEFAULT;

  private static final long[] shown = new long[CONFIG.pageSize() + 1];
  private static final long[] opened = new long[CONFIG.pageSize() + 1];
  private static final long[] byHour = new long[24];
  private static final long[] itemClicks = new long[CONFIG.items()];
  private static final long[] userClicks = new long[CONFIG.users()];
  private static final long[] newItemClicks = new long[CONFIG.days()];
  private static boolean ordered = true;
  private static long lastTime = Long.MIN_VALUE;

  @BeforeAll
  static void live() {
    var community = Community.of(CONFIG, Job.DEFAULT.withSeed(6));
    int stock = (int) community.items().stream().filter(i -> i.publishedAt() < community.startMillis()).count();
    community.simulate(
        event -> {
          ordered &= event.time() >= lastTime;
          lastTime = event.time();
          byHour[(int) (event.time() / 3_600_000 % 24)]++;
          if (event.type() == Signal.IMPRESSION) {
            shown[event.position()]++;
          } else if (event.type() == Signal.CLICK) {
            int item = Integer.parseInt(event.item().substring(1));
            opened[event.position()]++;
            itemClicks[item]++;
            userClicks[Integer.parseInt(event.user().substring(1))]++;
            newItemClicks[(int) ((event.time() - community.startMillis()) / 86_400_000)] += item >= stock ? 1 : 0;
          }
        });
    Arrays.sort(itemClicks);
    Arrays.sort(userClicks);
  }

  @Test
  void impressionsAndClicksAreThoseOfAnApp() {
    long impressions = LongStream.of(shown).sum();
    assertThat(impressions).isBetween(1_500_000L, 2_500_000L);
    assertThat((double) LongStream.of(opened).sum() / impressions).isBetween(0.05, 0.15);
    assertThat(ordered).isTrue();
  }

  @Test
  void popularityIsSkewedAmongAllItemsAndAmongThoseEverOpened() {
    assertThat(gini(itemClicks)).isBetween(0.6, 0.85);
    assertThat(gini(Arrays.stream(itemClicks).filter(n -> n > 0).toArray())).isBetween(0.6, 0.85);
  }

  /** Of ascending counts. */
  private static double gini(long[] counts) {
    double sum = 0;
    double ranked = 0;
    for (int n = 0; n < counts.length; n++) {
      sum += counts[n];
      ranked += (n + 1.0) * counts[n];
    }
    return 2 * ranked / (counts.length * sum) - (counts.length + 1.0) / counts.length;
  }

  @Test
  void historiesAreShortForMostAndLongForFew() {
    assertThat(userClicks[CONFIG.users() / 2]).isBetween(20L, 45L);
    assertThat(userClicks[CONFIG.users() * 99 / 100]).isGreaterThan(4 * userClicks[CONFIG.users() / 2]);
    assertThat(userClicks[CONFIG.users() / 10]).isBetween(5L, 20L);
  }

  @Test
  void thePositionOnAPageMatters() {
    for (int position = 2; position <= CONFIG.pageSize(); position++) {
      assertThat(rate(position)).as("click rate at position %d", position).isLessThan(1.02 * rate(position - 1));
    }
    assertThat(rate(1)).isGreaterThan(1.6 * rate(10));
  }

  private static double rate(int position) {
    return (double) opened[position] / shown[position];
  }

  @Test
  void peopleSleepAtNightAndReadInTheEvening() {
    assertThat(byHour[21]).isGreaterThan(5 * byHour[3]);
  }

  @Test
  void newItemsAreOpenedMoreAndMore() {
    assertThat(newItemClicks[0]).isPositive();
    assertThat(newItemClicks[13]).isGreaterThan(3 * newItemClicks[0]);
  }
}
