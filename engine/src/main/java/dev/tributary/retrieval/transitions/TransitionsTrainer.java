package dev.tributary.retrieval.transitions;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemIndex;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.Lookup;
import java.util.Map;

/**
 * Learns what comes after an item, by directed co-occurrence in the users' interests in order of time (of rows, where the log has
 * no times):
 *
 * <p>{@code s(j,i) = ( Σ δ^{d−1}·like(u,i) + b·Σ' δ^{d−1}·like(u,i) ) / ( (|W_j| + h) · |W_i|^β )} with j the interest and i the
 * candidate. The first sum is over users u whose i came d = 1..n interests after their j, at most the maximal gap later; the second
 * over those whose i came before in the same way. n = 1, b = h = β = 0 and every like 1 is the relative frequency of i as what
 * comes next after j. An item is in a user's interests once, at its last signal that counts.
 *
 * <p>Time O(interests · n) shared by the threads, O(2n) with b above 0; memory 24 bytes an interest and 12 an item and thread on the
 * heap, 8 bytes an entry of the index off it. Thread-safe. The same bits on any number of threads.
 */
public final class TransitionsTrainer implements Trainer<ItemItemModel<TransitionsConfig>> {
  private final TransitionsConfig config;

  /** A trainer with these settings. */
  public TransitionsTrainer(TransitionsConfig config) {
    this.config = config;
  }

  @Override
  public ItemItemModel<TransitionsConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    var sequences = new Sequences(interests);
    var index =
        ItemItemIndex.build(
            interests.items(), config.topK(), 0, Lookup.OWN, job, () -> new FollowersRow(sequences, config, interests.timed()));
    return new ItemItemModel<>(Transitions.KIND, config, index, interests, Map.of());
  }
}
