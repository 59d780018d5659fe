package dev.tributary.nn;

import static dev.tributary.math.Require.require;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Progress;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;

/** An {@link Optimizer} at work on the dense weights of a network, with its state beside them. Confined. */
public final class WeightsOptimizer implements Checkpointed {
  private final Weights weights;
  private final Optimizer optimizer;
  private final float[] first;
  private final float[] second;
  private long steps;

  /** Starts; the weights must be complete. */
  public WeightsOptimizer(Weights weights, Optimizer optimizer) {
    require(optimizer.method().rowStates == 0, "%s is for tables; use ADAGRAD or ADAM for weights", optimizer.method());
    this.weights = weights;
    this.optimizer = optimizer;
    first = new float[optimizer.method().states > 0 ? weights.size() : 0];
    second = new float[optimizer.method().states > 1 ? weights.size() : 0];
  }

  /**
   * One step.
   *
   * @param rate the learning rate of this step
   * @param scale of the gradient
   */
  public void step(float[] gradient, double rate, double scale, Job job) {
    require(gradient.length == weights.size(), "a gradient of %d values for %d weights", gradient.length, weights.size());
    steps++;
    job.withProgress(Progress.NONE)
        .tasks(
            "stepping",
            (gradient.length + 65_535) / 65_536,
            task -> {
              int from = task * 65_536;
              optimizer.update(weights.values(), from, Math.min(65_536, gradient.length - from), gradient, from, scale, rate, steps, first, second);
            });
  }

  @Override
  public void save(String name, Tensors.Builder file) {
    var step = LongColumn.allocate(1);
    step.set(0, steps);
    file.longs(name + ".steps", step);
    file.floats(name + ".first", FloatColumn.copyOf(first));
    file.floats(name + ".second", FloatColumn.copyOf(second));
  }

  @Override
  public void load(String name, Tensors file) throws CorruptFileException {
    steps = file.longs(name + ".steps").get(0);
    Checkpointed.floats(file, name + ".first", first.length).copyTo(0, first.length, first, 0);
    Checkpointed.floats(file, name + ".second", second.length).copyTo(0, second.length, second, 0);
  }
}
