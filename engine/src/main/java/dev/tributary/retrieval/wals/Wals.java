package dev.tributary.retrieval.wals;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;

/** The channel WALS (加权交替最小二乘, 矩阵补充). */
public final class Wals implements ChannelKind<WalsConfig> {
  /** The only one. */
  public static final Wals KIND = new Wals();

  private Wals() {}

  @Override
  public String name() {
    return "wals";
  }

  @Override
  public String summary() {
    return "users and items as vectors learned by alternating least squares, found by inner product";
  }

  @Override
  public WalsConfig defaults() {
    return WalsConfig.DEFAULT;
  }

  @Override
  public WalsTrainer trainer(WalsConfig settings) {
    return new WalsTrainer(settings);
  }

  @Override
  public WalsModel read(Bundle bundle) throws IOException {
    return WalsModel.read(bundle);
  }

  @Override
  public Estimate estimate(WalsConfig settings, TrainingData data) {
    var interests = data.interests();
    double factors = settings.factors();
    double rows = interests.users().size() + (double) interests.items().size();
    double entries = interests.size();
    double mean = entries / Math.max(1, rows / 2);
    double threads = Runtime.getRuntime().availableProcessors();
    double perEpoch = 2 * entries * factors * (2e-9 + 1e-10 * Math.min(factors, mean)) + rows * factors * factors * 5e-11 + 4e-9 * factors * factors * factors;
    return new Estimate(
        (long) (28 * entries + 16 * rows + 24 * factors * factors + threads * (4e6 + 8 * factors * factors) + 4096),
        (long) (8 * rows * factors + threads * 2048 * factors + 8 * factors * factors),
        settings.epochs() * perEpoch + 1);
  }
}
