package dev.tributary.retrieval.sgd;

/**
 * What a user's vector is the best for when it is made at request time: the loss of the channel over the user's interests, with the expectation over what is drawn in place of
 * single draws. Immutable.
 *
 * @param loss of an interest i and the items j drawn for it
 * @param drawn how many are drawn for an interest
 * @param regularization λ: {@code λ/2·‖a‖²} for every pair that is met
 * @param hardestOf of so many items drawn, each j is the one with the highest score
 */
public record Surrogate(Loss loss, float drawn, float regularization, int hardestOf) {
  /** By a user's scores s, or leads of one score before another. */
  public enum Loss {
    /** {@code ½·(1 − s_i + s_j)²}. */
    PAIR_SQUARED,
    /** {@code log(1 + exp(s_j − s_i))}. */
    PAIR_LOGISTIC,
    /** {@code ½·(1 − s_i)² + Σ_j ½·s_j²}. */
    SQUARED,
    /** {@code log(1 + exp(−s_i)) + Σ_j log(1 + exp(s_j))}. */
    LOGISTIC;

    boolean ofPairs() {
      return this == PAIR_SQUARED || this == PAIR_LOGISTIC;
    }

    boolean logistic() {
      return this == PAIR_LOGISTIC || this == LOGISTIC;
    }
  }

  /** What the settings say of it, but for the loss, where so many items can be drawn. */
  public static Surrogate of(Loss loss, SgdConfig settings, int items) {
    return new Surrogate(loss, settings.negatives(), (float) settings.regularization(), settings.hardestOf(items));
  }
}
