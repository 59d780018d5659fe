package dev.tributary.retrieval.graphfilter;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.SparseMatrix;
import dev.tributary.math.TopEigen;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemIndex;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import java.util.Arrays;
import java.util.Map;

/**
 * Graph filters: the linear and the ideal one of GF-CF (Shen, Wu, Zhang, Shan, Zhang, Letaief, Li: "How powerful is graph
 * convolution for recommendation?", CIKM 2021) and the polynomial of ChebyCF (Kim, Sung, Han, Lee, SIGIR 2025):
 *
 * <p>{@code score(u) = x_u·( D^−β·h(A)·D^β + w·D^−γ·V·Vᵀ·D^γ )} with x_u the user's likes, {@code A = R̃ᵀR̃}, {@code R̃ =
 * D_users^−½·X·D_items^−½}, D the sums of likes. A filter is linear in the signal, so that each item has a row of its own: each row
 * is computed, weights of 0 or less are left out, and the K largest go to the index that all item→item channels share.
 *
 * <p>Time 4 · degree · interests · items + 2 · items² · idealRank operations, shared by the threads. Memory 32 bytes an interest, 8 ·
 * idealRank bytes an item, and for each thread dense rows of a block of items: about 1 KB an item. Thread-safe.
 */
public final class GraphFilterTrainer implements Trainer<ItemItemModel<GraphFilterConfig>> {
  private static final int EXTRA = 32; // columns beside the rank, which make the rest settle
  private static final int ROUNDS = 8;

  private final GraphFilterConfig config;

  /** A trainer with these settings. */
  public GraphFilterTrainer(GraphFilterConfig config) {
    this.config = config;
  }

  @Override
  public ItemItemModel<GraphFilterConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    var likes = new LikeMatrix(interests, config.maxHistory());
    var users = power(likes.userSums(), -0.5);
    var items = power(likes.itemSums(), -0.5);
    var normalized = likes.byUser().scaled(users, items);
    var transposed = likes.byItem().scaled(items, users);
    var filter =
        new Filter(
            likes,
            normalized,
            transposed,
            Polynomial.coefficients(config.degree(), config.flatness()),
            power(likes.itemSums(), config.beta()),
            ideal(normalized, transposed, job),
            config.idealWeight(),
            power(likes.itemSums(), config.idealBeta()));
    var index = ItemItemIndex.build(interests.items(), config.topK(), 0, config.lookup(), job, () -> new GraphFilterRow(filter));
    return new ItemItemModel<>(GraphFilter.KIND, config, index, interests, Map.of("historyCut", likes.cut()));
  }

  /** The eigenvectors of the lowest frequencies, items × rank. */
  private Matrix ideal(SparseMatrix normalized, SparseMatrix transposed, Job job) {
    int items = normalized.columns();
    int rank = config.idealWeight() == 0 ? 0 : Math.min(config.idealRank(), items);
    if (rank == 0) {
      return Matrix.zeros(items, 0);
    }
    int columns = Math.min(items, rank + EXTRA);
    var between = Matrix.zeros(normalized.rows(), columns);
    return TopEigen.of(
            (x, y) -> {
              normalized.multiply(x, between, job);
              transposed.multiply(between, y, job);
            },
            items,
            new TopEigen.Effort(rank, EXTRA, ROUNDS),
            job)
        .vectors();
  }

  /** An item without likes keeps 0. */
  private static double[] power(double[] sums, double exponent) {
    return Arrays.stream(sums).map(sum -> sum > 0 ? StrictMath.pow(sum, exponent) : 0).toArray();
  }
}
