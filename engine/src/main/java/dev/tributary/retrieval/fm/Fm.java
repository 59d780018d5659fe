package dev.tributary.retrieval.fm;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.sgd.FactorModel;
import dev.tributary.retrieval.sgd.SgdConfig;
import dev.tributary.settings.Settings;
import java.io.IOException;

/** The channel FM (因子分解机召回). */
public final class Fm implements ChannelKind<SgdConfig> {
  /** The only one. */
  public static final Fm KIND = new Fm();

  private static final SgdConfig DEFAULT = new SgdConfig(32, 60, 0.03, 0.99, 0.03, 4, 0.75, 1, 0.1, 0);

  private Fm() {}

  @Override
  public String name() {
    return "fm";
  }

  @Override
  public String summary() {
    return "a factorisation machine over ids and attributes, found by inner product; new items by their attributes";
  }

  @Override
  public SgdConfig defaults() {
    return DEFAULT;
  }

  @Override
  public FmTrainer trainer(SgdConfig settings) {
    return new FmTrainer(settings);
  }

  @Override
  public FactorModel read(Bundle bundle) throws IOException {
    return FactorModel.read(name(), bundle, Settings.of(DEFAULT).parse(bundle.settings()).factors(), true);
  }

  @Override
  public Estimate estimate(SgdConfig settings, TrainingData data) {
    double rows = data.interests().users().size() + (double) data.interests().items().size() + data.catalog().itemCount();
    double entries = data.interests().size();
    double factors = settings.factors();
    return new Estimate(
        (long) (28 * entries + rows * (8 * factors + 200) + 24 * factors * factors + 4096),
        (long) (12 * rows * (factors + 1)),
        settings.epochs() * entries * (1 + settings.negatives()) * (1e-7 + 5e-9 * factors) + rows * factors * factors * 1e-10 + 1);
  }
}
