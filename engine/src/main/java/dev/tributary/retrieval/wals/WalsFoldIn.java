package dev.tributary.retrieval.wals;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import dev.tributary.math.RidgeRegression;
import dev.tributary.retrieval.vectors.LinearFoldIn;

/**
 * A row's half step for whoever has these entries: the optimum of the loss while the other side stands still. An event of a second ago
 * counts like any other. The parts are those of Hu, Koren and Volinsky, section 5. About L·d·min(L, d)/2 multiplications.
 */
final class WalsFoldIn implements LinearFoldIn {
  private final WalsConfig config;
  private final Matrix fixed;
  private final FloatColumn weights;
  private final int rows;
  private final RidgeRegression regression = new RidgeRegression();
  private final Penalties penalties;

  /**
   * @param fixed the vectors of the other side, in their basis
   * @param rows how many of these were learned from
   * @param weights what an entry of each row of {@code fixed} weighs beside its like
   */
  WalsFoldIn(WalsConfig config, Matrix fixed, int rows, float[] spectrum, FloatColumn weights) {
    this.config = config;
    this.fixed = fixed;
    this.rows = rows;
    this.weights = weights;
    penalties = new Penalties(config, spectrum);
  }

  int width() {
    return penalties.width();
  }

  @Override
  public void vector(int[] items, float[] likes, int count, float[] vector) {
    int width = penalties.width();
    regression.start(penalties.of(config.penalty(count, rows)), 0, width);
    var feedback = config.feedback();
    for (int n = 0; n < count; n++) {
      float value = config.value(likes[n]) * weights.get(items[n]);
      regression.add(fixed.values(), (long) items[n] * width, feedback.weight(value), feedback.target(value));
    }
    regression.solve(vector);
  }

  @Override
  public void parts(float[] parts) {
    regression.parts(parts);
  }
}
