package dev.tributary.math;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Working memory that threads lend each other: as many pieces are kept as there were threads at work at once, at most two
 * for each core; more are made when needed and left to the collector. Thread-safe: lock-free.
 *
 * @param <T> the working memory; whoever gives it back leaves it ready for the next
 */
public final class ScratchPool<T> {
  private final AtomicReferenceArray<T> free = new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());
  private final Supplier<T> maker;

  /** A pool that makes a piece when none is free. */
  public ScratchPool(Supplier<T> maker) {
    this.maker = maker;
  }

  /** A piece that nobody else has. */
  public T take() {
    for (int slot = 0; slot < free.length(); slot++) {
      T piece = free.getPlain(slot) == null ? null : free.getAndSet(slot, null);
      if (piece != null) {
        return piece;
      }
    }
    return maker.get();
  }

  /** Gives a piece back. */
  public void give(T piece) {
    for (int slot = 0; slot < free.length(); slot++) {
      if (free.getPlain(slot) == null && free.compareAndSet(slot, null, piece)) {
        return;
      }
    }
  }
}
