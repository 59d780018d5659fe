package dev.tributary.retrieval.warp;

import dev.tributary.retrieval.sgd.Block;
import dev.tributary.retrieval.sgd.Factors;
import dev.tributary.retrieval.sgd.Lesson;
import dev.tributary.retrieval.sgd.SgdConfig;
import dev.tributary.retrieval.sgd.SgdKind;
import dev.tributary.retrieval.sgd.Surrogate;

/**
 * The channel WARP (加权近似排序; Weston, Bengio, Usunier: "WSABIE: scaling up to large vocabulary image annotation", IJCAI 2011): items that
 * the user never met are drawn until one comes within 1 of an interest. How many it took, T, says how far down the interest lies: about (|I| − 1) / T
 * others lie before it, and the step is as large as the logarithm of that, divided by its largest.
 */
public final class Warp extends SgdKind {
  /** The only one. */
  public static final Warp KIND = new Warp();

  private Warp() {
    super("warp", "users and items as vectors, learned most from interests that lie far down", new SgdConfig(64, 60, 0.05, 0.99, 0.01, 10, 0, false, 1, 0.03, 0), false, Surrogate.Loss.PAIR_SQUARED);
  }

  @Override
  protected Lesson lesson(SgdConfig settings, Factors factors, int items) {
    var weights = new float[settings.negatives() + 1];
    for (int draws = 1; draws < weights.length; draws++) {
      int before = Math.max(1, (items - 1) / draws);
      weights[draws] = (float) (StrictMath.log1p(before) / StrictMath.log1p(Math.max(1, items - 1)));
    }
    return block -> learn(block, factors, weights);
  }

  private static void learn(Block block, Factors factors, float[] weights) {
    for (int n = 0; n < block.size(); n++) {
      int user = block.user(n);
      int item = block.item(n);
      float least = factors.score(user, item) - 1;
      double loss = 0;
      for (int draws = 1; draws < weights.length && loss == 0; draws++) {
        int other = factors.negative(block, user);
        float within = other < 0 ? 0 : factors.score(user, other) - least;
        if (!(within <= 0)) { // true for NaN too, so that a divergence shows in the loss
          loss = (double) weights[draws] * within;
          factors.prefer(block, user, item, other, weights[draws]);
        }
      }
      block.lose(loss);
    }
  }
}
