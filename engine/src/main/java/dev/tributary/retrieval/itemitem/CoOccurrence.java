package dev.tributary.retrieval.itemitem;

import dev.tributary.math.Job;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.util.Optional;
import java.util.function.Supplier;

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
   * and 24 an item and thread and 24 an entry of the index on the heap, about 16 bytes an entry off it.
   */
  public ItemItemIndex index(int neighbors, double minSimilarity, Lookup lookup, Job job) {
    return ItemItemIndex.build(matrix.items(), neighbors, minSimilarity, lookup, job, () -> new CoOccurrenceRow(this, new RowSums(matrix, userWeights), Optional.empty()));
  }

  /** An index and the sums it came from. */
  public record Counted(ItemItemIndex index, PairSums sums) {}

  /** The same index, with the sums of all pairs: 16 bytes for each half of a pair on the heap while they are collected. */
  public Counted counted(int neighbors, double minSimilarity, Lookup lookup, Job job) {
    return counted(() -> new RowSums(matrix, userWeights), neighbors, minSimilarity, lookup, job);
  }

  /**
   * The likes of a few users.
   *
   * @param userWeights w, by user; empty: 1 for everyone
   */
  public record Part(LikeMatrix matrix, double[] userWeights) {}

  /**
   * Index and sums of these likes, from the sums of earlier ones and what changed since: equal to {@link #counted}, bit for bit, where all sums
   * are whole numbers up to 2²⁴, else but for the rounding of floats and sums below 0.0001. O(pairs + Σ |J_u|² over the users who changed).
   *
   * @param before sums of earlier likes
   * @param gone what the earlier likes had of the users who changed since, over the earlier items
   * @param come what these likes have of them
   */
  public Counted updated(PairSums before, Part gone, Part come, int neighbors, double minSimilarity, Lookup lookup, Job job) {
    return counted(() -> new UpdatedSums(this, before, gone, come), neighbors, minSimilarity, lookup, job);
  }

  private Counted counted(Supplier<RowSums> rows, int neighbors, double minSimilarity, Lookup lookup, Job job) {
    var sums = new PairSums.Builder(matrix.items().size());
    var index = ItemItemIndex.build(matrix.items(), neighbors, minSimilarity, lookup, job, () -> new CoOccurrenceRow(this, rows.get(), Optional.of(sums)));
    return new Counted(index, sums.build());
  }

  /** What {@link #index} would need for a log. */
  public static ChannelKind.Estimate estimate(TrainingData data, int maxHistory, int neighbors) {
    var work = Work.of(data, maxHistory);
    long items = data.interests().items().size();
    double entries = Math.min(items * (double) neighbors, work.steps);
    long threads = Runtime.getRuntime().availableProcessors();
    return new ChannelKind.Estimate(
        16 * work.interests + (24 * threads + 32) * items + (long) (24 * entries), (long) (16 * entries), 2e-9 * work.steps + 1e-7 * entries);
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
