package dev.tributary.retrieval.sgd;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.RidgeRegression;
import dev.tributary.retrieval.vectors.LinearFoldIn;
import java.util.Arrays;

/**
 * A user's vector out of interests while the vectors of items stand still: the least of the {@link Surrogate}, by ridge regressions whose squares touch the loss
 * where the scores lie. Likes do not count, as in training. The scores of what is drawn are taken for normal, so that in the basis of the items' scatter what they
 * cost is a number for each factor. The parts of the interests are their terms of the last regression; what all items together say of a user is shared evenly among
 * them. About L·d·min(L, d)/2 multiplications a regression, of which there is one for squared errors and {@value #FITS} else.
 */
final class FactorFoldIn implements LinearFoldIn {
  /** After so many the lists hardly change. */
  private static final int FITS = 5;

  /** Where the loss is flatter than this it is taken for so curved, lest a step goes beyond all bounds. */
  private static final double LEAST_CURVATURE = 2.5e-4;

  private final Matrix items;
  private final int factors;
  private final Background background;
  private final Surrogate surrogate;
  private final Highest drawn;
  private final RidgeRegression regression = new RidgeRegression();
  private final float[] penalties;
  private final float[] start; // what the scatter asks for before any interest speaks
  private final float[] solution;
  private final int width; // of an observation
  private final float[] row;
  private FloatColumn observations = FloatColumn.allocate(0);
  private float[] biases = {}; // of the interests
  private float[] scores = {}; // of the interests; of pairs their leads before the mean of all items
  private float[] weights = {};
  private float[] targets = {}; // of the scores
  private float[] scratch = {};
  private int count;
  private double level; // the mean score of all items, where scores count rather than leads
  private double deviation; // of the scores of all items
  private double drawnWeight;
  private double drawnTarget; // of the level

  /**
   * For one thread.
   *
   * @param items a vector for each item, and its bias where {@code background} has one
   * @param drawn what {@code background} says of the hardest of several draws: computed once for all threads
   */
  FactorFoldIn(Matrix items, Background background, Highest drawn) {
    this.items = items;
    this.background = background;
    surrogate = background.surrogate();
    this.drawn = drawn;
    factors = background.spectrum().length;
    penalties = new float[factors + 1];
    start = new float[factors + 1];
    solution = new float[factors + 1];
    width = factors + 1;
    row = new float[items.columns()];
  }

  @Override
  public void vector(int[] interests, float[] likes, int count, float[] vector) {
    this.count = count;
    observe(interests);
    deviation = 0;
    level = surrogate.loss() == Surrogate.Loss.LOGISTIC ? -Math.log(surrogate.drawn()) : 0; // where vectors say nothing
    Arrays.fill(scores, 0, count, (float) level);
    int fits = surrogate.loss().logistic() || surrogate.hardestOf() > 1 ? FITS : 1;
    for (int fit = 0; fit < fits; fit++) {
      double ofScatter = surrogate.loss().ofPairs() ? touchPairs() : touchScores();
      charge(ofScatter);
      fit();
    }
    System.arraycopy(solution, 0, vector, 0, factors);
    if (biased()) {
      vector[factors] = 1;
    }
  }

  /** What the interests are to a regression: their vectors less the mean, or whole where scores have no offset, a 1 for the offset, and their biases. */
  private void observe(int[] interests) {
    if (scores.length < count) {
      observations = FloatColumn.allocate((2L * count + 1) * width);
      biases = new float[2 * count];
      scores = new float[2 * count];
      weights = new float[2 * count];
      targets = new float[2 * count];
    }
    float[] mean = background.mean();
    for (int n = 0; n < count; n++) {
      items.copyRow(interests[n], row);
      for (int p = 0; p < factors; p++) {
        observations.set(place(n) + p, offset() == Offset.NONE ? row[p] : row[p] - mean[p]);
      }
      observations.set(place(n) + factors, 1);
      biases[n] = biased() ? row[factors] - mean[factors] : 0;
    }
    for (int p = 0; p < factors; p++) { // what is drawn, behind them
      observations.set(place(count) + p, mean[p]);
    }
  }

  private long place(int observation) {
    return (long) observation * width;
  }

  /** Squares that touch the loss of each interest's lead; what is drawn lies {@link #lift} above the mean. Answers what a score's variance costs. */
  private double touchPairs() {
    double ofScatter = 0;
    for (int n = 0; n < count; n++) {
      double lead = scores[n] - lift();
      if (surrogate.loss().logistic()) {
        double behind = behind(lead, flattening());
        weights[n] = (float) curvature(lead, flattening());
        targets[n] = scores[n] + (float) (behind / weights[n]);
        ofScatter += ofScatter(weights[n], behind);
      } else {
        weights[n] = 1;
        targets[n] = (float) (1 + lift());
        ofScatter += ofScatter(1, 1 - lead);
      }
    }
    return ofScatter;
  }

  /** Squares that touch the loss of each interest's score and that of the level. Answers what a score's variance costs. */
  private double touchScores() {
    double met = count * (double) surrogate.drawn();
    double score = level + lift();
    if (surrogate.loss().logistic()) {
      for (int n = 0; n < count; n++) {
        weights[n] = (float) curvature(scores[n], 1);
        targets[n] = scores[n] + (float) (behind(scores[n], 1) / weights[n]);
      }
      double ahead = behind(-score, flattening());
      double curvature = curvature(-score, flattening());
      drawnWeight = met * curvature;
      drawnTarget = level - ahead / curvature;
      return met * ofScatter(curvature, ahead);
    }
    Arrays.fill(weights, 0, count, 1f);
    Arrays.fill(targets, 0, count, 1f);
    drawnWeight = met;
    drawnTarget = -lift();
    return met * ofScatter(1, score);
  }

  /** How far what is drawn lies above the mean. */
  private double lift() {
    return drawn.mean() * deviation;
  }

  /** E 1/(1 + exp(x)) of a normal x is 1/(1 + exp(flattening·E x)), nearly: of what is drawn. */
  private double flattening() {
    return 1 / Math.sqrt(1 + Math.PI / 8 * drawn.variance() * deviation * deviation);
  }

  /** What the variance of all scores costs where a drawn score has this curvature and slope: it scatters what is drawn, and lifts it. */
  private double ofScatter(double curvature, double slope) {
    return curvature * drawn.variance() + (deviation > 0 ? Math.max(0, slope) * drawn.mean() / deviation : 0);
  }

  /** Minus the slope of log(1 + exp(−x)). */
  private static double behind(double x, double flattening) {
    return 1 / (1 + Math.exp(flattening * x));
  }

  /** Of log(1 + exp(−x)) at an x above 0; below, that of a parabola that lies nowhere under it, since from there a step by the true one would go too far. */
  private static double curvature(double x, double flattening) {
    double behind = behind(x, flattening);
    return Math.max(x > -1e-3 ? flattening * behind * (1 - behind) : (behind - 0.5) / -x, LEAST_CURVATURE);
  }

  /** Penalties of the next regression. */
  private void charge(double ofScatter) {
    double pairs = surrogate.loss().ofPairs() ? count : count * (1.0 + surrogate.drawn());
    float squares = Kernels.dot(background.mean(), 0, background.mean(), 0, factors) + background.spectrum()[0]; // nearly the items' squared length
    float least = 1e-6f * Math.max(1e-6f, squares * (1 + surrogate.drawn())); // where nothing else decides, the shortest vector does
    for (int p = 0; p < factors; p++) {
      double penalty = ofScatter * background.spectrum()[p] + pairs * surrogate.regularization() + count * least;
      penalties[p] = (float) penalty;
      start[p] = (float) (-ofScatter * background.coupling()[p] / penalty);
    }
    penalties[factors] = (float) drawnWeight;
    start[factors] = offset() == Offset.FREE ? (float) drawnTarget : 0;
  }

  /** The least of the squares, the scores there, the level and the scatter. */
  private void fit() {
    int unknowns = unknowns();
    regression.start(penalties, 0, unknowns);
    for (int n = 0; n < count; n++) {
      regression.add(observations, place(n), weights[n], targets[n] - biases[n] - Kernels.dot(start, observations, place(n)));
    }
    if (offset() == Offset.NONE) {
      regression.add(observations, place(count), (float) drawnWeight, (float) drawnTarget - Kernels.dot(start, observations, place(count)));
    }
    regression.solve(solution);
    Arrays.fill(solution, unknowns, width, 0f);
    for (int p = 0; p < unknowns; p++) {
      solution[p] += start[p];
    }
    for (int n = 0; n < count; n++) {
      scores[n] = Kernels.dot(solution, observations, place(n)) + biases[n];
    }
    level = offset() == Offset.FREE ? solution[factors] : Kernels.dot(solution, observations, place(count));
    double variance = background.coupling()[factors];
    for (int p = 0; p < factors; p++) {
      variance += solution[p] * (background.spectrum()[p] * (double) solution[p] + 2 * background.coupling()[p]);
    }
    deviation = Math.sqrt(Math.max(0, variance));
  }

  /** What is added to all scores of a user. */
  private enum Offset {
    NONE,
    /** A coefficient like the others, as where items have biases. */
    FREE,
    /** Leads know none. */
    CANCELLED
  }

  private Offset offset() {
    return surrogate.loss().ofPairs() ? Offset.CANCELLED : biased() ? Offset.FREE : Offset.NONE;
  }

  private int unknowns() {
    return offset() == Offset.FREE ? width : factors;
  }

  private boolean biased() {
    return items.columns() > factors;
  }

  @Override
  public void parts(float[] parts) {
    int columns = items.columns();
    int unknowns = unknowns();
    if (scratch.length < regression.size() * unknowns) {
      scratch = new float[2 * regression.size() * unknowns];
    }
    regression.parts(scratch);
    for (int n = 0; n < count; n++) {
      for (int p = 0; p < factors; p++) {
        float ofAll = start[p] + (regression.size() > count ? scratch[count * unknowns + p] : 0);
        parts[n * columns + p] = scratch[n * unknowns + p] + ofAll / count;
      }
      if (biased()) {
        parts[n * columns + factors] = 1f / count;
      }
    }
  }
}
