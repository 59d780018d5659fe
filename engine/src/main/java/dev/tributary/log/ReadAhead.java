package dev.tributary.log;

import dev.tributary.log.EventLog.Damage;
import dev.tributary.log.EventLog.DamageListener;
import dev.tributary.log.EventLog.Visitor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads and decodes records on a thread of its own, a few batches ahead of the visitor, who gets them in their order on the thread that called, and damages and failures at
 * their place among them.
 */
final class ReadAhead {
  private static final int BATCH = 1 << 12;
  private static final int BATCHES = 4;

  /** A pass over records. */
  interface Pass<R> {
    R run(Visitor visitor, DamageListener damages) throws IOException;
  }

  private ReadAhead() {}

  /** Some records, then perhaps a damage, a failure or the end. */
  private static final class Batch<R> {
    final long[] sequences = new long[BATCH];
    final LogRecord[] entries = new LogRecord[BATCH];
    int size;
    Ending<R> ending = new Ending.None<>();
  }

  private sealed interface Ending<R> {
    record None<R>() implements Ending<R> {}

    record Damaged<R>(Damage damage) implements Ending<R> {}

    record Failed<R>(Throwable cause) implements Ending<R> {}

    record Ended<R>(R result) implements Ending<R> {}
  }

  /** Runs a pass; see the class. */
  static <R> R run(Pass<R> pass, Visitor visitor, DamageListener damages) throws IOException {
    BlockingQueue<Batch<R>> queue = new ArrayBlockingQueue<>(BATCHES);
    var reader = Thread.ofPlatform().daemon().name("log-read-ahead").start(() -> new Producer<>(queue).run(pass));
    try {
      while (true) {
        var batch = queue.take();
        for (int n = 0; n < batch.size; n++) {
          visitor.visit(batch.sequences[n], batch.entries[n]);
        }
        switch (batch.ending) {
          case Ending.None<R>() -> {}
          case Ending.Damaged<R>(var damage) -> damages.damaged(damage);
          case Ending.Failed<R>(var cause) -> throw rethrown(cause);
          case Ending.Ended<R>(var result) -> {
            return result;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("the reading of the log was interrupted").initCause(e);
    } finally {
      end(reader);
    }
  }

  /** Ends a reader that waits for room after the visitor gave up; one that is done does not notice. Afterwards nothing of the choice runs any more. */
  private static void end(Thread reader) {
    reader.interrupt();
    boolean interrupted = false;
    for (boolean joined = false; !joined; ) {
      try {
        reader.join();
        joined = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The failure of the reading thread; checked ones are {@link IOException}s. */
  private static IOException rethrown(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IOException(cause);
    };
  }

  /** The reading side. */
  private static final class Producer<R> {
    private final BlockingQueue<Batch<R>> queue;
    private Batch<R> batch = new Batch<>();

    Producer(BlockingQueue<Batch<R>> queue) {
      this.queue = queue;
    }

    void run(Pass<R> pass) {
      try {
        try {
          R result = pass.run(this::take, damage -> end(new Ending.Damaged<>(damage)));
          end(new Ending.Ended<>(result));
        } catch (InterruptedIOException e) {
          throw e;
        } catch (IOException | RuntimeException | Error e) { // top of the thread: the caller throws it
          end(new Ending.Failed<>(e));
        }
      } catch (InterruptedIOException e) {
        // the visitor gave up; nobody waits for more
      }
    }

    private void take(long sequence, LogRecord entry) throws InterruptedIOException {
      batch.sequences[batch.size] = sequence;
      batch.entries[batch.size++] = entry;
      if (batch.size == BATCH) {
        end(new Ending.None<>());
      }
    }

    private void end(Ending<R> ending) throws InterruptedIOException {
      batch.ending = ending;
      try {
        queue.put(batch);
      } catch (InterruptedException e) {
        throw (InterruptedIOException) new InterruptedIOException().initCause(e);
      }
      batch = new Batch<>();
    }
  }
}
