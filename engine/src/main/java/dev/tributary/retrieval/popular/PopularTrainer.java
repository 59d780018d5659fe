package dev.tributary.retrieval.popular;

import dev.tributary.data.Interests;
import dev.tributary.math.Job;
import dev.tributary.retrieval.HalfLife;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.charts.ChartBuild;
import dev.tributary.retrieval.charts.ChartModel;
import java.util.stream.IntStream;

/**
 * Adds up the interest in each item, newer interest counting more: {@code score(i) = Σ_u like(u,i) · 2^{−(T−t)/h}} with T the
 * last time of the log's interests and h the half-life (see {@link HalfLife}), over the interests of the last {@code windowDays}. Without times, and
 * where the settings ask for no decay, a plain sum. With {@code by} each group of users has a sum of its own.
 *
 * <p>O(interests). Thread-safe.
 */
public final class PopularTrainer implements Trainer<ChartModel<PopularConfig>> {
  private static final double DAY = 86_400_000;

  private final PopularConfig config;

  /** A trainer with these settings. */
  public PopularTrainer(PopularConfig config) {
    this.config = config;
  }

  @Override
  public ChartModel<PopularConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    double halfLife = interests.timed() ? new HalfLife(config.halfLifeDays(), config.relativeHalfLife()).of(interests) : 0;
    double window = interests.timed() && config.windowDays() > 0 ? config.windowDays() * DAY : Double.POSITIVE_INFINITY;
    long last = interests.lastTime();
    return new ChartBuild(data, config, job).model(Popular.KIND, config, halfLife / DAY, (from, users) -> sums(from, users, last, halfLife, window));
  }

  private static double[] sums(Interests interests, IntStream users, long last, double halfLife, double window) {
    var sums = new double[interests.items().size()];
    users.forEach(
        user -> {
          for (long entry = interests.start(user); entry < interests.end(user); entry++) {
            double age = (double) last - interests.time(entry);
            if (age < window) {
              sums[interests.item(entry)] += Math.max(interests.like(entry) * HalfLife.left(age, halfLife), Double.MIN_VALUE); // very old, yet liked
            }
          }
        });
    return sums;
  }
}
