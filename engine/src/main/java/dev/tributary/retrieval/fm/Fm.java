package dev.tributary.retrieval.fm;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;

/** The channel FM (因子分解机召回). */
public final class Fm implements ChannelKind<FmConfig> {
  /** The only one. */
  public static final Fm KIND = new Fm();

  private Fm() {}

  @Override
  public String name() {
    return "fm";
  }

  @Override
  public String summary() {
    return "a factorisation machine over interests, ids and attributes, found by inner product; new items by their attributes";
  }

  @Override
  public FmConfig defaults() {
    return FmConfig.DEFAULT;
  }

  @Override
  public FmTrainer trainer(FmConfig settings) {
    return new FmTrainer(settings);
  }

  @Override
  public FmModel read(Bundle bundle) throws IOException {
    return FmModel.read(bundle);
  }

  @Override
  public Estimate estimate(FmConfig settings, TrainingData data) {
    double users = data.interests().users().size();
    double items = data.interests().items().size() + (double) data.catalog().itemCount();
    double entries = data.interests().size();
    double factors = settings.factors();
    double bag = settings.history() * entries / Math.max(1, users);
    double perLesson = (3 * bag + 16 + 3.0 * settings.negatives()) * factors * 3e-10 + 2e-6;
    return new Estimate(
        (long) (36 * entries + (users + items) * 400 + 20 * settings.batch() * bag + 4096),
        (long) ((24 * items + (settings.userId() ? 16 : 4) * users) * (factors + 1)),
        settings.epochs() * (entries / 8 + users) * perLesson + items * factors * 1e-7 + 1);
  }
}
