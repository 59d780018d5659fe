package dev.tributary.retrieval.rp3beta;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import java.util.Arrays;
import java.util.Map;

/**
 * RP3beta (Paudel, Christoffel, Newell, Bernstein: "Updatable, accurate, diverse, and scalable recommendations for interactive
 * applications", ACM TiiS 2017):
 *
 * <p>{@code sim(j,i) = Σ_u p(u|j)^α · p(i|u)^α / |W_i|^β} with j the interest, i the candidate, {@code p(u|j) = like(u,j) /
 * Σ_v like(v,j)} and {@code p(i|u) = like(u,i) / Σ_k like(u,k)}. β = 0 is P3alpha. The dense product is never formed: rows
 * are summed one by one and cut at K.
 *
 * <p>Time O(Σ_u |J_u|²) shared by the threads; memory as {@link CoOccurrence#index} says. Thread-safe.
 */
public final class Rp3betaTrainer implements Trainer<ItemItemModel<Rp3betaConfig>> {
  private final Rp3betaConfig config;

  /** A trainer with these settings. */
  public Rp3betaTrainer(Rp3betaConfig config) {
    this.config = config;
  }

  @Override
  public ItemItemModel<Rp3betaConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    double alpha = config.alpha();
    var matrix = new LikeMatrix(interests, config.maxHistory(), alpha); // like^α, so that both powers fall on the product
    var userWeights = Arrays.stream(matrix.userSums()).map(sum -> sum > 0 ? StrictMath.pow(sum, -alpha) : 0).toArray();
    var interest = Arrays.stream(matrix.itemSums()).map(sum -> sum > 0 ? StrictMath.pow(sum, alpha) : 1).toArray();
    var candidate = Arrays.stream(matrix.popularity()).mapToDouble(users -> StrictMath.pow(Math.max(1, users), config.beta())).toArray();
    var index = new CoOccurrence(matrix, userWeights, interest, candidate, 0).index(config.topK(), 0, config.lookup(), job);
    return new ItemItemModel<>(Rp3beta.KIND, config, index, interests, Map.of("historyCut", matrix.cut()));
  }
}
