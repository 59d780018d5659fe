package dev.tributary.math;

import java.util.concurrent.CancellationException;

/**
 * Listens to a long job. Called a few times a second, from one thread at a time.
 *
 * <p>Returning false stops the job, which then throws {@link CancellationException} and leaves nothing
 * half-written. Stable.
 */
@FunctionalInterface
public interface Progress {
  /** Listens to nothing and never stops the job. */
  Progress NONE = (_, _, _) -> true;

  /**
   * Reports how far a phase has come.
   *
   * @param phase what is being done, in a few words
   * @param done units done so far, 0..total
   * @param total units in all; 0 when it is not known
   * @return false to stop the job
   */
  boolean report(String phase, long done, long total);

  /** Reports, and throws when the listener wants the job to stop. */
  default void step(String phase, long done, long total) {
    if (!report(phase, done, total)) {
      throw new CancellationException("stopped during '" + phase + "'");
    }
  }
}
