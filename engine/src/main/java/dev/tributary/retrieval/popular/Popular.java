package dev.tributary.retrieval.popular;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.charts.ChartModel;
import java.io.IOException;

/** The channel of popular items (热门). */
public final class Popular implements ChannelKind<PopularConfig> {
  /** The only one. */
  public static final Popular KIND = new Popular();

  private Popular() {}

  @Override
  public String name() {
    return "popular";
  }

  @Override
  public String summary() {
    return "what everybody liked lately, newer likes counting more";
  }

  @Override
  public PopularConfig defaults() {
    return PopularConfig.DEFAULT;
  }

  @Override
  public PopularTrainer trainer(PopularConfig settings) {
    return new PopularTrainer(settings);
  }

  @Override
  public ChartModel<PopularConfig> read(Bundle bundle) throws IOException {
    return ChartModel.read(this, bundle);
  }

  @Override
  public Estimate estimate(PopularConfig settings, TrainingData data) {
    long interests = data.interests().size();
    return new Estimate(32L * data.interests().items().size() + 8 * interests, 0, 1e-7 * interests);
  }
}
