package dev.tributary.nn;

import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Progress;

/**
 * How a batch is cut into slices that are learned from side by side: by the batch alone, never by the threads. Each slice has gradients of its own, which are
 * summed in the order of slices.
 *
 * @param count how many, 1..{@link #MOST}
 */
public record Slices(int count) {
  /** More would cost more to sum than they gain. */
  public static final int MOST = 8;

  /** As many slices as keep {@code least} units of work each. */
  public static Slices of(long work, long least) {
    return new Slices((int) Math.clamp(work / least, 1, MOST));
  }

  /** What is done with one slice; each runs on one thread. */
  @FunctionalInterface
  public interface Body {
    void run(int slice);
  }

  /** Runs all slices on the threads of a job; its listener hears nothing. */
  public void run(String phase, Job job, Body body) {
    if (count == 1 || job.threads() == 1) {
      for (int slice = 0; slice < count; slice++) {
        body.run(slice);
      }
    } else {
      job.withProgress(Progress.NONE).tasks(phase, count, body::run);
    }
  }

  /** First of so many rows, examples or sequences that belong to a slice; the next slice's first is its end. */
  public int start(int rows, int slice) {
    return (int) ((long) rows * slice / count);
  }

  /** Adds the first {@code count} arrays, in order, to the first of them; all have one length. */
  public static void sum(float[][] gradients, int count, Job job) {
    float[] total = gradients[0];
    job.withProgress(Progress.NONE)
        .shards(
            "adding gradients",
            total.length,
            (_, from, to) -> {
              for (int n = 1; n < count; n++) {
                add(gradients[n], total, from, to);
              }
            });
  }

  private static void add(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] += x[i];
    }
  }

  /** Σ of the squares of the first {@code count} values. */
  static double squares(float[] values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i += 4096) {
      int size = Math.min(4096, count - i);
      sum += Kernels.dot(values, i, values, i, size);
    }
    return sum;
  }
}
