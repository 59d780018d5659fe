package dev.tributary.retrieval.itemcf;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import java.util.Arrays;
import java.util.Map;

/**
 * Learns item-to-item similarity (Sarwar, Karypis, Konstan, Riedl: "Item-based collaborative filtering recommendation
 * algorithms", WWW 2001) from interest scores:
 *
 * <p>{@code sim(j,i) = Σ_u w(u)·like(u,j)·like(u,i) / ( ‖j‖^{2(1−α)} · ‖i‖^{2α} + h )} with j the interest, i the candidate,
 * {@code ‖i‖² = Σ_u like²(u,i)} and h the shrinkage. {@code w(u)} is 1, or with {@code iuf} {@code 1 / ln(1 + |J_u|)} (Breese, Heckerman, Kadie:
 * "Empirical analysis of predictive algorithms for collaborative filtering", UAI 1998, in the form that leaves the norms alone). α = 0.5, h = 0 and w = 1 is the cosine; in the binary case it is {@code
 * |W_i ∩ W_j| / √(|W_i||W_j|)}.
 *
 * <p>Time O(Σ_u |J_u|²) shared by the threads; memory 16 bytes an interest and 12 an item and thread on the heap, about 20
 * bytes an entry of the index off it. Thread-safe.
 */
public final class ItemCfTrainer implements Trainer<ItemItemModel<ItemCfConfig>> {
  private final ItemCfConfig config;

  /** A trainer with these settings. */
  public ItemCfTrainer(ItemCfConfig config) {
    this.config = config;
  }

  @Override
  public ItemItemModel<ItemCfConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    var matrix = new LikeMatrix(interests, config.maxHistory());
    var norms = matrix.squaredNorms();
    var index =
        new CoOccurrence(matrix, config.iuf() ? inverseFrequency(matrix) : new double[0], power(norms, 1 - config.alpha()), power(norms, config.alpha()), config.shrinkage())
            .index(config.topK(), config.minSimilarity(), config.lookup(), job);
    return new ItemItemModel<>(ItemCf.KIND, config, index, interests, Map.of("historyCut", matrix.cut()));
  }

  /** Of each user; one without interests has no pairs to weigh. */
  private static double[] inverseFrequency(LikeMatrix matrix) {
    var weights = new double[matrix.users()];
    Arrays.setAll(weights, user -> 1 / StrictMath.log1p(Math.max(1, matrix.historySize(user))));
    return weights;
  }

  private static double[] power(double[] norms, double exponent) {
    return Arrays.stream(norms).map(norm -> exponent == 0.5 ? Math.sqrt(norm) : StrictMath.pow(norm, exponent)).toArray();
  }
}
