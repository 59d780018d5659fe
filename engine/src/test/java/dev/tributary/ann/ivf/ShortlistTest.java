package dev.tributary.ann.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.math.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortlistTest {
  @Test
  void theBestEstimatesStayWithAndWithoutAnExpectation() {
    var random = Seeds.random(3);
    for (int rows : new int[] {1, 40, 700, 20_000}) {
      int[] estimates = random.ints(rows, -300, 3000).toArray();
      int[] falling = IntStream.of(estimates).sorted().map(n -> -n).sorted().map(n -> -n).toArray();
      for (int wanted : new int[] {1, 30, 60, 500}) {
        int last = falling[Math.min(wanted, rows) - 1]; // the least that must stay
        for (int low : new int[] {Integer.MIN_VALUE, last - 5, last}) {
          var list = new Shortlist();
          list.begin(wanted, -300, 3000);
          assertThat(list.isFresh()).isTrue();
          if (low == Integer.MIN_VALUE || wanted > rows) {
            list.expectNothing();
          } else {
            list.expect(low);
            assertThat(list.bar()).isEqualTo(low);
          }
          assertThat(list.isFresh()).isFalse();
          for (int row = 0; row < rows; row++) {
            if (estimates[row] >= list.bar()) {
              list.offer(estimates[row], row);
            }
          }
          assertThat(list.found()).isEqualTo(Math.min(wanted, rows));
          int[] kept = Arrays.copyOf(list.positions(), list.settle());
          assertThat(kept.length).as("%d of %d", wanted, rows).isBetween(Math.min(wanted, rows), wanted + wanted / 4 + 16);
          int[] best = IntStream.of(list.positions()).limit(kept.length).map(row -> estimates[row]).sorted().toArray();
          assertThat(IntStream.of(best).skip(best.length - Math.min(wanted, rows)).toArray()).isEqualTo(IntStream.of(falling).limit(Math.min(wanted, rows)).sorted().toArray());
        }
      }
    }
  }

  @Test
  void whatIsBelowTheExpectationIsNotKept() {
    var list = new Shortlist();
    list.begin(2, 0, 100);
    list.expect(50);
    list.offer(49, 1);
    list.offer(50, 2);
    list.offer(400, 3); // beyond the highest that was said: counted with the best
    assertThat(list.settle()).isEqualTo(2);
    assertThat(list.positions()).startsWith(2, 3);
  }
}
