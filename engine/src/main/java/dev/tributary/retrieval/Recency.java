package dev.tributary.retrieval;

/**
 * How much an interest counts by its place in a history, the newest first: {@code 2^(−place/halfLife)}, computed once for the places that most
 * histories have. Immutable.
 */
public final class Recency {
  private static final int COMPUTED = 512;

  private final double halfLife;
  private final double[] weights;

  /**
   * Weights for a half-life.
   *
   * @param halfLife in places; 0: all count alike
   */
  public Recency(double halfLife) {
    this.halfLife = halfLife;
    weights = new double[halfLife > 0 ? COMPUTED : 0];
    for (int place = 0; place < weights.length; place++) {
      weights[place] = weight(place);
    }
  }

  /** The weight at a place, 0..1. */
  public double of(int place) {
    return place < weights.length ? weights[place] : weight(place);
  }

  private double weight(int place) {
    return halfLife > 0 ? Math.pow(2, -place / halfLife) : 1;
  }
}
