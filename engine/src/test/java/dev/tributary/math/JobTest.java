package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobTest {
  @Test
  void everyRowIsInExactlyOneShardWhateverTheThreads() {
    for (int threads : new int[] {1, 2, 7}) {
      for (int rows : new int[] {0, 1, 63, 64, 65, 1000, 100_000}) {
        var met = new int[rows];
        Job.DEFAULT.withThreads(threads).shards("counting", rows, (_, from, to) -> {
          for (int row = from; row < to; row++) {
            met[row]++;
          }
        });
        assertThat(met).as("%d rows on %d threads", rows, threads).containsOnly(rows == 0 ? new int[0] : new int[] {1});
      }
    }
  }

  @Test
  void everyTaskRunsOnce() {
    for (int tasks : new int[] {0, 1, 5}) {
      var met = new int[tasks];
      Job.DEFAULT.withThreads(3).tasks("counting", tasks, task -> met[task]++);
      assertThat(met).containsOnly(tasks == 0 ? new int[0] : new int[] {1});
    }
  }

  @Test
  void theListenerCanStopTheJob() {
    var shards = new AtomicInteger();
    var job = new Job(2, 1, (_, done, _) -> done < 500);
    assertThatThrownBy(() -> job.shards("long work", 1_000_000, (_, _, _) -> shards.incrementAndGet()))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("long work");
    assertThat(shards.get()).isLessThan(20);
  }

  @Test
  void theFirstFailureIsRethrown() {
    assertThatThrownBy(() -> Job.DEFAULT.withThreads(3).shards("failing", 1000, (shard, _, _) -> {
          throw new IllegalStateException("shard " + shard);
        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("shard");
  }

  @Test
  void threadsOutOfRangeAreRefusedWithTheRange() {
    assertThatThrownBy(() -> Job.DEFAULT.withThreads(-1)).hasMessage("threads is -1, allowed 0 (one per core) to 1024");
  }
}
