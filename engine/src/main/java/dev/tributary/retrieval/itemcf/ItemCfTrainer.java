package dev.tributary.retrieval.itemcf;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Interests;
import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Learns item-to-item similarity (Sarwar, Karypis, Konstan, Riedl: "Item-based collaborative filtering recommendation
 * algorithms", WWW 2001) from interest scores:
 *
 * <p>{@code sim(j,i) = Σ_u w(u)·near(u,j,i)·like(u,j)·like(u,i) / ( ‖j‖^{2(1−α)} · ‖i‖^{2α} + h )} with j the interest, i the candidate,
 * {@code ‖i‖² = Σ_u like²(u,i)} and h the shrinkage. {@code w(u)} is 1, or with {@code iuf} {@code 1 / ln(1 + |J_u|)} (Breese, Heckerman, Kadie:
 * "Empirical analysis of predictive algorithms for collaborative filtering", UAI 1998, in the form that leaves the norms alone). {@code near} is 1, or with {@code gapHalfLifeDays} g
 * {@code 2^{−|t_uj − t_ui|/g}}: what was liked at one sitting says more. Another α than 0.5 makes it the asymmetric cosine (Aiolli: "Efficient top-N
 * recommendation for very large scale binary rated datasets", RecSys 2013). α = 0.5, h = 0 and w = near = 1 is the cosine; in the binary case it is {@code
 * |W_i ∩ W_j| / √(|W_i||W_j|)}.
 *
 * <p>Time O(Σ_u |J_u|²) shared by the threads; memory 16 bytes an interest, 24 an item and thread and about 24 an
 * entry of the index on the heap, about 16 bytes an entry off it. Thread-safe.
 */
public final class ItemCfTrainer implements Trainer<ItemItemModel<ItemCfConfig>> {
  private static final double DAY = 86_400_000;

  private final ItemCfConfig config;

  /** A trainer with these settings. */
  public ItemCfTrainer(ItemCfConfig config) {
    this.config = config;
  }

  @Override
  public ItemItemModel<ItemCfConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    var likes = likes(interests, _ -> true);
    if (config.keepCounts()) {
      return model(interests, likes, sums(likes).counted(config.topK(), config.minSimilarity(), config.lookup(), job));
    }
    var index = sums(likes).index(config.topK(), config.minSimilarity(), config.lookup(), job);
    return new ItemItemModel<>(ItemCf.KIND, config, index, interests, Map.of("historyCut", likes.matrix().cut()));
  }

  /**
   * The model of a log from that of the log as it was earlier, for example yesterday: only the users whose interests changed are counted, in place of
   * all. The same model that {@link #train} gives, bit for bit, where no {@code iuf} and no {@code gapHalfLifeDays} makes the sums other than whole
   * numbers; else similarities differ by the rounding of floats. The whole log is asked for, since what an event adds to
   * like(u,i) depends on those before it.
   *
   * @param earlier trained with these settings and {@code keepCounts}, with its histories
   * @param data the log as it is now
   * @throws IllegalArgumentException when the model kept no sums or histories, or has other settings; train anew then
   */
  public ItemItemModel<ItemCfConfig> update(ItemItemModel<ItemCfConfig> earlier, TrainingData data, Job job) {
    require(earlier.config().equals(config), "the model was trained with other settings; train anew");
    var sums = earlier.sums();
    require(sums.isPresent(), "the model kept no sums; train it once with keepCounts=true");
    var before = earlier.history();
    require(before.size() > 0 || earlier.items().size() == 0, "the model came without its histories; train anew, or take a bundle that has them");
    var now = data.interests();
    var changes = new HistoryChanges(before, now, config.gapHalfLifeDays() > 0);
    var all = likes(now, _ -> true);
    var gone = likes(before, changes::gone);
    var come = likes(now, changes::come);
    return model(now, all, sums(all).updated(sums.get(), gone, come, config.topK(), config.minSimilarity(), config.lookup(), job));
  }

  private ItemItemModel<ItemCfConfig> model(Interests interests, CoOccurrence.Part likes, CoOccurrence.Counted counted) {
    return new ItemItemModel<>(ItemCf.KIND, config, counted.index(), interests, Map.of("historyCut", likes.matrix().cut()), Optional.of(counted.sums()));
  }

  /** The likes of some users, and what each user's pairs weigh. */
  private CoOccurrence.Part likes(Interests interests, IntPredicate users) {
    double gap = interests.timed() ? config.gapHalfLifeDays() * DAY : 0;
    var matrix = LikeMatrix.near(interests, config.maxHistory(), gap, users);
    return new CoOccurrence.Part(matrix, config.iuf() ? inverseFrequency(matrix) : new double[0]);
  }

  private CoOccurrence sums(CoOccurrence.Part likes) {
    var norms = likes.matrix().squaredNorms();
    return new CoOccurrence(likes.matrix(), likes.userWeights(), power(norms, 1 - config.alpha()), power(norms, config.alpha()), config.shrinkage());
  }

  /** Of each user; one without interests has no pairs to weigh. */
  private static double[] inverseFrequency(LikeMatrix matrix) {
    var weights = new double[matrix.users()];
    Arrays.setAll(weights, user -> 1 / StrictMath.log1p(Math.max(1, matrix.historySize(user))));
    return weights;
  }

  private static double[] power(double[] norms, double exponent) {
    var powers = new double[norms.length];
    for (int n = 0; n < norms.length; n++) {
      powers[n] = exponent == 0.5 ? Math.sqrt(norms[n]) : StrictMath.pow(norms[n], exponent);
    }
    return powers;
  }
}
