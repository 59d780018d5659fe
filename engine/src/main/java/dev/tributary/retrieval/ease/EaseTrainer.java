package dev.tributary.retrieval.ease;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Cholesky;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemIndex;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import java.util.Map;

/**
 * EASE (Steck: "Embarrassingly shallow autoencoders for sparse data", WWW 2019): weights B with a zero diagonal that bring the
 * likes X back as X·B with the least squared error and λ times the squared weights:
 *
 * <p>{@code P = (XᵀX + Λ)⁻¹, B[j,i] = − P[j,i] / P[i,i]} with j the interest and i the candidate, {@code Λ[i,i] = λ + p/(1−p) ·
 * XᵀX[i,i]}. p = 0 is EASE; p above 0 is EDLAE (Steck: "Autoencoders that don't overfit towards the identity", NeurIPS 2020).
 * Each candidate keeps its K weights of largest size, negative ones among them: they say what speaks against an item.
 *
 * <p>n items take 4·n² bytes off the heap (the inverse is made in place) and n³ multiply-adds, shared by the threads. Thread-safe.
 */
public final class EaseTrainer implements Trainer<ItemItemModel<EaseConfig>> {
  private final EaseConfig config;

  /** A trainer with these settings. */
  public EaseTrainer(EaseConfig config) {
    this.config = config;
  }

  /**
   * Trains, as {@link Trainer} says.
   *
   * @throws IllegalArgumentException when there are more than {@code mostItems} items
   * @throws dev.tributary.math.SingularMatrixException when λ is too small for the data, for example 0 with two items that the
   *     same users like
   */
  @Override
  public ItemItemModel<EaseConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    int items = interests.items().size();
    require(
        items <= config.mostItems(),
        "EASE would need %.1f GB for %d items, mostItems allows %d; leave rare items out, or take slim or rp3beta",
        4e-9 * items * items,
        items,
        config.mostItems());
    var likes = new LikeMatrix(interests, config.maxHistory());
    var inverse = Matrix.zeros(items, items);
    likes.gram(inverse, job);
    double share = config.dropout() / (1 - config.dropout());
    for (int item = 0; item < items; item++) {
      float squares = inverse.get(item, item);
      inverse.set(item, item, (float) (squares + config.lambda() + share * squares));
    }
    Cholesky.invert(inverse, job);
    var index = ItemItemIndex.ofColumns(interests.items(), "weights", config.topK(), config.lookup(), job, () -> new EaseColumn(likes, inverse));
    return new ItemItemModel<>(Ease.KIND, config, index, interests, Map.of("historyCut", likes.cut()));
  }
}
