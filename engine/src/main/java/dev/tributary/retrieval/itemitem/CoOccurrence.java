package dev.tributary.retrieval.itemitem;

import dev.tributary.math.Job;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;

/**
 * A family of similarities that count who took both items:
 *
 * <p>{@code sim(j,i) = Σ_u w(u)·like(u,j)·like(u,i) / ( a(j)·b(i) + h )} with j the interest and i the candidate. The damped
 * cosine, conditional probabilities and two-step random walks are members. Immutable once built; the arrays are not copied.
 *
 * @param matrix the likes, whose ranks all arrays by item use
 * @param userWeights w, by user; empty: 1 for everyone
 * @param interest a, by rank of the item; above 0
 * @param candidate b, by rank of the item; above 0
 * @param shrinkage h, 0 or more
 */
public record CoOccurrence(LikeMatrix matrix, double[] userWeights, double[] interest, double[] candidate, double shrinkage) {
  /**
   * Computes the index; see {@link ItemItemIndex#build}. Time O(Σ_u |J_u|²) shared by the threads, memory 16 bytes an interest
   * and 12 an item and thread on the heap, about 20 bytes an entry of the index off it.
   */
  public ItemItemIndex index(int neighbors, double minSimilarity, Lookup lookup, Job job) {
    return ItemItemIndex.build(matrix.items(), neighbors, minSimilarity, lookup, job, () -> new CoOccurrenceRow(this));
  }

  /** What {@link #index} would need for a log. */
  public static ChannelKind.Estimate estimate(TrainingData data, int maxHistory, int neighbors) {
    var work = Work.of(data, maxHistory);
    long items = data.interests().items().size();
    double entries = Math.min(items * (double) neighbors, work.steps);
    long threads = Runtime.getRuntime().availableProcessors();
    return new ChannelKind.Estimate(
        16 * work.interests + (12 * threads + 32) * items + (long) (12 * entries), (long) (20 * entries), 2e-9 * work.steps + 1e-7 * entries);
  }

  /**
   * What there is to count in a log.
   *
   * @param interests that a cap on histories leaves
   * @param steps Σ_u |J_u|² over what it leaves
   */
  public record Work(long interests, double steps) {
    /** Of a log; {@code maxHistory} 0: no cap. */
    public static Work of(TrainingData data, int maxHistory) {
      var interests = data.interests();
      double steps = 0;
      long kept = 0;
      for (int user = 0; user < interests.users().size(); user++) {
        long length = interests.end(user) - interests.start(user);
        length = maxHistory == 0 ? length : Math.min(maxHistory, length);
        steps += (double) length * length;
        kept += length;
      }
      return new Work(kept, steps);
    }
  }
}
