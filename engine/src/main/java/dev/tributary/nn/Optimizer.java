package dev.tributary.nn;

import static dev.tributary.math.Require.require;

import dev.tributary.math.AdamStep;
import dev.tributary.math.Kernels;

/**
 * How parameters follow their gradients.
 *
 * @param method the rule
 * @param beta1 what a step leaves of the mean gradient, 0 or more and below 1; Adam and its like
 * @param beta2 what a step leaves of the mean square, 0 or more and below 1; Adam and its like
 * @param epsilon beside the root, above 0
 * @param weightDecay what AdamW, whole or by rows, takes of a value, times the rate of the step; 0 or more
 */
public record Optimizer(Method method, double beta1, double beta2, double epsilon, double weightDecay) {
  /** The rules. */
  public enum Method {
    /** w −= rate·g. */
    SGD(0, 0),
    /** w −= rate·g / (√Σg² + ε) (Duchi, Hazan, Singer, JMLR 2011). */
    ADAGRAD(1, 0),
    /** AdaGrad with one sum for a whole row of a table, of the mean of its squares: a {@code width}-th of the memory. */
    ROWWISE_ADAGRAD(0, 1),
    /** Adam (Kingma, Ba, ICLR 2015). */
    ADAM(2, 0),
    /** Adam with weight decay beside it (Loshchilov, Hutter, ICLR 2019). */
    ADAMW(2, 0),
    /** AdamW with one mean square for a whole row of a table, of the mean of its squares: half of the memory, and a root a row. */
    ROWWISE_ADAM(1, 1);

    /** How many values of state a parameter has. */
    final int states;

    /** How many more a row of a table has. */
    final int rowStates;

    Method(int states, int rowStates) {
      this.states = states;
      this.rowStates = rowStates;
    }

    /** Whether the mean starts at 0 and is corrected for that by the number of steps. */
    boolean corrects() {
      return this == ADAM || this == ADAMW || this == ROWWISE_ADAM;
    }
  }

  public static final Optimizer SGD = new Optimizer(Method.SGD, 0, 0, 1e-8, 0);
  public static final Optimizer ADAGRAD = new Optimizer(Method.ADAGRAD, 0, 0, 1e-8, 0);
  public static final Optimizer ROWWISE_ADAGRAD = new Optimizer(Method.ROWWISE_ADAGRAD, 0, 0, 1e-8, 0);
  public static final Optimizer ADAM = new Optimizer(Method.ADAM, 0.9, 0.999, 1e-8, 0);

  public Optimizer {
    require(beta1 >= 0 && beta1 < 1, "beta1 is %s, allowed 0..1, 1 excluded; start with 0.9", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2 is %s, allowed 0..1, 1 excluded; start with 0.999", beta2);
    require(epsilon > 0, "epsilon is %s, must be above 0; start with 1e-8", epsilon);
    require(weightDecay >= 0 && (weightDecay == 0 || method == Method.ADAMW || method == Method.ROWWISE_ADAM), "weightDecay is %s, must be 0 or more, and 0 without AdamW", weightDecay);
  }

  /** AdamW that takes so much of a value, times the rate. */
  public static Optimizer adamW(double weightDecay) {
    return new Optimizer(Method.ADAMW, 0.9, 0.999, 1e-8, weightDecay);
  }

  /** The same with one mean square a row, for large tables. */
  public Optimizer rowwise() {
    return new Optimizer(Method.ROWWISE_ADAM, beta1, beta2, epsilon, weightDecay);
  }

  /**
   * One step of values [from .. from + count), which all have made as many steps.
   *
   * @param step which one it is of theirs, from 1 on
   * @param scale of the gradient: what {@link GradientClip} leaves
   * @param first state: the sum of squares of AdaGrad, the mean of Adam; empty where the method has none
   * @param second state: the mean square of Adam
   */
  void update(float[] w, int from, int count, float[] g, int gFrom, double scale, double rate, long step, float[] first, float[] second) {
    float factor = (float) scale;
    switch (method) {
      case SGD -> Kernels.addScaled((float) (-rate * scale), g, gFrom, w, from, count);
      case ADAGRAD -> {
        float by = (float) rate;
        float eps = (float) epsilon;
        for (int i = 0; i < count; i++) {
          float gradient = factor * g[gFrom + i];
          first[from + i] += gradient * gradient;
          w[from + i] -= by * gradient / ((float) Math.sqrt(first[from + i]) + eps);
        }
      }
      case ROWWISE_ADAGRAD, ROWWISE_ADAM -> throw new IllegalStateException(method + " is for tables; use ADAGRAD or ADAM for weights");
      case ADAM, ADAMW -> Kernels.adam(w, from, first, second, from, g, gFrom, count, adam(scale, rate, BiasCorrection.of(beta1, step), BiasCorrection.of(beta2, step)));
    }
  }

  /**
   * A step of Adam.
   *
   * @param scale of the gradient
   * @param bias1 {@code 1 − beta1^step}
   * @param bias2 {@code 1 − beta2^step}
   */
  AdamStep adam(double scale, double rate, double bias1, double bias2) {
    return new AdamStep(
        (float) scale, (float) beta1, (float) (1 - beta1), (float) beta2, (float) (1 - beta2), (float) (rate / bias1), (float) (1 / Math.sqrt(bias2)), (float) epsilon, (float) (1 - rate * weightDecay));
  }
}
