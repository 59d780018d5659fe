package dev.tributary.retrieval.sgd;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import dev.tributary.math.RidgeRegression;
import dev.tributary.retrieval.vectors.FoldIn;

/**
 * A user's vector out of interests while the vectors of items stand still: the least of the {@link Surrogate} over the interests, a ridge
 * regression. Likes do not count, as in training. In the basis of the items' scatter its penalties are a number for each factor. The parts of the
 * interests are their terms of the regression; what all items together say of a user is shared evenly among them. About L·d·min(L, d)/2
 * multiplications.
 */
final class FactorFoldIn implements FoldIn {
  private final Matrix items;
  private final int factors;
  private final Background background;
  private final RidgeRegression regression = new RidgeRegression();
  private final float[] penalties;
  private final float[] start; // what the scatter asks for before any interest speaks
  private final FloatColumn centred;
  private final float[] row;
  private float[] scratch = {};
  private int count;

  /** @param items a vector for each item, and its bias where {@code background} has one */
  FactorFoldIn(Matrix items, Background background) {
    this.items = items;
    this.background = background;
    factors = background.spectrum().length;
    penalties = new float[factors];
    start = new float[factors];
    centred = FloatColumn.allocate(factors);
    row = new float[items.columns()];
  }

  @Override
  public void vector(int[] interests, float[] likes, int count, float[] vector) {
    this.count = count;
    var surrogate = background.surrogate();
    float least = 1e-6f * Math.max(1e-6f, background.spectrum()[0]); // where nothing else decides, the shortest vector does
    for (int p = 0; p < factors; p++) {
      double one = surrogate.background() * background.spectrum()[p] + surrogate.shrinkage() + least;
      penalties[p] = (float) (count * one);
      start[p] = (float) (-surrogate.background() * background.coupling()[p] / one);
    }
    regression.start(penalties, 0, factors);
    for (int n = 0; n < count; n++) {
      items.copyRow(interests[n], row);
      double target = surrogate.margin() - (biased() ? row[factors] - background.mean()[factors] : 0);
      for (int p = 0; p < factors; p++) {
        float value = row[p] - background.mean()[p];
        centred.set(p, value);
        target -= (double) start[p] * value;
      }
      regression.add(centred, 0, 1, (float) target);
    }
    regression.solve(vector);
    for (int p = 0; p < factors; p++) {
      vector[p] += start[p];
    }
    if (biased()) {
      vector[factors] = 1;
    }
  }

  private boolean biased() {
    return items.columns() > factors;
  }

  @Override
  public void parts(float[] parts) {
    int width = items.columns();
    if (scratch.length < count * factors) {
      scratch = new float[2 * count * factors];
    }
    regression.parts(scratch);
    for (int n = 0; n < count; n++) {
      for (int p = 0; p < factors; p++) {
        parts[n * width + p] = scratch[n * factors + p] + start[p] / count;
      }
      if (biased()) {
        parts[n * width + factors] = 1f / count;
      }
    }
  }
}
