package dev.tributary.retrieval.swing;

import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemIndex;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import java.util.Map;

/**
 * Learns item-to-item similarity by Swing (Yang, Zhu, Zhang, Li: "Large Scale Product Graph Construction for Recommendation in
 * E-commerce", arXiv:2010.05525) from who took what; how much somebody liked it plays no part in the similarity:
 *
 * <p>{@code s(j,i) = Σ w_u·w_v / (α + |J_u ∩ J_v|) / |W_i|^β} over unordered pairs u ≠ v of users who took both j and i, so that
 * two common users are needed; texts that sum ordered pairs report twice this value. w_u is 1 (plain) or 1/√|J_u| (published);
 * β = 0 is the formula as published, in which popular candidates have more pairs. Symmetric but for β.
 *
 * <p>Exact up to two caps. Of a user the newest interests count, for the overlap and the weight too. Of an item j with n users
 * more than the cap c allows, the pairs of a sample of c users are summed, and the sums multiplied by {@code n(n−1) /
 * c(c−1)}: an unbiased estimate of j's list. The sample holds the users with the largest hash of (seed, item, user). A pair
 * that is looked up in the candidate's list is estimated there. The manifest counts what was left out: {@code historyCut}
 * (interests), {@code usersCut} (interests beyond the cap on users) and {@code pairsCut} (their pairs of users).
 *
 * <p>Time, with W'_j the users counted: O(Σ_j Σ_{u∈W'_j} |J_u| + Σ_j Σ_{u,v∈W'_j} |J_u ∩ J_v|) shared by the threads; memory 16 bytes
 * an interest and 16 an item and thread on the heap, about 20 bytes an entry of the index off it. Thread-safe. The same bits on
 * any number of threads.
 */
public final class SwingTrainer implements Trainer<ItemItemModel<SwingConfig>> {
  private final SwingConfig config;

  /** A trainer with these settings. */
  public SwingTrainer(SwingConfig config) {
    this.config = config;
  }

  @Override
  public ItemItemModel<SwingConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    var matrix = new LikeMatrix(interests, config.maxHistory(), 0);
    var pairs = new UserPairs(matrix, config, Seeds.of(job.seed(), "swing"));
    var index =
        ItemItemIndex.build(interests.items(), config.topK(), 0, config.lookup(), job, () -> new SwingRow(matrix, pairs));
    var figures = Map.of("historyCut", matrix.cut(), "usersCut", pairs.usersCut(), "pairsCut", pairs.pairsCut());
    return new ItemItemModel<>(Swing.KIND, config, index, interests, figures);
  }
}
