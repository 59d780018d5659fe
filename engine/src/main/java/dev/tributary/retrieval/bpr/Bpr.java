package dev.tributary.retrieval.bpr;

import dev.tributary.retrieval.sgd.Block;
import dev.tributary.retrieval.sgd.Factors;
import dev.tributary.retrieval.sgd.Lesson;
import dev.tributary.retrieval.sgd.SgdConfig;
import dev.tributary.retrieval.sgd.SgdKind;
import dev.tributary.retrieval.sgd.Surrogate;

/**
 * The channel BPR (贝叶斯个性化排序; Rendle, Freudenthaler, Gantner, Schmidt-Thieme: "BPR: Bayesian personalized ranking from implicit
 * feedback", UAI 2009): an item of interest should lie before one that the user never met, {@code Σ −log σ(⟨a_u, b_i − b_j⟩)} with j drawn, and λ
 * on what a step touches.
 */
public final class Bpr extends SgdKind {
  /** The only one. */
  public static final Bpr KIND = new Bpr();

  private Bpr() {
    super("bpr", "users and items as vectors that put each interest before items never met", new SgdConfig(128, 25, 0.1, 1, 0.015, 1, 0, false, 10, 0.1, 0), false, Surrogate.Loss.PAIR_LOGISTIC);
  }

  @Override
  protected Lesson lesson(SgdConfig settings, Factors factors, int items) {
    return block -> learn(block, factors, settings.negatives());
  }

  private static void learn(Block block, Factors factors, int negatives) {
    for (int n = 0; n < block.size(); n++) {
      int user = block.user(n);
      int item = block.item(n);
      for (int draw = 0; draw < negatives; draw++) {
        int other = factors.negative(block, user);
        if (other >= 0) {
          double ahead = factors.score(user, item) - factors.score(user, other);
          double behind = Math.exp(-Math.abs(ahead)); // never overflows
          block.lose(Math.log(1 + behind) + Math.max(0, -ahead));
          factors.prefer(block, user, item, other, (float) ((ahead > 0 ? behind : 1) / (1 + behind)));
        }
      }
    }
  }
}
