package dev.tributary.retrieval.logisticmf;

import dev.tributary.retrieval.sgd.Block;
import dev.tributary.retrieval.sgd.Factors;
import dev.tributary.retrieval.sgd.Lesson;
import dev.tributary.retrieval.sgd.SgdConfig;
import dev.tributary.retrieval.sgd.SgdKind;
import dev.tributary.retrieval.sgd.Surrogate;

/**
 * The channel logistic MF (逻辑矩阵分解), the tuned dot product of Rendle, Krichene, Zhang, Anderson: "Neural collaborative filtering vs. matrix
 * factorization revisited", RecSys 2020: {@code Σ log(1 + exp(−s_ui)) + Σ log(1 + exp(s_uj))} over interests and the items drawn for each, with
 * {@code s = b_u + b_i + ⟨a_u, b_i⟩} and λ on what a step touches.
 */
public final class LogisticMf extends SgdKind {
  /** The only one. */
  public static final LogisticMf KIND = new LogisticMf();

  private LogisticMf() {
    super("logisticmf", "users and items as vectors that tell interests from items never met", new SgdConfig(64, 40, 0.03, 1, 0.02, 4, 0, false, 1, 0.1, 0), true, Surrogate.Loss.LOGISTIC);
  }

  @Override
  protected Lesson lesson(SgdConfig settings, Factors factors, int items) {
    return block -> learn(block, factors, settings.negatives());
  }

  private static void learn(Block block, Factors factors, int negatives) {
    for (int n = 0; n < block.size(); n++) {
      int user = block.user(n);
      tell(block, factors, user, block.item(n), 1);
      for (int draw = 0; draw < negatives; draw++) {
        int item = factors.negative(block, user);
        if (item >= 0) {
          tell(block, factors, user, item, -1);
        }
      }
    }
  }

  /** @param sign 1 for an interest, -1 for an item never met */
  private static void tell(Block block, Factors factors, int user, int item, int sign) {
    double right = sign * factors.score(user, item);
    double wrong = Math.exp(-Math.abs(right)); // never overflows
    block.lose(Math.log(1 + wrong) + Math.max(0, -right));
    factors.pull(block, user, item, (float) (sign * (right > 0 ? wrong : 1) / (1 + wrong)));
  }
}
