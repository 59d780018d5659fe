package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntIndexTest {
  @Test
  void givesRowsInOrderOfFirstMeetingLikeAHashMap() {
    for (long seed = 1; seed <= 50; seed++) {
      var random = new SplittableRandom(seed);
      var index = new IntIndex(4);
      for (int round = 0; round < 2; round++) {
        index.clear();
        var oracle = new HashMap<Integer, Integer>();
        for (int n = 0; n < 500; n++) {
          int key = random.nextInt(-200, 200) * (random.nextBoolean() ? 1 : 1 << 20);
          oracle.putIfAbsent(key, oracle.size());
          assertThat(index.add(key)).as("seed %d", seed).isEqualTo(oracle.get(key));
        }
        oracle.forEach((key, row) -> {
          assertThat(index.find(key)).isEqualTo(row);
          assertThat(index.key(row)).isEqualTo(key);
        });
        assertThat(index.size()).isEqualTo(oracle.size());
        assertThat(index.find(12345)).isEqualTo(oracle.getOrDefault(12345, -1));
      }
    }
  }
}
