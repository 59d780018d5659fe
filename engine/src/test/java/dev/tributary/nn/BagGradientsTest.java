package dev.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BagGradientsTest {
  private static final int WIDTH = 3;

  private final EmbeddingTable table = new EmbeddingTable("t", 10, WIDTH, 0, 1);
  private final TableOptimizer optimizer = new TableOptimizer(table, Optimizer.SGD);
  private final BagGradients gradients = new BagGradients(table);

  /** Orders, steps all rows in so many parts, and answers what was summed, by row. */
  private Map<Integer, float[]> stepped(int parts, double rate, double scale) {
    gradients.order();
    for (int part = parts - 1; part >= 0; part--) { // in any order
      gradients.step(part, parts, optimizer, rate, scale);
    }
    var byRow = new TreeMap<Integer, float[]>();
    for (int place = 0; place < gradients.sums().size(); place++) {
      byRow.put(gradients.sums().row(place), Arrays.copyOfRange(gradients.sums().sums(), place * WIDTH, (place + 1) * WIDTH));
    }
    return byRow;
  }

  @Test
  void eachRowOfABagGetsItsShareAndRowsOfSeveralBagsTheSum() {
    float[] asked = {9, 2, 4, 8, -3, 6, 9};
    gradients.add(asked, 1, new int[] {0, 7, 4, 5}, 1, 3); // rows 7 and 4 share (2, 4, 8)
    gradients.add(asked, 4, new int[] {7, 1, 7}, 0, 3); // rows 7, 1 and 7 again share (-3, 6, 9)
    gradients.add(asked, 1, new int[] {2}, 1, 1); // an empty bag asks of nobody
    gradients.add(asked, 4, 4); // row 4 alone
    var sums = stepped(2, 0.5, 2);
    assertThat(sums.keySet()).containsExactly(1, 4, 7);
    assertThat(sums.get(7)).containsExactly(1 - 2, 2 + 4, 4 + 6);
    assertThat(sums.get(4)).containsExactly(1 - 3, 2 + 6, 4 + 9);
    assertThat(sums.get(1)).containsExactly(-1, 2, 3);
    assertThat(table.values().get(4, 1)).isEqualTo(-0.5f * 2 * 8);
    assertThat(table.values().get(0, 0)).as("not met").isZero();
  }

  @Test
  void aBatchForgetsTheOneBefore() {
    gradients.add(new float[] {1, 1, 1}, 0, 3);
    stepped(3, 0, 1);
    gradients.clear();
    assertThat(stepped(1, 0, 1)).isEmpty();
    for (int n = 0; n < 2000; n++) { // more than there was room for
      gradients.add(new float[] {n, 0, 0}, 0, new int[] {n % 10, (n + 1) % 10}, 0, 2);
    }
    var sums = stepped(4, 0, 1);
    assertThat(sums).hasSize(10);
    // row 3: bags 3, 13, … 1993 and 2, 12, … 1992, half of each
    assertThat(sums.get(3)[0]).isEqualTo((200 * (3 + 1993) / 2 + 200 * (2 + 1992) / 2) / 2f);
  }
}
