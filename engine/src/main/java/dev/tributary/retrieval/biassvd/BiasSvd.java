package dev.tributary.retrieval.biassvd;

import dev.tributary.retrieval.sgd.Factors;
import dev.tributary.retrieval.sgd.Lesson;
import dev.tributary.retrieval.sgd.RatingTrainer;
import dev.tributary.retrieval.sgd.SgdConfig;
import dev.tributary.retrieval.sgd.SgdKind;
import dev.tributary.retrieval.sgd.SquaredLesson;
import dev.tributary.retrieval.sgd.Surrogate;

/**
 * The channel BiasSVD (Koren, Bell, Volinsky: "Matrix factorization techniques for recommender systems", Computer 2009): squared error of {@code μ + b_u +
 * b_i + ⟨a_u, b_i⟩} against 1 for interests and 0 for items drawn, with μ the mean of these, and λ on what a step touches.
 */
public final class BiasSvd extends SgdKind {
  /** The only one. */
  public static final BiasSvd KIND = new BiasSvd();

  private BiasSvd() {
    super("biassvd", "FunkSVD with biases of users and items", new SgdConfig(64, 40, 0.03, 1, 0.03, 4, 0, false, 1, 0.1, 0), true, Surrogate.Loss.SQUARED);
  }

  /** The same factorisation of explicit ratings, to foretell them rather than to find items. */
  public static RatingTrainer ratings(SgdConfig settings) {
    return new RatingTrainer(KIND.name(), settings, true);
  }

  @Override
  protected Lesson lesson(SgdConfig settings, Factors factors, int items) {
    return new SquaredLesson(factors, settings.negatives(), 1f / (1 + settings.negatives()), true);
  }
}
