package dev.tributary.funnel;

import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.DeadlineExceededException;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A channel that a request need not wait for: it works on a thread of its own and is left behind when its time is up, even where it never
 * polls its deadline. As long as a call that was left behind has not come back, the channel is not asked again, so that a channel that hangs
 * holds a thread for each request that was on its way then, and no more, however many come.
 *
 * <p>Handing over costs a few tens of microseconds, so only requests with a deadline of their own are watched. Thread-safe.
 */
final class WatchedChannel {
  private static final long GRACE_NANOS = 1_000_000; // for a channel that polls its deadline and is about to say so itself
  private static final ExecutorService WORKERS = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("channel-", 0).factory());

  private final Channel channel;
  private final AtomicInteger overdue = new AtomicInteger();

  WatchedChannel(Channel channel) {
    this.channel = channel;
  }

  Channel channel() {
    return channel;
  }

  /** One call; whoever comes second, its end or the caller's leaving, learns of the first. */
  private final class Call extends FutureTask<Hits> {
    private final AtomicBoolean settled = new AtomicBoolean();

    Call(Query query, int k) {
      super(
          () -> {
            var hits = new Hits();
            channel.retrieve(query, k, hits);
            return hits;
          });
    }

    @Override
    protected void done() {
      if (!settled.compareAndSet(false, true)) {
        overdue.decrementAndGet();
      }
    }

    /** Whether the call is still at work, and from now on without anybody who waits. */
    boolean leave() {
      overdue.incrementAndGet();
      boolean left = settled.compareAndSet(false, true);
      if (!left) {
        overdue.decrementAndGet();
      }
      return left;
    }
  }

  /**
   * What the channel finds until a {@link System#nanoTime}; empty when it was left behind: it may still read the query and its mask, which
   * therefore must not serve another request.
   *
   * @throws DeadlineExceededException when it has not come back from an earlier request, or says itself that it is late
   */
  Optional<Hits> retrieve(Query query, int k, long deadlineNanos) {
    if (overdue.get() > 0) {
      throw new DeadlineExceededException("it has not come back from an earlier request");
    }
    var call = new Call(query, k);
    WORKERS.execute(call);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return Optional.of(call.get(Math.max(0, deadlineNanos + GRACE_NANOS - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
          if (call.leave()) {
            return Optional.empty();
          } // else it came back just now
        } catch (InterruptedException _) {
          interrupted = true; // the page is made all the same
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case Throwable failure -> throw new IllegalStateException(failure);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
