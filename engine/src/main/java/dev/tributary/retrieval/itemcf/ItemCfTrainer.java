package dev.tributary.retrieval.itemcf;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemIndex;
import java.util.Arrays;

/**
 * Learns item-to-item similarity (Sarwar, Karypis, Konstan, Riedl: "Item-based collaborative filtering recommendation
 * algorithms", WWW 2001) from interest scores:
 *
 * <p>{@code sim(j,i) = Σ_u like(u,j)·like(u,i) / ( ‖j‖^{2(1−α)} · ‖i‖^{2α} + h )} with j the interest, i the candidate,
 * {@code ‖i‖² = Σ_u like²(u,i)} and h the shrinkage. α = 0.5 and h = 0 is the cosine; in the binary case it is {@code
 * |W_i ∩ W_j| / √(|W_i||W_j|)}.
 *
 * <p>Time O(Σ_u |J_u|²) shared by the threads; memory 16 bytes an interest and 12 an item and thread on the heap, about 20
 * bytes an entry of the index off it. Thread-safe.
 */
public final class ItemCfTrainer implements Trainer<ItemCfModel> {
  private final ItemCfConfig config;

  /** A trainer with these settings. */
  public ItemCfTrainer(ItemCfConfig config) {
    this.config = config;
  }

  /** The two halves of the denominator, by item, and what is added to it. */
  record Factors(double[] interest, double[] candidate, double shrinkage) {}

  @Override
  public ItemCfModel train(TrainingData data, Job job) {
    var interests = data.interests();
    var matrix = new LikeMatrix(interests, config.maxHistory());
    var factors = factors(matrix.squaredNorms());
    var index =
        ItemItemIndex.build(
            interests.items(), config.topK(), config.minSimilarity(), config.lookup(), job, () -> new CosineRow(matrix, factors));
    return new ItemCfModel(config, index, interests, matrix.cut, interests.timed());
  }

  private Factors factors(double[] squaredNorms) {
    return new Factors(
        Arrays.stream(squaredNorms).map(norm -> power(norm, 1 - config.alpha())).toArray(),
        Arrays.stream(squaredNorms).map(norm -> power(norm, config.alpha())).toArray(),
        config.shrinkage());
  }

  private static double power(double norm, double exponent) {
    return exponent == 0.5 ? Math.sqrt(norm) : StrictMath.pow(norm, exponent);
  }
}
