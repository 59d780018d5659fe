package dev.tributary.retrieval.sgd;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import dev.tributary.math.RidgeRegression;
import dev.tributary.retrieval.vectors.LinearFoldIn;
import java.util.Arrays;

/**
 * A user's vector out of interests while the vectors of items stand still: the least of the {@link Surrogate} over the interests, a ridge
 * regression. Likes do not count, as in training. In the basis of the items' scatter its penalties are a number for each factor. The parts of the
 * interests are their terms of the regression; what all items together say of a user is shared evenly among them. About L·d·min(L, d)/2
 * multiplications, four times that where the surrogate saturates.
 */
final class FactorFoldIn implements LinearFoldIn {
  /** After so many the lists hardly change. */
  private static final int FITS = 4;

  /** Where the loss is flatter than this it is taken for so curved, lest a step goes beyond all bounds. */
  private static final double LEAST_CURVATURE = 2.5e-4;

  private final Matrix items;
  private final int factors;
  private final Background background;
  private final RidgeRegression regression = new RidgeRegression();
  private final float[] penalties;
  private final float[] start; // what the scatter asks for before any interest speaks
  private final FloatColumn centred;
  private final float[] row;
  private float[] scratch = {};
  private float[] leads = {}; // of the interests, before what is drawn
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
    leads = leads.length < count ? new float[2 * count] : leads;
    Arrays.fill(leads, 0, count, 0f);
    int fits = surrogate.saturates() ? FITS : 1;
    for (int fit = 0; fit < fits; fit++) {
      fit(interests, vector);
    }
    if (biased()) {
      vector[factors] = 1;
    }
  }

  /** Squares that touch each interest's term at its lead, their least, and the leads there. */
  private void fit(int[] interests, float[] vector) {
    regression.start(penalties, 0, factors);
    for (int n = 0; n < count; n++) {
      double weight = 1;
      double target = background.surrogate().margin();
      if (background.surrogate().saturates()) {
        double behind = 1 / (1 + Math.exp(leads[n]));
        double curvature = Math.max(behind * (1 - behind), LEAST_CURVATURE);
        weight = 4 * curvature;
        target = leads[n] + behind / curvature;
      }
      centre(interests[n]);
      for (int p = 0; p < factors; p++) {
        target -= (double) start[p] * row[p];
      }
      regression.add(centred, 0, (float) weight, (float) (target - (biased() ? row[factors] : 0)));
    }
    regression.solve(vector);
    for (int p = 0; p < factors; p++) {
      vector[p] += start[p];
    }
    for (int n = 0; n < count; n++) {
      centre(interests[n]);
      leads[n] = biased() ? row[factors] : 0;
      for (int p = 0; p < factors; p++) {
        leads[n] += vector[p] * row[p];
      }
    }
  }

  /** An item's row less the mean, in {@link #row} and, without its bias, in {@link #centred}. */
  private void centre(int item) {
    items.copyRow(item, row);
    for (int p = 0; p < row.length; p++) {
      row[p] -= background.mean()[p];
      if (p < factors) {
        centred.set(p, row[p]);
      }
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
