package dev.tributary.retrieval.funksvd;

import dev.tributary.retrieval.sgd.Factors;
import dev.tributary.retrieval.sgd.Lesson;
import dev.tributary.retrieval.sgd.RatingTrainer;
import dev.tributary.retrieval.sgd.SgdConfig;
import dev.tributary.retrieval.sgd.SgdKind;
import dev.tributary.retrieval.sgd.SquaredLesson;
import dev.tributary.retrieval.sgd.Surrogate;

/**
 * The channel FunkSVD (隐语义模型), after Simon Funk's "Netflix update: try this at home" (2006) with all factors at once: squared error of
 * ⟨a_u, b_i⟩ against 1 for interests and 0 for items drawn, and λ on what a step touches.
 */
public final class FunkSvd extends SgdKind {
  /** The only one. */
  public static final FunkSvd KIND = new FunkSvd();

  private FunkSvd() {
    super("funksvd", "users and items as vectors whose product is 1 for interests and 0 elsewhere", new SgdConfig(64, 60, 0.05, 0.99, 0.01, 4, 0, false, 1, 0.1, 0), false, Surrogate.Loss.SQUARED);
  }

  /** The same factorisation of explicit ratings, to foretell them rather than to find items. */
  public static RatingTrainer ratings(SgdConfig settings) {
    return new RatingTrainer(KIND.name(), settings, false);
  }

  @Override
  protected Lesson lesson(SgdConfig settings, Factors factors, int items) {
    return new SquaredLesson(factors, settings.negatives(), 0, true);
  }
}
