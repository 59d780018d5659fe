package dev.tributary.retrieval.trending;

import dev.tributary.data.Interests;
import dev.tributary.math.Job;
import dev.tributary.retrieval.HalfLife;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.charts.ChartBuild;
import dev.tributary.retrieval.charts.ChartModel;
import java.util.stream.IntStream;

/**
 * How much more an item is liked lately than it used to be: {@code rise(i) = ( s(i) + m ) / ( c·l(i) + m )} with {@code s(i) = Σ_u like(u,i) ·
 * 2^{−(T−t)/h}}, {@code l(i)} the same with a half-life {@code background} times as long, m the smoothing, and {@code c = Σ_i s(i) / Σ_i l(i)}, so that a
 * busy day lifts nobody. 1 is an item as usual, 2 one that is liked twice as often as usual. Items liked at any time are ranked, the falling last.
 *
 * <p>Where the log has no times, the order of its rows stands for them. O(interests). Thread-safe.
 */
public final class TrendingTrainer implements Trainer<ChartModel<TrendingConfig>> {
  private static final double DAY = 86_400_000;

  private final TrendingConfig config;

  /** A trainer with these settings. */
  public TrendingTrainer(TrendingConfig config) {
    this.config = config;
  }

  @Override
  public ChartModel<TrendingConfig> train(TrainingData data, Job job) {
    var interests = data.interests();
    double halfLife = new HalfLife(config.halfLifeDays(), config.relativeHalfLife()).of(interests);
    long last = interests.lastTime();
    return new ChartBuild(data, config, job).model(Trending.KIND, config, interests.timed() ? halfLife / DAY : 0, (from, users) -> rises(from, users, last, halfLife));
  }

  private double[] rises(Interests interests, IntStream users, long last, double halfLife) {
    var lately = new double[interests.items().size()];
    var usual = new double[lately.length];
    var liked = new boolean[lately.length];
    users.forEach(
        user -> {
          for (long entry = interests.start(user); entry < interests.end(user); entry++) {
            double age = (double) last - interests.time(entry);
            int item = interests.item(entry);
            liked[item] = true;
            lately[item] += interests.like(entry) * HalfLife.left(age, halfLife);
            usual[item] += interests.like(entry) * HalfLife.left(age, halfLife * config.background());
          }
        });
    double share = sum(lately) / Math.max(sum(usual), Double.MIN_VALUE);
    var rises = new double[lately.length];
    for (int item = 0; item < rises.length; item++) {
      rises[item] = liked[item] ? (lately[item] + config.smoothing()) / (share * usual[item] + config.smoothing()) : 0;
    }
    return rises;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
