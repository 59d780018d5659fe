package dev.tributary.retrieval.ease;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Cholesky;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ColumnWeights;
import dev.tributary.retrieval.itemitem.Gram;
import dev.tributary.retrieval.itemitem.ItemItemIndex;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * EASE (Steck: "Embarrassingly shallow autoencoders for sparse data", WWW 2019): weights B with a zero diagonal that bring the
 * likes X back as X·B with the least squared error and λ times the squared weights:
 *
 * <p>{@code P = (XᵀX + Λ)⁻¹, B[j,i] = − P[j,i] / P[i,i]} with j the interest and i the candidate, {@code Λ[i,i] = λ + p/(1−p) ·
 * XᵀX[i,i]}. p = 0 is EASE; p above 0 is EDLAE (Steck: "Autoencoders that don't overfit towards the identity", NeurIPS 2020); with a
 * free diagonal (DLAE, same paper) {@code B = P·XᵀX = I − P·Λ}. Each candidate keeps its K weights of largest size, negative ones among them:
 * they say what speaks against an item.
 *
 * <p>{@link Solution#DENSE}: n items take 4·n² bytes off the heap (the inverse is made in place) and n³/2 multiply-adds. {@link Solution#BLOCKS}:
 * each candidate is solved with its K nearest items alone, after the sparse approximation of Steck ("Markov random fields for
 * collaborative filtering", NeurIPS 2019), but a block for each item, so that nothing is averaged: exact for what the block
 * holds. That takes the co-occurrences ({@link Gram}), K³/6 multiply-adds and K rows of co-occurrences an item, and 4·K² bytes a
 * thread. Either work is shared by the threads, which do not change the result. Thread-safe.
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
   * @throws IllegalArgumentException when there are more than {@code mostItems} items to be solved at once
   * @throws dev.tributary.math.SingularMatrixException when λ is too small for the data, for example 0 with two items that the
   *     same users like
   */
  @Override
  public ItemItemModel<EaseConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    int items = interests.items().size();
    boolean whole = config.inverts(items);
    require(
        !whole || items <= config.mostItems(),
        "EASE would need %.1f GB for %d items, mostItems allows %d; raise it, or set solution to blocks",
        4e-9 * items * items,
        items,
        config.mostItems());
    var likes = new LikeMatrix(interests, config.maxHistory());
    var columns = whole ? inverse(likes, job) : blocks(likes, job);
    var index = ItemItemIndex.ofColumns(interests.items(), "weights", config.topK(), config.lookup(), job, columns);
    return new ItemItemModel<>(Ease.KIND, config, index, interests, Map.of("historyCut", likes.cut()));
  }

  private Supplier<ColumnWeights> inverse(LikeMatrix likes, Job job) {
    int items = likes.items().size();
    var inverse = Matrix.zeros(items, items);
    likes.gram(inverse, job);
    var squares = IntStream.range(0, items).mapToDouble(rank -> inverse.get(rank, rank)).toArray();
    var penalties = new Penalties(config, likes, squares);
    for (int rank = 0; rank < items; rank++) {
      inverse.set(rank, rank, (float) (squares[rank] + penalties.get(rank)));
    }
    Cholesky.invert(inverse, job);
    return () -> new EaseColumn(likes, inverse, penalties);
  }

  private Supplier<ColumnWeights> blocks(LikeMatrix likes, Job job) {
    var gram = Gram.of(likes, new double[0], job);
    var squares = IntStream.range(0, gram.size()).mapToDouble(rank -> gram.get(rank, rank)).toArray();
    var penalties = new Penalties(config, likes, squares);
    return () -> new EaseBlock(likes, gram, squares, penalties, config.topK());
  }
}
