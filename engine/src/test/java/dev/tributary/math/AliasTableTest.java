package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AliasTableTest {
  @Test
  void anItemIsDrawnAsOftenAsItsWeightSays() {
    var table = new AliasTable(new int[] {9, 3, 5, 7}, 1, 4, new float[] {0, 0, 0, 1, 0, 0, 0, 3, 0, 100}); // 3, 5 and 7 weigh 1, 0 and 3
    var random = Seeds.random(1);
    var drawn = new int[10];
    for (int n = 0; n < 40_000; n++) {
      drawn[table.draw(random)]++;
    }
    assertThat(drawn[3]).isCloseTo(10_000, within(350)); // four standard deviations of √(40,000 · ¼ · ¾) = 87
    assertThat(drawn[7]).isEqualTo(40_000 - drawn[3]);
    assertThat(new AliasTable(new int[] {1}, 0, 1, new float[2]).draw(random)).isEqualTo(-1);
    assertThat(new AliasTable(new int[] {1}, 0, 0, new float[2]).draw(random)).isEqualTo(-1);
  }
}
