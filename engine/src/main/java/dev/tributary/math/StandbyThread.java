package dev.tributary.math;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * A daemon thread that works for parallel loops and waits for the next one between them. To start a thread for each loop takes some tenths of a millisecond, and a step of a network has half a dozen loops
 * of about one each. Who waits looks out for a moment before the thread is put to sleep, since waking it takes longer than most pauses between two loops.
 */
final class StandbyThread implements Runnable {
  private static final long LOOKOUT = 50_000; // ns
  private static final long STAYS = 10_000_000_000L; // ns without work, after which the thread ends
  private static final int LOOKS = 64; // between two readings of the clock
  private static final boolean SPARE = Runtime.getRuntime().availableProcessors() > 1; // else to look out keeps others from working

  private static final ConcurrentLinkedDeque<StandbyThread> WAITING = new ConcurrentLinkedDeque<>(); // the last to finish first: it is still awake

  private volatile Runnable work;
  private volatile Thread thread;

  private StandbyThread(Runnable first) {
    work = first;
  }

  /** Has some thread run the work; it must not throw. */
  static void run(Runnable work) {
    var waiting = WAITING.pollFirst();
    if (waiting == null) {
      Thread.ofPlatform().daemon().name("tributary-standby").inheritInheritableThreadLocals(false).start(new StandbyThread(work));
    } else {
      waiting.work = work;
      LockSupport.unpark(waiting.thread);
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    do {
      work.run();
      Thread.interrupted(); // whoever meant the work has had it
      work = null;
      WAITING.addFirst(this);
    } while (awaitWork());
  }

  /** Whether there is work; otherwise nobody can give any. */
  private boolean awaitWork() {
    long last = System.nanoTime() + STAYS;
    lookout(() -> work != null);
    while (work == null) {
      long left = last - System.nanoTime();
      if (left <= 0 && WAITING.remove(this)) {
        return false;
      }
      LockSupport.parkNanos(this, Math.max(left, 1000)); // where somebody has chosen this one, work comes in a moment
    }
    return true;
  }

  /** What is waited for. */
  @FunctionalInterface
  interface Sight {
    boolean seen();
  }

  /** Looks out for a moment; answers whether it was seen. */
  static boolean lookout(Sight sight) {
    if (sight.seen()) {
      return true;
    }
    long end = System.nanoTime() + LOOKOUT;
    do {
      for (int look = 0; look < LOOKS; look++) {
        Thread.onSpinWait();
        if (sight.seen()) {
          return true;
        }
      }
    } while (SPARE && System.nanoTime() < end);
    return false;
  }
}
