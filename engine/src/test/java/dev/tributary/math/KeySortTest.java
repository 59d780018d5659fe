package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySortTest {
  private final KeySort order = new KeySort();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 47, 48, 49, 1000, 5000})
  void ordersAnyLongsAsTheJdkDoes(int size) {
    for (int bits : new int[] {64, 40, 9, 1}) { // few bits: many equal keys and bytes that all share
      var random = new Random(size * 100L + bits);
      long[] keys = random.longs(size + 3).map(key -> key >> 64 - bits).toArray();
      long[] right = keys.clone();
      Arrays.sort(right, 0, size);
      order.sort(keys, size);
      assertThat(keys).as("%d keys of %d bits", size, bits).isEqualTo(right);
    }
  }

  @Test
  void negativeScoresComeBeforePositiveOnes() {
    long[] keys = new long[100];
    for (int n = 0; n < 100; n++) {
      keys[n] = TopK.key(50 - n, n);
    }
    order.sort(keys, 100);
    assertThat(TopK.score(keys[0])).isEqualTo(-49f);
    assertThat(TopK.score(keys[49])).isEqualTo(0f);
    assertThat(TopK.score(keys[99])).isEqualTo(50f);
  }

  @Test
  void allocatesNothingOnceItsMemoryIsThere() {
    long[] keys = new Random(3).longs(2000).toArray();
    order.sort(keys.clone(), 2000);
    long[] again = keys.clone();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    order.sort(again, 2000);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(256); // the measurement itself
  }
}
