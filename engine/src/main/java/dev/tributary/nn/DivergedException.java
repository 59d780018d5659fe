package dev.tributary.nn;

/** A training has lost itself: the loss or a parameter is no longer finite. */
public final class DivergedException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  private DivergedException(String text) {
    super(text);
  }

  /**
   * Checks a loss after a step.
   *
   * @param name of what is trained
   * @param step the number of the step, from 1 on
   * @throws DivergedException when it is not finite
   */
  public static void check(String name, long step, double loss) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(name + " diverged in step " + step + ": its loss is " + loss + "; lower learningRate, or clip gradients");
    }
  }

  /**
   * Checks all parameters. O(values).
   *
   * @throws DivergedException when one is not finite, naming it
   */
  public static void check(String name, long step, Weights weights, EmbeddingTable... tables) {
    var values = weights.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DivergedException(name + " diverged by step " + step + ": '" + weights.nameAt(i) + "' holds " + values[i] + "; lower learningRate, or clip gradients");
      }
    }
    for (var table : tables) {
      var row = table.notFinite();
      if (row.isPresent()) {
        throw new DivergedException(name + " diverged by step " + step + ": the vector of row " + row.get() + " is not finite; lower learningRate, or clip gradients");
      }
    }
  }
}
