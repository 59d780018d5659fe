package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * How a long job runs: with how many threads, from which seed, and who listens. Only the seed may change a result.
 *
 * <p>Parallel loops cut their work into a number of shards that depends on the work alone, never on the
 * threads; a caller that adds up per-shard results does so in shard order. So the same input and seed give the
 * same bytes on any number of threads.
 *
 * @param threads speed only, 1..1024; {@link #withThreads} takes 0 as one per core
 * @param seed start of every random number of the job
 * @param progress who listens and may stop the job
 */
public record Job(int threads, long seed, Progress progress) {
  /** All cores, seed 42, nobody listens. */
  public static final Job DEFAULT = new Job(0, 42L, Progress.NONE);

  public Job {
    require(threads >= 0 && threads <= 1024, "threads is %d, allowed 0 (one per core) to 1024", threads);
    threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** The same job on another number of threads; 0 means one per core. */
  public Job withThreads(int threads) {
    return new Job(threads, seed, progress);
  }

  /** The same job from another seed. */
  public Job withSeed(long seed) {
    return new Job(threads, seed, progress);
  }

  /** The same job with another listener. */
  public Job withProgress(Progress progress) {
    return new Job(threads, seed, progress);
  }

  /** One shard of a parallel loop: rows {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  public interface Shard {
    void run(int shard, int from, int to);
  }

  /**
   * Runs {@code body} once per shard over the rows {@code 0..rows-1}, cut into {@link #shardsOf} nearly equal ranges.
   *
   * <p>Shards start in order and may end in any order; each runs on one thread. The first failure stops the
   * loop and is rethrown.
   *
   * @throws CancellationException when the listener stops the job
   */
  public void shards(String phase, int rows, Shard body) {
    shards(phase, rows, shardsOf(rows), body);
  }

  /** The same with the rows cut into so many ranges, for work that is better done in other pieces. */
  public void shards(String phase, int rows, int shards, Shard body) {
    run(phase, shards, rows, shard -> body.run(shard, start(rows, shards, shard), start(rows, shards, shard + 1)));
  }

  /**
   * Runs {@code body} once for each task {@code 0..tasks-1}, for work that is cut already; otherwise as {@link #shards}.
   *
   * @throws CancellationException when the listener stops the job
   */
  public void tasks(String phase, int tasks, IntConsumer body) {
    run(phase, tasks, tasks, body);
  }

  private void run(String phase, int shards, int rows, IntConsumer body) {
    var next = new AtomicInteger();
    var done = new AtomicInteger();
    var failure = new AtomicReference<Throwable>();
    Runnable worker =
        () -> {
          for (int shard; failure.get() == null && (shard = next.getAndIncrement()) < shards; ) {
            try {
              body.accept(shard);
              int finished = done.incrementAndGet();
              synchronized (done) {
                progress.step(phase, (long) finished * rows / shards, rows);
              }
            } catch (Throwable e) { // top of a thread: kept and rethrown below
              failure.compareAndSet(null, e);
            }
          }
        };
    progress.step(phase, 0, rows);
    int helpers = Math.max(0, Math.min(threads, shards) - 1);
    var busy = new AtomicInteger(helpers);
    var caller = Thread.currentThread();
    for (int n = 0; n < helpers; n++) {
      StandbyThread.run(
          () -> {
            worker.run();
            if (busy.decrementAndGet() == 0) {
              LockSupport.unpark(caller);
            }
          });
    }
    worker.run();
    boolean interrupted = false;
    while (!StandbyThread.lookout(() -> busy.get() == 0)) {
      LockSupport.park(busy);
      if (Thread.interrupted()) {
        interrupted = true;
        failure.compareAndSet(null, new CancellationException("interrupted during '" + phase + "'"));
      }
    }
    if (interrupted) {
      caller.interrupt();
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** How many shards a loop over so many rows has: 1 per 64 rows, at most 1,024. Independent of threads. */
  public static int shardsOf(int rows) {
    return Math.clamp((rows + 63) / 64, rows == 0 ? 0 : 1, 1024);
  }

  private static int start(int rows, int shards, int shard) {
    return (int) ((long) rows * shard / shards);
  }
}
