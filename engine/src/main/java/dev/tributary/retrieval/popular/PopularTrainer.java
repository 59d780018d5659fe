package dev.tributary.retrieval.popular;

import dev.tributary.data.Interests;
import dev.tributary.math.Job;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;

/**
 * Adds up the interest in each item, newer interest counting more: {@code score(i) = Σ_u like(u,i) · 2^{−(T−t)/h}} with T the
 * last time of the log's interests and h the half-life. Without times, and where the settings ask for no decay, a plain sum.
 *
 * <p>The half-life is given in days, or it is a multiple of the median age T − t, so that one setting serves a feed of a week
 * and ratings of twenty years; the median is robust where the span from first to last is not. O(interests). Thread-safe.
 */
public final class PopularTrainer implements Trainer<PopularModel> {
  private static final double DAY = 86_400_000;

  private final PopularConfig config;

  /** A trainer with these settings. */
  public PopularTrainer(PopularConfig config) {
    this.config = config;
  }

  @Override
  public PopularModel train(TrainingData data, Job job) {
    var interests = data.interests();
    job.progress().step("popularity", 0, interests.size());
    double halfLife = halfLife(interests);
    var sums = new double[interests.items().size()];
    long last = interests.lastTime();
    for (long entry = 0; entry < interests.size(); entry++) {
      double age = (double) last - interests.time(entry);
      sums[interests.item(entry)] += halfLife > 0 ? interests.like(entry) * StrictMath.pow(2, -age / halfLife) : interests.like(entry);
    }
    job.progress().step("popularity", interests.size(), interests.size());
    return model(interests, sums, halfLife);
  }

  /** Milliseconds; 0 where nothing decays. */
  private double halfLife(Interests interests) {
    if (!interests.timed() || interests.size() == 0) {
      return 0;
    }
    return config.halfLifeDays() > 0 ? config.halfLifeDays() * DAY : config.relativeHalfLife() * medianAge(interests);
  }

  private static double medianAge(Interests interests) {
    var times = interests.columns().time().toArray();
    java.util.Arrays.sort(times);
    return (double) times[times.length - 1] - times[times.length / 2];
  }

  private PopularModel model(Interests interests, double[] sums, double halfLife) {
    var items = interests.items();
    var popularity = interests.popularity();
    int liked = (int) java.util.Arrays.stream(popularity).filter(n -> n > 0).count();
    var best = new TopK(config.topN() == 0 ? liked : Math.min(liked, config.topN()));
    for (int item = 0; item < sums.length; item++) {
      if (popularity[item] > 0) {
        best.offer(Math.max((float) sums[item], Float.MIN_VALUE), items.tieRank(item)); // very old, yet liked once
      }
    }
    best.ascending();
    var ranked = new int[best.size()];
    var scores = new float[best.size()];
    for (int rank = 0; rank < ranked.length; rank++) {
      ranked[rank] = items.atTieRank(TopK.tieRank(best.best(rank)));
      scores[rank] = TopK.score(best.best(rank));
    }
    return new PopularModel(config, items, interests, ranked, scores, new PopularModel.Figures(halfLife / DAY, liked - ranked.length));
  }
}
