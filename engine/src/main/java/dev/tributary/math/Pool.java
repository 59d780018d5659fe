package dev.tributary.math;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Scratch memory that outlives a request: taken, used by one thread, given back. Where more are out than fit, the surplus goes
 * to the collector. Lock-free; safe with virtual threads, unlike thread locals.
 *
 * @param <T> the scratch
 */
public final class Pool<T> {
  private final AtomicReferenceArray<T> free;
  private final Supplier<T> maker;

  /** A pool that keeps at most so many. */
  public Pool(int most, Supplier<T> maker) {
    free = new AtomicReferenceArray<>(most);
    this.maker = maker;
  }

  /** One that nobody else uses until it is given back. */
  public T take() {
    for (int n = 0; n < free.length(); n++) {
      T one = free.getAndSet(n, null);
      if (one != null) {
        return one;
      }
    }
    return maker.get();
  }

  /** Gives one back. */
  public void give(T one) {
    for (int n = 0; n < free.length(); n++) {
      if (free.compareAndSet(n, null, one)) {
        return;
      }
    }
  }
}
