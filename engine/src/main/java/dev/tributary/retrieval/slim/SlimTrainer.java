package dev.tributary.retrieval.slim;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.Gram;
import dev.tributary.retrieval.itemitem.ItemItemIndex;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * SLIM (Ning, Karypis: "SLIM: sparse linear methods for top-N recommender systems", ICDM 2011). For each item i the weights
 * w(j→i) of all others that make least
 *
 * <p>{@code ½ Σ_u ω(u)·( like(u,i) − Σ_j like(u,j)·w(j→i) )² + ½ λ₂ Σ_j w(j→i)² + λ₁ Σ_j |w(j→i)|}, with {@code w(i→i) = 0},
 * {@code w ≥ 0} if so set, and {@code ω(u) = 1 / |J_u|^γ} (1 in the paper).
 *
 * <p>Solved by coordinate descent (Friedman, Hastie, Tibshirani: "Regularization paths for generalized linear models via
 * coordinate descent", J. Stat. Softw. 33, 2010, §2.2, covariance updates): everything is read off the co-occurrences
 * {@code G = AᵀΩA}, a sparse {@link Gram}. Sources are items that were taken together with i. With w ≥ 0 that leaves nothing out: as G ≥
 * 0, a gradient only falls while weights grow, so j with {@code G(j,i) ≤ λ₁} can have no weight. With both signs it is a restriction: a source
 * that never met i has weight 0.
 *
 * <p>Stopping rule: let ε = tolerance · max_j G(j,i). A column is finished when a pass over its working weights moves none of them
 * by more than ε in its gradient ({@code Δw·(G(j,j)+λ₂)}), and no other source's gradient exceeds λ₁ + ε. Columns that come to
 * {@code maxPasses} keep what they have and are counted in the figure {@code unfinished}.
 *
 * <p>Time O(Σ_u |J_u|²) for the co-occurrences, and for each item one way through the rows of G of its working weights and a few passes over
 * their parts that belong to its sources; memory as {@link Gram} and {@link ItemItemIndex#ofColumns} say, and beside it for each thread
 * 20 bytes an item and 4 for each pair of a working weight and a source. Thread-safe. The threads do not change the result.
 */
public final class SlimTrainer implements Trainer<ItemItemModel<SlimConfig>> {
  private final SlimConfig config;

  /** A trainer with these settings. */
  public SlimTrainer(SlimConfig config) {
    this.config = config;
  }

  @Override
  public ItemItemModel<SlimConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    var matrix = new LikeMatrix(interests, config.maxHistory());
    var gram = Gram.of(matrix, userWeights(matrix), job);
    var squares = IntStream.range(0, gram.size()).mapToDouble(rank -> gram.get(rank, rank)).toArray();
    var unfinished = new LongAdder();
    var index =
        ItemItemIndex.ofColumns(
            matrix.items(), "sparse weights", config.topK(), config.lookup(), job, () -> new SlimColumn(config, matrix, gram, squares, unfinished));
    return new ItemItemModel<>(
        Slim.KIND, config, index, interests, Map.of("historyCut", matrix.cut(), "unfinished", unfinished.sum()));
  }

  private double[] userWeights(LikeMatrix matrix) {
    if (config.userDamping() == 0) {
      return new double[0];
    }
    return IntStream.range(0, matrix.users()).mapToDouble(user -> StrictMath.pow(Math.max(1, matrix.historySize(user)), -config.userDamping())).toArray();
  }
}
