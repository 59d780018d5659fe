package dev.tributary.nn;

import static dev.tributary.math.Require.require;

/**
 * Clipping by the global norm (Pascanu, Mikolov, Bengio, ICML 2013): gradients longer than this, taken together, are scaled to it.
 *
 * @param most the longest that passes; 0: all do
 */
public record GradientClip(double most) {
  public GradientClip {
    require(most >= 0, "the longest gradient is %s, must be 0 (no clipping) or more; start with 5", most);
  }

  /** What the gradients are to be multiplied by: 1 where they are short enough. A length that is no number gives 1, for the step to diverge visibly. */
  public double scale(float[] weights, RowGradients... tables) {
    if (most == 0) {
      return 1;
    }
    double squares = Slices.squares(weights, weights.length);
    for (var table : tables) {
      squares += table.squares();
    }
    return squares > most * most ? most / Math.sqrt(squares) : 1;
  }
}
