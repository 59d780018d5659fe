package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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

  @Test
  void aLoopInALoopEndsWhateverTheThreads() {
    var met = new AtomicInteger();
    Job.DEFAULT.withThreads(4).tasks("outer", 8, _ -> Job.DEFAULT.withThreads(4).tasks("inner", 8, _ -> met.incrementAndGet()));
    assertThat(met.get()).isEqualTo(64);
  }

  @Test
  void threadsStandByForTheNextLoop() {
    Set<Thread> met = ConcurrentHashMap.newKeySet();
    for (int loop = 0; loop < 300; loop++) {
      Job.DEFAULT.withThreads(2).tasks("short work", 2, _ -> met.add(Thread.currentThread()));
    }
    assertThat(met).as("one beside the caller, and a few more where one was late to say that it is free").hasSizeLessThan(100);
  }

  @Test
  void whoIsInterruptedWaitsForTheOthersAndStaysInterrupted() {
    var begun = new CountDownLatch(1);
    var ended = new AtomicInteger();
    var caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                Job.DEFAULT.withThreads(2)
                    .tasks(
                        "long work",
                        2,
                        _ -> {
                          if (Thread.currentThread() == caller) {
                            await(begun); // until the other is at work
                            caller.interrupt();
                          } else {
                            begun.countDown();
                            LockSupport.parkNanos(300_000_000);
                          }
                          ended.incrementAndGet();
                        }))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("long work");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended.get()).isEqualTo(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
