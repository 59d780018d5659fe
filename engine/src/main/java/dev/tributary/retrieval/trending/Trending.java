package dev.tributary.retrieval.trending;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.charts.ChartModel;
import java.io.IOException;

/** The channel of trending items (趋势). */
public final class Trending implements ChannelKind<TrendingConfig> {
  /** The only one. */
  public static final Trending KIND = new Trending();

  private Trending() {}

  @Override
  public String name() {
    return "trending";
  }

  @Override
  public String summary() {
    return "what is liked more now than it used to be";
  }

  @Override
  public TrendingConfig defaults() {
    return TrendingConfig.DEFAULT;
  }

  @Override
  public TrendingTrainer trainer(TrendingConfig settings) {
    return new TrendingTrainer(settings);
  }

  @Override
  public ChartModel<TrendingConfig> read(Bundle bundle) throws IOException {
    return ChartModel.read(this, bundle);
  }

  @Override
  public Estimate estimate(TrendingConfig settings, TrainingData data) {
    long interests = data.interests().size();
    return new Estimate(48L * data.interests().items().size() + 8 * interests, 0, 2e-7 * interests);
  }
}
